"""What units may ask of each other by the pack: the kinds of request, how urgent one may be, why it may be declined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ortaq.rules.text import Text

if TYPE_CHECKING:
    from ortaq.rules.edition import DutyRule

Reach = Literal["counterparts", "above", "beside", "below"]
Part = Literal["reply", "answer"]
REPLY: Part = "reply"
ANSWER: Part = "answer"
RECEIPT = "receipt"
"""The fact from which both clocks of a request run; its clarification, where there was one."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon an answer is wanted. `presses`: it sounds at the asked unit until its watch takes it."""

    code: str
    name: Text
    presses: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A legal ground on which a request may be declined, and the clause that it rests on, where there is one."""

    code: str
    name: Text
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The two clocks of the asked unit: to say whether it takes the request, and to answer it."""

    reply: DutyRule
    answer: DutyRule

    def __iter__(self) -> Iterator[DutyRule]:
        return iter((self.reply, self.answer))


@dataclass(frozen=True, slots=True)
class RequestKind:
    """One kind of request: information, aid, an offer, a referral …

    to        who may be asked: counterparts; above – the own superiors; beside – the counterparts' superiors;
              below – the own subordinates
    terms     by urgency, the two clocks from receipt
    in_part   whether an answer may be partial
    refusals  the codes of the grounds on which it may be declined
    ours      by property, the reason where the instruction is silent and the pack says something of its own
    """

    code: str
    clause: str
    regime: str
    name: Text
    to: tuple[Reach, ...]
    terms: Mapping[str, Terms]
    in_part: bool = False
    refusals: tuple[str, ...] = ()
    ours: Mapping[str, Text] = field(default_factory=dict)
