"""What can be wrong with a pack or with a question put to it. One root; the facts are attributes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


class RulesError(Exception):
    """The root of everything that the rules refuse; its text says what is wrong and what to do."""


def like(name: str, known: Iterable[str]) -> list[str]:
    """Return the few known names that look most like this one."""
    return difflib.get_close_matches(name, list(known), n=4, cutoff=0.4)


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One fault of a pack: where it stands and what is wrong with it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackError(RulesError):
    """The pack cannot be used; `faults` says where and why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


class NoSuchPack(RulesError):
    """No pack of this name is installed and no folder has this path."""


class NotInForce(RulesError):
    """No edition of the pack is in force on the day."""

    def __init__(self, pack: str, day: date) -> None:
        self.pack, self.day = pack, day
        super().__init__(f"{pack}: not in force on {day}")


class _Unknown(RulesError):
    what = "name"

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        self.name, self.known = name, tuple(known)
        hint = f"; did you mean: {', '.join(self.known)}" if self.known else ""
        super().__init__(f"no such {self.what}: {name}{hint}")


class UnknownClause(_Unknown):
    """The edition has no such clause."""

    what = "clause"


class UnknownUnit(_Unknown):
    """The directory has no such unit."""

    what = "unit"


class UnknownAgency(_Unknown):
    """The edition has no such agency."""

    what = "agency"


class UnknownSphere(_Unknown):
    """The edition has no such sphere."""

    what = "sphere"


class UnknownZone(_Unknown):
    """The IANA data has no such time zone."""

    what = "time zone"


class UnknownTrigger(_Unknown):
    """No duty of the edition is made by this fact."""

    what = "trigger"


class UnknownRequest(_Unknown):
    """The edition has no such kind of request, or not this urgency of it."""

    what = "kind and urgency of request"


class MissingFact(RulesError):
    """The term is counted from a fact that was not given."""

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(f"the term is counted from {fact!r}, which is not given")


class NoWindow(RulesError):
    """Nothing that the clause asks comes again by itself."""

    def __init__(self, clause: str) -> None:
        self.clause = clause
        super().__init__(
            f"{clause} has no window that comes again; ask when it is due: ortaq rules due {clause} --at …"
        )


class NoTerm(RulesError):
    """No fact starts a term under the clause (or this part of it)."""

    def __init__(self, clause: str, part: str | None, parts: Iterable[str]) -> None:
        self.clause, self.part, self.parts = clause, part, tuple(parts)
        known = f"; its parts: {', '.join(self.parts)}" if self.parts else ""
        hint = known or f"; ask for its windows, if it has some: ortaq rules windows {clause} --from … --to …"
        super().__init__(f"nothing under {clause}{f' ({part})' if part else ''} is started by a fact{hint}")


class BadTime(RulesError):
    """What was given is no time, or none that can be told apart."""

    def __init__(self, told: str, wanted: str) -> None:
        self.told = told
        super().__init__(f"{told!r} is not {wanted}")


class NaiveTime(RulesError):
    """A time without offset is no instant."""

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(f"the time of {fact!r} has no offset")


class NotAllowed(RulesError):
    """The pack lets nobody of this kind extend or suspend this term (or not so often)."""


class NoParty(RulesError):
    """The unit is no party's counterpart at any level: it owes nothing and is sent nothing."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        super().__init__(f"{unit} is no counterpart at any level of the instruction: it owes and receives nothing")


class NoSuchMove(RulesError):
    """The life table has no such move from this state."""

    def __init__(self, life: str, state: str, move: str) -> None:
        self.life, self.state, self.move = life, state, move
        super().__init__(f"{life}: no move {move!r} from {state!r}")
