"""Between whom an act is made: the members of an interaction group, two sides, or all units of the level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortaq.acts.errors import NoParties, NoSuchKind, NotOnThisLevel, NotParty
from ortaq.directory.models import Group
from ortaq.duties.rulebook import Rulebook
from ortaq.rules.acts import ActKind


@dataclass(frozen=True, slots=True)
class Between:
    """The parties in the order in which they stand on paper, on which level, as which group."""

    level: int
    parties: tuple[int, ...]
    group: int | None = None


def kind_of(code: str, rulebook: Rulebook) -> ActKind:
    """Return the kind of this code whose body the pack tells; raises NoSuchKind."""
    found = rulebook.edition.act_kinds.get(code)
    if found is None or found.form is None:
        raise NoSuchKind("the pack tells no body of such an act", kind=code)
    return found


def between(
    kind: ActKind, unit: int, rulebook: Rulebook, *, parties: Sequence[int] = (), group: int | None = None
) -> Between:
    """Return between whom the unit makes an act of this kind.

    `parties` are the two sides of a kind that has two, `group` the group where the unit is a member of several.
    Raises NoParties, NotParty, NotOnThisLevel.
    """
    if unit not in rulebook.units:
        raise NotParty("a unit that is not open", unit=unit)
    match kind.parties:
        case "two":
            found = _two(unit, parties, rulebook)
        case "level":
            found = _level(unit, rulebook)
        case _:
            found = _group(kind, unit, group, rulebook)
    if unit not in found.parties:
        raise NotParty("an act is drafted by one of its parties", unit=unit)
    if found.level not in kind.levels:
        raise NotOnThisLevel("the kind belongs to other levels", level=found.level, kind=kind.code)
    return found


def groups_of(kind: ActKind, unit: int, rulebook: Rulebook) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return the groups in which the unit may make such an act: each with its id, level and members."""
    code = rulebook.units[unit].code
    known = {one.code: one for one in rulebook.directory.groups_of(code) if one.level in kind.levels}
    rows = Group.objects.filter(code__in=list(known)).order_by("level", "code")
    return [(row.pk, row.level, _ordered(known[row.code].members, rulebook)) for row in rows]


def _group(kind: ActKind, unit: int, group: int | None, rulebook: Rulebook) -> Between:
    found = groups_of(kind, unit, rulebook)
    chosen = [one for one in found if one[0] == group] if group is not None else found
    if len(chosen) != 1 or len(chosen[0][2]) < 2:
        if not found and rulebook.directory.groups_of(rulebook.units[unit].code):
            raise NotOnThisLevel("no group of the unit is on a level of the kind", kind=kind.code)
        raise NoParties("no group, or not said which of several", groups=len(chosen))
    pk, level, members = chosen[0]
    return Between(level, members, pk)


def _two(unit: int, parties: Sequence[int], rulebook: Rulebook) -> Between:
    known = [one for one in parties if one in rulebook.units and rulebook.units[one].is_party]
    if len(set(known)) != 2 or len(known) != len(parties):
        raise NoParties("two different sides are needed", parties=list(parties))
    return Between(rulebook.units[unit].level, tuple(known))


def _level(unit: int, rulebook: Rulebook) -> Between:
    own = rulebook.units[unit]
    same = (one.code for one in rulebook.units.values() if one.level == own.level and one.is_party)
    return Between(own.level, _ordered(same, rulebook))


def _ordered(codes: Iterable[str], rulebook: Rulebook) -> tuple[int, ...]:
    """Return the units in the order of their agencies in the pack, then by code."""
    agencies = list(rulebook.edition.agencies)
    units = {unit.code: unit for unit in rulebook.units.values()}
    known = [units[code] for code in codes if code in units and units[code].agency in agencies]
    return tuple(unit.pk for unit in sorted(known, key=lambda one: (agencies.index(one.agency), one.code)))
