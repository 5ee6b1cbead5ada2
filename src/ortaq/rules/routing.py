"""To whom a message goes, and why. The directory is a pure view; nothing here reads a database.

A message goes to the counterparts in the unit's interaction groups. Where an agency has no open unit there, its next
level up takes its place and says so. The own superior gets a copy; a copy is never copied further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ortaq.rules import arrangements
from ortaq.rules.arrangements import Arrangement
from ortaq.rules.edition import Edition, OwedTo, clause_within
from ortaq.rules.errors import NoParty, UnknownUnit, like
from ortaq.rules.text import Text

Role = Literal["counterpart", "superior", "copy"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the rules see it. `agency` is the pack's code, or a body above the parties, which takes no part."""

    code: str
    parent: str | None
    level: int
    agency: str
    kind: str
    zone: str
    crossing_point: str | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """An interaction group: units that face each other at a point or, above it, as superiors of those that do."""

    code: str
    members: frozenset[str]
    level: int
    crossing_point: str | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """One to whom it goes: in which role, under which clause, on which ground (the clause of the level), and why."""

    unit: str
    role: Role
    clause: str
    why: Text
    ground: str
    is_level_up: bool = False


@dataclass(frozen=True, eq=False)
class Directory:
    """Units, their interaction groups, and what they arranged by joint acts, on one day."""

    units: Mapping[str, Unit]
    groups: tuple[Group, ...]
    arrangements: tuple[Arrangement, ...] = ()

    def unit(self, code: str) -> Unit:
        """Return the unit of this code; raises UnknownUnit."""
        try:
            return self.units[code]
        except KeyError:
            raise UnknownUnit(code, like(code, self.units)) from None

    def groups_of(self, code: str) -> list[Group]:
        """Return the groups of which the unit is a member."""
        return [group for group in self.groups if code in group.members]

    def above(self, unit: Unit) -> Iterator[Unit]:
        """Yield the units above, nearest first; a circle ends where it closes."""
        seen = {unit.code}
        while unit.parent and unit.parent not in seen and unit.parent in self.units:
            unit = self.units[unit.parent]
            seen.add(unit.code)
            yield unit


FACES = Text(
    "взаимодействующий орган того же уровня ({ground})",
    "сол деңгейдегі өзара іс-қимыл жасайтын орган ({ground})",
    "counterpart at the same level ({ground})",
)
LEVEL_UP = Text(
    "{agency}: на этом уровне подразделения нет, сообщается ближайшему вышестоящему ({ground})",
    "{agency}: бұл деңгейде бөлімше жоқ, жақын жоғары тұрғанға хабарланады ({ground})",
    "{agency}: no unit at this level, so its next level up ({ground})",
)
COPY = Text(
    "копия своему вышестоящему ({ground})",
    "өзінің жоғары тұрғанына көшірме ({ground})",
    "copy to the own superior ({ground})",
)
ABOVE = Text("своему вышестоящему ({ground})", "өзінің жоғары тұрғанына ({ground})", "to the own superior ({ground})")


NOBODY_ON_WATCH = Text(
    "на смене адресата никого нет: сообщено ближайшему вышестоящему, чья смена стоит",
    "адресаттың ауысымында ешкім жоқ: ауысымы тұрған жақын жоғары тұрғанға хабарланды",
    "nobody is on the addressee's watch: told to the next superior whose watch is on",
)


NO_UNIT = Text(
    "{agency}: подразделения нет ни здесь, ни на уровнях выше",
    "{agency}: мұнда да, жоғары деңгейлерде де бөлімше жоқ",
    "{agency}: no unit here and none at any level above",
)
CLOSED = Text("подразделение закрыто", "бөлімше жабылған", "the unit is closed")
NO_LINE = Text(
    "только телефон, а номер дежурной линии неизвестен",
    "тек телефон, ал кезекші желінің нөмірі белгісіз",
    "telephone only, and no number of its duty line is known",
)
NO_WATCH = Text("на смене никого нет", "ауысымда ешкім жоқ", "nobody is on watch")


def route(edition: Edition, directory: Directory, clause: str, unit_code: str) -> list[Addressee]:
    """Return to whom the unit sends what the clause asks: addressees in the order of the agencies, then copies.

    Raises UnknownClause, UnknownUnit, and NoParty for a unit that is no party's counterpart at any level.
    """
    edition.clause(clause)
    sender = post(edition, directory, unit_code)
    if not is_party(edition, sender):
        raise NoParty(unit_code)
    return addressees(edition, directory, clause, sender, owed_to(edition, clause))


def addressees(edition: Edition, directory: Directory, clause: str, sender: Unit, to: OwedTo) -> list[Addressee]:
    """Return to whom a party's unit owes what the clause asks; who gave something over only his message can say."""
    if to.who in ("giver", "third", "outside"):
        return []
    above = superior(edition, directory, sender.code)
    if to.who == "superior":
        return [_to(edition, clause, above, "superior", ABOVE)] if above else []
    facing = _controllers_first(edition, directory, clause, sender, list(_facing(edition, directory, clause, sender)))
    if above and _copies(edition, clause) and above.code not in {one.unit for one in facing}:
        facing.append(_to(edition, clause, above, "copy", COPY))
    return facing


def post(edition: Edition, directory: Directory, unit_code: str) -> Unit:
    """Return the unit that acts: a watch acts as the unit above it, every other unit as itself."""
    unit = directory.unit(unit_code)
    level = edition.levels.get(unit.level)
    if level and level.is_watch and _stands_in(edition, unit):
        return next(directory.above(unit), unit)
    return unit


def is_party(edition: Edition, unit: Unit) -> bool:
    """Say whether the unit is a counterpart at its level: only such a unit owes, receives and sees by rank."""
    level = edition.levels.get(unit.level)
    return level is not None and not level.is_watch and _stands_in(edition, unit)


def superior(edition: Edition, directory: Directory, unit_code: str) -> Unit | None:
    """Return the next open unit above that is a party's; where its line breaks off, the top unit of its agency."""
    unit = directory.unit(unit_code)
    line = (one for one in directory.above(unit) if one.is_open and is_party(edition, one))
    return next(line, None) or next(iter(_top(edition, directory, unit)), None)


def climb(edition: Edition, directory: Directory, unit_code: str) -> list[Unit]:
    """Return the superiors one after another to the highest level: the way of what nobody acknowledges."""
    way: list[Unit] = []
    unit = superior(edition, directory, unit_code)
    while unit and unit not in way:
        way.append(unit)
        unit = superior(edition, directory, unit.code)
    return way


Reason = Literal["no_unit", "closed", "no_line", "no_watch"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How units are reached at an instant, by code; `closed` are former members of the sender's groups."""

    by_console: frozenset[str]
    with_line: frozenset[str]
    on_watch: frozenset[str]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unreached:
    """Whom a message will not reach, why, and who has it instead (None: nobody). `unit` None: there is no unit."""

    agency: str
    unit: str | None
    reason: Reason
    why: Text
    instead: str | None = None


def unreached(edition: Edition, directory: Directory, clause: str, unit_code: str, reach: Reach) -> list[Unreached]:
    """Return what a message under this clause will not reach, and why: what is missing first, then who is silent.

    Raises what `route` raises.
    """
    to = [one for one in route(edition, directory, clause, unit_code) if one.role != "copy"]
    if owed_to(edition, clause).who != "counterparts":
        return [*_silent(edition, directory, to, reach)]
    sender = post(edition, directory, unit_code)
    return [*_missing(edition, directory, sender, to, reach), *_silent(edition, directory, to, reach)]


def stand_in(edition: Edition, directory: Directory, unit_code: str, reach: Reach) -> Unit | None:
    """Return who answers where nobody is on watch: the nearest superior on the console whose watch is on."""
    there = reach.on_watch & reach.by_console
    return next((one for one in climb(edition, directory, unit_code) if one.code in there), None)


def owed_to(edition: Edition, clause: str) -> OwedTo:
    """Return to whom the clause's duty, or that of the clause above it, is owed; counterparts where it has none."""
    rules = edition.rules_of(clause)
    return rules[0].owed_to if rules else OwedTo()


def _stands_in(edition: Edition, unit: Unit) -> bool:
    kinds = edition.levels[unit.level].kinds.get(unit.agency, ())
    return unit.kind in kinds or "*" in kinds


def _facing(edition: Edition, directory: Directory, clause: str, sender: Unit) -> Iterator[Addressee]:
    for agency in edition.agencies:
        if agency != sender.agency:
            here = _members(edition, directory, directory.groups_of(sender.code), agency, sender.level)
            for unit in here or _next_up(edition, directory, sender, agency):
                yield _counterpart(edition, clause, sender, unit)


def _counterpart(edition: Edition, clause: str, sender: Unit, unit: Unit) -> Addressee:
    """Return the addressee with why: of the same level, or of the next level up of an agency that has none there."""
    if unit.level == sender.level:
        return _to(edition, clause, unit, "counterpart", FACES)
    why = LEVEL_UP.fill(agency=edition.agencies[unit.agency].short, ground="{ground}")
    return _to(edition, clause, unit, "counterpart", why, is_level_up=True)


def _controllers_first(
    edition: Edition, directory: Directory, clause: str, sender: Unit, facing: list[Addressee]
) -> list[Addressee]:
    """Put whoever controls the sender's point before all others, and say by which act; a unit away from it is added."""
    for one in reversed(arrangements.control(sender, directory.arrangements)):
        controller = directory.units.get(one.unit)
        if controller is None or not controller.is_open or controller in (sender, *directory.above(sender)):
            continue
        why = Text.same("; ") + arrangements.CONTROLS.fill(source=one.source)
        known = next((each for each in facing if _stands_for(directory.unit(each.unit), controller)), None)
        first = known or _to(edition, clause, controller, "counterpart", FACES)
        facing = [replace(first, why=first.why + why), *(each for each in facing if each != known)]
    return facing


def _stands_for(unit: Unit, controller: Unit) -> bool:
    """Say whether the unit is the controller, or stands for its agency at a level below it."""
    return unit == controller or (unit.agency == controller.agency and unit.level > controller.level)


def _next_up(edition: Edition, directory: Directory, sender: Unit, agency: str) -> list[Unit]:
    faced = {member for group in directory.groups_of(sender.code) for member in group.members}
    for above in climb(edition, directory, sender.code):
        faced = {one.code for one in (superior(edition, directory, code) for code in faced) if one}
        groups = _nearest(directory.groups_of(above.code), faced)
        found = _members(edition, directory, groups, agency, above.level)
        if found:
            return found
    return _at_top(edition, directory, agency)


def _nearest(groups: list[Group], faced: set[str]) -> list[Group]:
    """Return, of the superior's groups, those that hold the superiors of all who are faced; else all of them."""
    return [group for group in groups if faced <= group.members] or groups


def _missing(
    edition: Edition, directory: Directory, sender: Unit, to: list[Addressee], reach: Reach
) -> Iterator[Unreached]:
    """Yield the agencies that no addressee stands for, and the closed units whose place another one takes."""
    told = {directory.unit(one.unit).agency: one.unit for one in to}
    for closed in map(directory.unit, sorted(reach.closed)):
        if closed.agency != sender.agency:
            yield Unreached(closed.agency, closed.code, "closed", CLOSED, told.get(closed.agency))
    for agency in edition.agencies.values():
        if agency.code not in {sender.agency, *told}:
            yield Unreached(agency.code, None, "no_unit", NO_UNIT.fill(agency=agency.short))


def _silent(edition: Edition, directory: Directory, to: list[Addressee], reach: Reach) -> Iterator[Unreached]:
    """Yield the addressees that have the telephone alone and no line known, and those where nobody is on watch."""
    for one in to:
        agency = directory.unit(one.unit).agency
        if one.unit not in reach.by_console and one.unit not in reach.with_line:
            yield Unreached(agency, one.unit, "no_line", NO_LINE)
        elif one.unit in reach.by_console and one.unit not in reach.on_watch:
            above = stand_in(edition, directory, one.unit, reach)
            yield Unreached(agency, one.unit, "no_watch", NO_WATCH, above.code if above else None)


def _members(edition: Edition, directory: Directory, groups: Iterable[Group], agency: str, level: int) -> list[Unit]:
    """Return the open units of an agency in the groups, at this level or standing in for it from above."""
    codes = {code for group in groups for code in group.members if code in directory.units}
    units = (directory.units[code] for code in sorted(codes))
    open_ = (unit for unit in units if unit.agency == agency and unit.is_open and unit.level <= level)
    return [unit for unit in open_ if is_party(edition, unit)]


def _top(edition: Edition, directory: Directory, unit: Unit) -> list[Unit]:
    return [] if unit.level == min(edition.levels) else _at_top(edition, directory, unit.agency)


def _at_top(edition: Edition, directory: Directory, agency: str) -> list[Unit]:
    units = (unit for unit in directory.units.values() if unit.level == min(edition.levels))
    return [unit for unit in units if unit.agency == agency and unit.is_open and is_party(edition, unit)]


def _copies(edition: Edition, clause: str) -> bool:
    regimes = (regime for regime in edition.regimes.values() if clause_within(clause, regime.clause))
    return all(regime.copies_superior for regime in regimes)


def _to(edition: Edition, clause: str, unit: Unit, role: Role, why: Text, *, is_level_up: bool = False) -> Addressee:
    ground = edition.levels[unit.level].clause
    return Addressee(unit.code, role, clause, Text.same(f"{clause}: ") + why.fill(ground=ground), ground, is_level_up)
