"""The figures of a month side by side: whose they are, whose word decides, where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, Desk, door
from ortaq.figures.abreast import Figure, Together, figures, groups_of
from ortaq.figures.faults import in_words
from ortaq.figures.models import Return, standing
from ortaq.figures.months import back_from, figures_of, latest, read_month
from ortaq.figures.reading import agency_of
from ortaq.figures.views.giving import OFFERED, may_give
from ortaq.figures.views.reconciling import of_group
from ortaq.figures.words import month_name, number, source_in_words


@dataclass(frozen=True)
class Cell:
    """What one member gave: the figure, and in words where it comes from and what it was before."""

    value: str
    decides: bool
    row: Return | None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One indicator: a cell for each member, None for one that does not give it. `head` is that of a total's parts."""

    name: str
    measure: str
    cells: Sequence[Cell | None]
    look: str
    is_part: bool
    head: str = ""


@door()
@in_words
@require_GET
def show(request: Asked) -> HttpResponseBase:
    """One group's month: three figures abreast, section by section."""
    desk, given = request.desk, request.GET
    month = read_month(given.get("month", "")) or latest(desk.now, desk.zone)
    found = groups_of(desk.unit.pk, desk.rulebook)
    group = next((one for one in found if str(one.pk) == given.get("group")), None) or _first_told(found, month)
    page = {
        "month": month,
        "month_name": month_name(month),
        "months": [(one, month_name(one)) for one in back_from(latest(desk.now, desk.zone), OFFERED)],
        "groups": [(one.pk, group_name(one, desk)) for one in found],
        "group": group,
        "may_give": may_give(desk),
        "clause": figures_of(desk.rulebook).clause,
        "ours": desk.said(figures_of(desk.rulebook).ours),
        **(_table(desk, group, month) if group else {}),
    }
    return render(request, "figures/abreast.html", page)


def _first_told(groups: Sequence[Together], month: date) -> Together | None:
    """Return the first of which there is something to see; where nobody gave anything yet, the first."""
    told = set(Return.objects.of(month).values_list("unit", flat=True).distinct())
    return next((one for one in groups if told & set(one.members)), next(iter(groups), None))


def group_name(group: Together, desk: Desk) -> str:
    """Return how a group is called: by its members."""
    return " · ".join(desk.name(unit) for unit in group.members)


def _table(desk: Desk, group: Together, month: date) -> dict[str, object]:
    told, given = figures_of(desk.rulebook), standing(group.members, month)
    rows = list(figures(group, given, told, desk.rulebook))
    return {
        "members": [(unit, desk.name(unit), agency_of(unit, desk)) for unit in group.members],
        "sections": list(_sections(rows, given, group, desk)),
        "differing": sum(one.differs for one in rows),
        "lacking": sum(one.lacks for one in rows),
        "cut_offs": _cut_offs(given, group, desk),
        "is_empty": not given,
        "compared": of_group(group, month),
        "may_compare": may_give(desk) and desk.unit.pk in group.members,
        "ours_given": any(unit == desk.unit.pk for unit, _code in given),
    }


def _sections(
    rows: Sequence[Figure], given: dict[tuple[int, str], Return], group: Together, desk: Desk
) -> Iterator[tuple[str, list[Line]]]:
    told = figures_of(desk.rulebook)
    for code, name in told.sections.items():
        lines, head = [], ""
        for one in (one for one in rows if one.indicator.section == code):
            total = one.indicator.part_of
            lines.append(_line(one, given, group, desk, head=total if total != head else ""))
            head = total
        if lines:
            yield desk.said(name), lines


def _line(one: Figure, given: dict[tuple[int, str], Return], group: Together, desk: Desk, *, head: str) -> Line:
    told = figures_of(desk.rulebook)
    cells = [_cell(one, unit, given, desk) if unit in one.values else None for unit in group.members]
    look = "differs" if one.differs else "lacks" if one.lacks else "agrees" if len(one.given) > 1 else ""
    said = desk.said(told.totals[head]) if head else ""
    indicator = one.indicator
    return Line(
        desk.said(indicator.name), desk.said(indicator.measure.name), cells, look, bool(indicator.part_of), said
    )


def _cell(one: Figure, unit: int, given: dict[tuple[int, str], Return], desk: Desk) -> Cell:
    row = given.get((unit, one.indicator.code))
    words = f"{source_in_words(row.source)}, {row.officer_name}" if row else ""
    if row and row.reason:
        words += f"; {row.reason}"
    return Cell(number(one.values[unit], one.indicator.measure), unit == one.decides, row, words)


def _cut_offs(given: dict[tuple[int, str], Return], group: Together, desk: Desk) -> list[tuple[str, str]]:
    """Return how each member cut its days, where they did not all do alike."""
    told = figures_of(desk.rulebook)
    used = {unit: {row.cut_off for (one, _code), row in given.items() if one == unit} for unit in group.members}
    if len(set().union(*used.values())) < 2:
        return []
    names = {code: desk.said(one.name) for code, one in told.cut_offs.items()}
    return [
        (desk.name(unit), ", ".join(names[code] for code in sorted(codes))) for unit, codes in used.items() if codes
    ]
