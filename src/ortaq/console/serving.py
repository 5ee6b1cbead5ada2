"""What of the console serves a point of the Instruction: from what stands under it in the pack, and what the pack adds.

No number of a point is written here, and no address in the pack: the pack says "custody" or has a regime that
escalates, and this table knows the page. Where whoever reads may not, or this node has no such page, there is no door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ortaq.access.models import Watch
from ortaq.acts.filing import Filed
from ortaq.duties.desk import Desk
from ortaq.operations.opening import may_open
from ortaq.oversight.lens import oversees
from ortaq.rules.edition import Clause, Edition, Level, Regime
from ortaq.rules.text import Text

MOST_ACTS = 5
NOTHING: Mapping[str, Sequence[Filed]] = {}


class Door(NamedTuple):
    """Where something is done or seen: what it is called and its address."""

    name: str
    url: str


WAYS: dict[str, tuple[str | Promise, str, str]] = {
    "board": (_("Консоль"), "board", "may_read_headers"),
    "watch": (_("Смена"), "watch", "may_stand_watch"),
    "roster": (_("График дежурств"), "roster", "may_read_headers"),
    "lines": (_("Связь"), "lines", "may_read_headers"),
    "messages": (_("Журнал"), "messages", "may_read_headers"),
    "search": (_("Поиск"), "search", "may_read_headers"),
    "urgent": (_("Срочный вызов"), "urgent-new", "may_call"),
    "daily": (_("Ежедневный вызов"), "daily-new", "may_call"),
    "reports": (_("Сводки"), "reports", "may_read_headers"),
    "advance": (_("События"), "advance", "may_read_headers"),
    "requests": (_("Запросы"), "requests", "may_read_headers"),
    "request": (_("Запрос"), "request-new", "may_ask"),
    "custody": (pgettext_lazy("custody", "Передача"), "custody", "may_read_headers"),
    "acts": (_("Акты"), "acts", "may_read_headers"),
    "operations": (_("Совместно"), "operations", "may_read_headers"),
    "operation": (_("Совместное мероприятие"), "operation-new", "may_run_operation"),
    "figures": (_("Показатели"), "figures", "may_read_headers"),
    "databank": (_("Банк данных"), "bank", "may_read_headers"),
    "duties": (_("Обязанности"), "duties", "may_read_headers"),
    "map": (_("Карта"), "map", "may_read_headers"),
}
"""The sections that a point may name: what each is called, its address, the verb that opens it."""


def doors(desk: Desk, clause: Clause, filed: Mapping[str, Sequence[Filed]] = NOTHING) -> list[Door]:
    """Return where the point is done or seen by whoever reads, each address once; `filed` are acts by their aim."""
    aims = (aim.code for aim in _at(desk.rulebook.edition.aims, clause.number))
    acts = [Door(*act) for aim in aims for act in filed.get(aim, ())[:MOST_ACTS]]
    found = [*acts, *_entries(desk, clause.number), *(door for word in clause.served_by for door in _named(desk, word))]
    return list({door.url: door for door in reversed(found) if door.url}.values())[::-1]


def _entries(desk: Desk, number: str) -> Iterator[Door]:
    """Yield what follows from what stands under the point."""
    edition = desk.rulebook.edition
    for regime in edition.regimes.values():
        if number == regime.clause or number in (one.clause for one in regime.subjects):
            yield from _regime(desk, edition, regime)
    for kind in _at(edition.act_kinds.values(), number):
        yield _door(desk, "acts", kind.name, f"?kind={kind.code}")
    for asked in _at(edition.requests.values(), number):
        yield _door(desk, "request", asked.name, f"?kind={asked.code}")
    for kind in _at(edition.operations.values(), number):
        if desk.unit.pk in desk.rulebook.units and may_open(kind, desk.unit.pk, desk.rulebook):
            yield _door(desk, "operation", kind.name, f"?kind={kind.code}")
    for level in _at(edition.levels.values(), number):
        yield from _facing(desk, level)
    yield from _named(desk, "execution") if _at(edition.oversight, number) else ()
    yield from _named(desk, "board") if _at(edition.spheres.values(), number) else ()
    yield from _named(desk, "custody") if edition.custody and edition.custody.clause == number else ()


def _at(entries: Iterable[Any], number: str) -> list[Any]:
    return [one for one in entries if one.clause == number]


def _regime(desk: Desk, edition: Edition, regime: Regime) -> Iterator[Door]:
    """Yield where a regime's messages are written: as its duties are done – at once, in a window, ahead of an event."""
    rules = [rule for rule in edition.duties if rule.regime == regime.code]
    if regime.escalates and any(subject.fields for subject in regime.subjects):
        yield from _named(desk, "urgent")
    elif any(rule.window for rule in rules):
        yield from _named(desk, "daily" if all(rule.form == "oral" for rule in rules) else "reports")
    elif any(subject.dated for subject in regime.subjects):
        yield from _named(desk, "advance")


def _named(desk: Desk, word: str) -> Iterator[Door]:
    """Yield what a word of the pack means; nothing where the program does not know it or the reader may not."""
    if word in OTHERS:
        yield from OTHERS[word](desk)
    elif word in WAYS:
        yield _door(desk, word)


def _door(desk: Desk, way: str, name: Text | None = None, more: str = "") -> Door:
    label, address, verb = WAYS[way]
    try:
        url = f"{reverse(address)}{more}" if desk.may(verb) else ""
    except NoReverseMatch:
        url = ""
    return Door(desk.said(name) if name else str(label), url)


def _facing(desk: Desk, level: Level) -> Iterator[Door]:
    """Yield the units that face each other on a level in the reader's line; on that of the watches, who stands them."""
    book, own, number = desk.rulebook, desk.unit.pk, level.number - 1 if level.is_watch else level.number
    line = [own, *book.superiors(own)] if own in book.units and book.units[own].is_party else []
    for pk in [pk for pk in line if book.units[pk].level == number]:
        facing = [pk, *book.counterparts(pk)]
        officers = _on_watch(desk, facing) if level.is_watch else {}
        for unit in facing:
            name = (
                f"{desk.name(unit)}: {officers.get(unit, gettext('смены нет'))}" if level.is_watch else desk.name(unit)
            )
            yield Door(name, reverse("unit", args=[book.units[unit].code]))


def _on_watch(desk: Desk, units: list[int]) -> dict[int, str]:
    watches = Watch.objects.answering(desk.now).filter(unit__in=units).select_related("officer").order_by("-starts_at")
    return {watch.unit_id: str(watch.officer) for watch in watches}


def _execution(desk: Desk) -> Iterator[Door]:
    if oversees(desk):
        yield Door(gettext("Контроль исполнения"), reverse("oversight"))
    else:
        yield Door(gettext("Наше исполнение"), reverse("record"))


def _contacts(desk: Desk) -> Iterator[Door]:
    """Yield the cards of the units that face the reader's, where their standing contacts are named."""
    book, own = desk.rulebook, desk.unit.pk
    for pk in book.counterparts(own) if own in book.units else ():
        yield Door(desk.name(pk), reverse("unit", args=[book.units[pk].code]))


def _order(desk: Desk) -> Iterator[Door]:
    yield Door(gettext("Кто подписал приказ и когда он зарегистрирован"), f"{reverse('instruction')}#order")


OTHERS: dict[str, Callable[[Desk], Iterator[Door]]] = {
    "execution": _execution,
    "contacts": _contacts,
    "order": _order,
}
"""What is no one page: it depends on who reads."""
