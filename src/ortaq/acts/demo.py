"""What a demonstration's crossing point has agreed and what waits for a signature: invented, by the program's verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ortaq.access.models import Appointment
from ortaq.access.roles import COMMANDER
from ortaq.acts.drafting import draft
from ortaq.acts.models import Act, Version
from ortaq.acts.signing import approve, propose, sign, submit
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.demo import units_at_the_console
from ortaq.ledger.actor import Actor

FILE = Path("demo") / "acts.yaml"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Told = Mapping[str, Any]


def fill(now: datetime, folder: Path) -> int:
    """Leave acts behind; a demonstration that has some of these kinds already is left alone. Return how many."""
    units, path = units_at_the_console(now), folder / FILE
    if not path.exists():
        return 0
    told = yaml.safe_load(path.read_text())
    wanted = [one for one in told["acts"] if not Act.objects.filter(kind=one["kind"]).exists()]
    with transaction.atomic():
        return sum(_agree(one, told["passphrase"], units, now) for one in wanted)


def _agree(one: Told, passphrase: str, units: Mapping[str, Unit], now: datetime) -> int:
    """Draft, propose, sign, submit and approve an act as far as it is told; nothing where no commander is there."""
    at = now - one["ago_days"] * DAY
    who = Commanders(at)
    if any(who.of(units[agency].pk) is None for agency in one["signed_by"]):
        return 0
    by, book = who.acts(units[one["by"]].pk), Rulebook.at(at)
    version = draft(one["kind"], _body(one["body"], units, at), by=by, at=at, rulebook=book)
    version = propose(version, by=by, at=at + HOUR, rulebook=book)
    for n, agency in enumerate(one["signed_by"]):
        sign(version, passphrase, by=who.acts(units[agency].pk), at=at + (2 + n) * HOUR, rulebook=book)
    if one.get("approved"):
        _approve(version, passphrase, by, who, at + 6 * HOUR, book)
    return 1


def _approve(version: Version, passphrase: str, by: Actor, who: Commanders, at: datetime, book: Rulebook) -> None:
    version.refresh_from_db()
    version = submit(version, by=by, at=at, rulebook=book)
    for n, unit in enumerate(version.approvers):
        if who.of(unit) is not None:
            approve(version, passphrase, by=who.acts(unit), at=at + n * HOUR, rulebook=book)


class Commanders:
    """The invented commanders, each of whom signs for his unit."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def of(self, unit: int) -> Appointment | None:
        return Appointment.objects.filter(unit=unit, role=COMMANDER).select_related("officer").first()

    def acts(self, unit: int) -> Actor:
        post = self.of(unit)
        assert post is not None
        return Actor(post.officer.pk, str(post.officer), COMMANDER, unit, "demo")


def _body(told: Told, units: Mapping[str, Unit], at: datetime) -> dict[str, Any]:
    """Return the fields with units by their codes, and days by their dates."""
    return {
        code: [_row(row, units, at) for row in said] if isinstance(said, list) else said for code, said in told.items()
    }


def _row(row: Told, units: Mapping[str, Unit], at: datetime) -> dict[str, Any]:
    named = {
        code: units[said].code if code in ("unit", "owner") else said for code, said in row.items() if code != "days"
    }
    return named | ({"due": f"{at + row['days'] * DAY:%Y-%m-%d}"} if "days" in row else {})
