"""A request checked against what the answering unit itself holds: the same person, document, vehicle, message.

Asked anew each time the answering officer opens it, in his own unit's scope; nothing is written down, so that nobody
else can learn that something was found, or that nothing was. What folds alike is not yet the same: each match says why.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ortaq.exchange.asks import Request
from ortaq.exchange.mentions import Mention
from ortaq.exchange.models import Content, Message
from ortaq.rules import folding
from ortaq.rules.identifiers import DOCUMENT, MESSAGE, PERSON, PLATE, Identifier, named_in

MOST = 30
NAME_AND_BIRTH, NAME, NEAR_AND_BIRTH, NAME_OTHER_BIRTH = "name_and_birth", "name", "near_and_birth", "name_other_birth"
ORDER = (DOCUMENT, NAME_AND_BIRTH, PLATE, MESSAGE, NEAR_AND_BIRTH, NAME, NAME_OTHER_BIRTH)
"""The reasons, the strongest first."""


@dataclass(frozen=True, order=True)
class Reason:
    """Why a message may be about the same: in what they agree, and how the request has it."""

    rank: int
    what: str
    said: str


@dataclass(frozen=True)
class Match:
    """One of the unit's own messages, and why it may concern the request."""

    message: Message
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Checked:
    """What was looked for and what was found; with nothing to look for nothing can be found."""

    wanted: Sequence[Identifier]
    matches: Sequence[Match]


def check(request: Request) -> Checked:
    """Compare a request with what its asked unit may read; to be called in that unit's scope."""
    content = Content.objects.filter(message=request.message_id).first()
    named = named_in(content.body) if content else []
    wanted = [one for one in named if one.kind != PERSON or " " in one.value or _is_alone(one, named)]
    found: dict[uuid.UUID, set[Reason]] = defaultdict(set)
    for pk, reason in _found(wanted, request):
        found[pk].add(reason)
    messages = Message.objects.filter(pk__in=found).order_by("-sent_at")
    matches = [Match(message, _strongest(found[message.pk])) for message in messages]
    return Checked(wanted, sorted(matches, key=lambda one: one.reasons[0].rank)[:MOST])


def _is_alone(one: Identifier, named: Sequence[Identifier]) -> bool:
    """Whether a single word is all that is known of a person: a surname alone is then looked for."""
    return not any(one.value in other.value.split() for other in named if other.kind == PERSON and " " in other.value)


def _found(wanted: Sequence[Identifier], request: Request) -> Iterator[tuple[uuid.UUID, Reason]]:
    ours = _held(request)
    by_value = defaultdict(list)
    for one in wanted:
        by_value[one.kind, one.value].append(one)
    same = Q(pk=None)
    for kind, value in by_value:
        same |= Q(kind=kind, value=value)
    for mention in ours.filter(same):
        for one in by_value[mention.kind, mention.value]:
            yield mention.message_id, _reason(_agree(one, mention), one.said)
    yield from _near(wanted, ours)
    yield from _numbered(wanted, request)


def _held(request: Request) -> QuerySet[Mention]:
    """What the asked unit holds, but for the matter of the request itself."""
    ours = Mention.objects.filter(visible_to__contains=[request.unit_id])
    return ours.exclude(message__matter=request.message.matter)


def _near(wanted: Sequence[Identifier], ours: QuerySet[Mention]) -> Iterator[tuple[uuid.UUID, Reason]]:
    """Names alike, though not the same, of persons born on the same day."""
    persons = [one for one in wanted if one.kind == PERSON and one.born]
    for mention in ours.filter(kind=PERSON, born__in={one.born for one in persons}):
        for one in persons:
            if one.born == mention.born and one.value != mention.value and folding.near(one.value, mention.value):
                yield mention.message_id, _reason(NEAR_AND_BIRTH, one.said)


def _numbered(wanted: Sequence[Identifier], request: Request) -> Iterator[tuple[uuid.UUID, Reason]]:
    """The very message whose number is named, where the unit may read its words."""
    for one in wanted:
        if one.kind == MESSAGE:
            number, _, year = one.value.partition("/")
            read = Message.objects.filter(number=number, year=year, content__visible_to__contains=[request.unit_id])
            for pk in read.exclude(matter=request.message.matter).values_list("pk", flat=True):
                yield pk, _reason(MESSAGE, one.said)


def _agree(one: Identifier, mention: Mention) -> str:
    """In what a named thing and a mention with the same folded value agree."""
    if one.kind != PERSON:
        return one.kind
    if one.born is None or mention.born is None:
        return NAME
    return NAME_AND_BIRTH if one.born == mention.born else NAME_OTHER_BIRTH


def _reason(what: str, said: str) -> Reason:
    return Reason(ORDER.index(what), what, said)


def _strongest(reasons: set[Reason]) -> list[Reason]:
    """Each thing that the request names once, by the strongest reason; the strongest thing first."""
    best: dict[str, Reason] = {}
    for one in sorted(reasons):
        best.setdefault(one.said, one)
    return list(best.values())
