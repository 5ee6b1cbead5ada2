"""How a counterpart is reached now: when the line was last heard to work, where it does not, what else there is."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext

from ortaq.directory.models import BACKUPS, Contact
from ortaq.duties.desk import Desk
from ortaq.exchange.lines import LineCheck, Outage
from ortaq.exchange.models import TELEPHONE

RECENT = timedelta(days=2)


@dataclass(frozen=True)
class Broken:
    """A line that does not work: by which means, since when."""

    means: str
    since: datetime


@dataclass(frozen=True)
class Line:
    """The line to one counterpart. `to_confirm` is his check of it, which our watch has not confirmed yet."""

    works_at: datetime | None = None
    is_confirmed: bool = False
    broken: tuple[Broken, ...] = ()
    to_confirm: uuid.UUID | None = None
    to_confirm_at: datetime | None = None


def lines(desk: Desk) -> dict[int, Line]:
    """Return the line to each counterpart of which something is known, by its unit."""
    ours = Q(by_unit=desk.unit.pk) | Q(unit=desk.unit.pk)
    broken: dict[int, list[Broken]] = defaultdict(list)
    for outage in Outage.objects.filter(ours, restored_at=None).order_by("since"):
        broken[_other(outage, desk)].append(Broken(means_in_words(outage.means), outage.since))
    recent = LineCheck.objects.filter(ours, works=True, entered_at__gt=desk.now - RECENT).select_related("confirmed")
    latest: dict[int, LineCheck] = {}
    for check in recent.order_by("at"):
        latest[_other(check, desk)] = check
    return {unit: _line(latest.get(unit), broken[unit], desk) for unit in {*latest, *broken}}


def _other(row: LineCheck | Outage, desk: Desk) -> int:
    return row.unit_id if row.by_unit_id == desk.unit.pk else row.by_unit_id


def _line(check: LineCheck | None, broken: list[Broken], desk: Desk) -> Line:
    if check is None:
        return Line(broken=tuple(broken))
    said = hasattr(check, "confirmed")
    theirs = check.by_unit_id != desk.unit.pk and not said
    return Line(check.at, said, tuple(broken), check.pk if theirs else None, check.at if theirs else None)


def backups(units: Iterable[int], desk: Desk) -> dict[int, list[tuple[str, str]]]:
    """Return, where the first line fails, what else reaches these units: word and number, the best first."""
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    rows = Contact.objects.open_on(desk.today).filter(unit__in=list(units), kind__in=BACKUPS)
    for unit, kind, value in rows.order_by("value").values_list("unit", "kind", "value"):
        found[unit].append((BACKUPS.index(kind), kind_in_words(kind), value))
    return {unit: [(word, value) for _, word, value in sorted(ways)] for unit, ways in found.items()}


def kind_in_words(kind: str) -> str:
    """Return what a kind of contact is called."""
    return {
        "duty_line": gettext("дежурная линия"),
        "backup_line": gettext("запасная линия"),
        "radio": gettext("радио"),
        "mobile": gettext("мобильный"),
        "fax": gettext("факс"),
    }.get(kind, kind)


def means_in_words(means: str) -> str:
    """Return by what a line was tried."""
    return gettext("телефон") if means == TELEPHONE else gettext("консоль")
