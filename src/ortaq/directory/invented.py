"""Numbers and names that do not exist, for a demo or a drill: `reference/demo.yaml`, spread over the units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from django.db import transaction

from ortaq.directory.bounds import first_day
from ortaq.directory.errors import FaultyFile
from ortaq.directory.models import PACK, TELEPHONE, Contact, StandingContact, Unit
from ortaq.directory.tables import read_yaml

FILE = "demo.yaml"
SUBSTITUTE_EVERY = 3


@dataclass(frozen=True)
class Invented:
    """How many rows were made."""

    lines: int
    officials: int
    by_telephone_only: int


def as_of(folder: Path) -> date | None:
    """Return the day as which a demo of this pack has its directory; None for the whole history."""
    return first_day(read_yaml(folder / "reference", FILE).get("as_of", "")).day


@transaction.atomic
def load(folder: Path) -> Invented:
    """Give each party a duty line and a radio, and the levels that the file names an official; what is there stays.

    Raises FaultyFile where the file names a unit that the directory does not have.
    """
    plan = read_yaml(folder / "reference", FILE)
    units = list(Unit.objects.parties().order_by("id"))
    return Invented(_lines(plan, units), _officials(plan, units), _telephones(plan, units))


def _lines(plan: dict[str, Any], units: list[Unit]) -> int:
    has = set(Contact.objects.values_list("unit_id", flat=True))
    numbered = [(number, unit) for number, unit in enumerate(units, plan["first_line"]) if unit.id not in has]
    fresh = [Contact(unit=unit, value=_line(plan, number)) for number, unit in numbered]
    radios = [Contact(unit=unit, kind="radio", value=_line(plan, number, "backup")) for number, unit in numbered]
    Contact.objects.bulk_create([*fresh, *(radios if "backup" in plan else [])])
    return len(fresh)


def _line(plan: dict[str, Any], number: int, key: str = "line") -> str:
    return str(plan[key].format(hundreds=number // 100, rest=number % 100))


def _officials(plan: dict[str, Any], units: list[Unit]) -> int:
    told = plan["standing_contacts"]
    has, names = set(StandingContact.objects.values_list("unit_id", flat=True)), cycle(told["names"])
    facing = [unit for unit in units if unit.level in told["levels"] and unit.id not in has]
    begins = first_day(told["from"]).day
    made = [
        StandingContact(
            unit=unit,
            name=next(names),
            post=told["post"][unit.agency],
            telephone=_line(plan, number),
            valid_from=begins,
        )
        for number, unit in enumerate(facing, plan["first_line"] + len(units))
    ]
    if made:
        StandingContact.objects.bulk_create(made)
        StandingContact.objects.bulk_create(_substitute(plan, one, next(names)) for one in made[::SUBSTITUTE_EVERY])
    return len(made)


def _substitute(plan: dict[str, Any], official: StandingContact, name: str) -> StandingContact:
    """Return who replaces an official in every demo: for the time that the file gives."""
    first, until = (first_day(plan["standing_contacts"][key]).day for key in ("substitute_from", "substitute_until"))
    return StandingContact(
        unit=official.unit,
        substitute_of=official,
        name=name,
        post=plan["standing_contacts"]["substitute_post"],
        telephone=official.telephone,
        valid_from=first,
        valid_to=until,
    )


def _telephones(plan: dict[str, Any], units: list[Unit]) -> int:
    named = set(plan["by_telephone_only"])
    strangers = named - {unit.code for unit in units}
    if strangers:
        raise FaultyFile(FILE, None, f"no units {', '.join(sorted(strangers))}")
    wanted = Unit.objects.filter(code__in=named, origin=PACK).exclude(reach=TELEPHONE)
    return wanted.update(reach=TELEPHONE) if wanted.exists() else 0
