"""Whom a unit may ask, and why just him: by the kind of request and the directory of the day."""

from __future__ import annotations

from collections.abc import Iterator

from ortaq.rules import routing
from ortaq.rules.edition import Edition
from ortaq.rules.errors import NoParty
from ortaq.rules.requests import RequestKind
from ortaq.rules.routing import Addressee, Directory, Unit
from ortaq.rules.text import Text

ABOVE = Text("свой вышестоящий ({ground})", "өзінің жоғары тұрғаны ({ground})", "own superior ({ground})")
ABOUT = Text("по запросу № {number}", "№ {number} сұрау салу бойынша", "on request № {number}")
BELOW = Text("свой подчинённый ({ground})", "өзіне бағынысты ({ground})", "own subordinate ({ground})")
BESIDE = Text(
    "вышестоящий взаимодействующего ({ground})",
    "өзара іс-қимыл жасайтынның жоғары тұрғаны ({ground})",
    "superior of a counterpart ({ground})",
)


def reachable(edition: Edition, directory: Directory, kind: RequestKind, unit_code: str) -> list[Addressee]:
    """Return whom the unit may ask under this kind, each once, the nearest ground first.

    Raises UnknownUnit, and NoParty for a unit that is no party's counterpart at any level.
    """
    sender = routing.post(edition, directory, unit_code)
    if not routing.is_party(edition, sender):
        raise NoParty(unit_code)
    found: dict[str, Addressee] = {}
    for reach in kind.to:
        for one in _REACH[reach](edition, directory, kind.clause, sender):
            if one.unit != sender.code:
                found.setdefault(one.unit, one)
    return list(found.values())


def _counterparts(edition: Edition, directory: Directory, clause: str, sender: Unit) -> Iterator[Addressee]:
    facing = routing.route(edition, directory, clause, sender.code)
    return (one for one in facing if one.role == "counterpart")


def _above(edition: Edition, directory: Directory, clause: str, sender: Unit) -> Iterator[Addressee]:
    return (_one(edition, clause, unit, ABOVE) for unit in routing.climb(edition, directory, sender.code))


def _beside(edition: Edition, directory: Directory, clause: str, sender: Unit) -> Iterator[Addressee]:
    for one in _counterparts(edition, directory, clause, sender):
        above = routing.superior(edition, directory, one.unit)
        if above:
            yield _one(edition, clause, above, BESIDE)


def _below(edition: Edition, directory: Directory, clause: str, sender: Unit) -> Iterator[Addressee]:
    for code in sorted(directory.units):
        unit = directory.units[code]
        if unit.is_open and routing.is_party(edition, unit) and unit.agency == sender.agency:
            above = routing.superior(edition, directory, code)
            if above and above.code == sender.code:
                yield _one(edition, clause, unit, BELOW)


def _one(edition: Edition, clause: str, unit: Unit, why: Text) -> Addressee:
    ground = edition.levels[unit.level].clause
    return Addressee(unit.code, "counterpart", clause, Text.same(f"{clause}: ") + why.fill(ground=ground), ground)


_REACH = {"counterparts": _counterparts, "above": _above, "beside": _beside, "below": _below}
