"""Looking something up: written down with its purpose before anything is shown, and never decided by the program.

The database tells nobody of another unit's entry but within a look-up that is written down (migration `functions`).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ortaq.databank import common
from ortaq.databank.errors import NotBound, NothingAsked, TooMany, UnknownRegister
from ortaq.databank.models import Asked, Batch, Hit, LookUp
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.models import Message
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7, uuid_of
from ortaq.lib.rows import insert
from ortaq.rules import spelling
from ortaq.rules.folding import mark
from ortaq.rules.looking import LEAST, NAME, Candidate, Likeness, Question, keys_of, likeness, understood
from ortaq.rules.manifest import Arrival
from ortaq.wire.commitment import commit, new_salt

MOST = 20
"""As many answers are shown; what stands behind them is no answer that a person can look through."""
CANDIDATES, WIDELY = 80, 400
EXACT = 100
"""The score of an entry found by its number or plate."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked up: as it was typed, a date of birth beside it, for what purpose, bound to which event.

    `matter` None: the person stands here. `is_wide`: everything of which one word is met.
    """

    typed: str
    purpose: str
    born: date | None = None
    matter: uuid.UUID | None = None
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was found: whose it is, and how alike."""

    entry: uuid.UUID
    owner: int
    like: Likeness


def look_up(asked: Looking, *, by: Actor, at: datetime, rulebook: Rulebook, id: uuid.UUID | None = None) -> LookUp:
    """Write the look-up down, and then look; return it with its hits.

    Done before under the same id, it is returned. Raises NotOnWatch, UnknownRegister for a purpose that the pack does
    not know, NotBound, NothingAsked, TooMany, StateSecret.
    """
    assert by.unit is not None
    common.on_watch(by, at)
    _check_purpose(asked, rulebook)
    refuse_state_secrets({"asked": asked.typed}, rulebook.edition)
    question = understood(asked.typed, at.astimezone(rulebook.zone_of(by.unit)).date(), asked.born)
    if not question.is_anything:
        raise NothingAsked("no number and no name in it")
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        if earlier := LookUp.objects.filter(pk=identity, unit=by.unit).first():
            return earlier
        _pace(by, at, rulebook)
        look = _look(identity, asked, question, by=by, at=at, rulebook=rulebook)
        write([look], by=by, at=at)
        answer(look, question, is_wide=asked.is_wide, by=by, at=at)
    return look


def write(looks: Sequence[LookUp], *, by: Actor, at: datetime) -> None:
    """Write look-ups down, with what was asked."""
    words = [look.words for look in looks]
    rows = entries(("databank.looked_up", look.pk, look.to_ledger(), by, at) for look in looks)
    insert(list(looks), words, rows)


def answer(look: LookUp, question: Question, *, is_wide: bool = False, by: Actor, at: datetime) -> None:
    """Look, and write down what a written look-up finds."""
    _hits(look, search(look.pk, question, at, is_wide=is_wide), by=by, at=at)


def of_row(
    batch: Batch, n: int, row: Arrival, purpose: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> tuple[LookUp, Question]:
    """Return the look-up of one row of a list, unwritten, and its question: by number and by name at once."""
    marks = (mark(row.number),) if len(mark(row.number)) > 2 else ()
    born = date.fromisoformat(row.born) if row.born else None
    question = Question(NAME, marks, tuple(spelling.words(row.name)), born)
    asked = Looking(" ".join(filter(None, (row.name, row.number))), purpose, born)
    look = _look(uuid_of("row", str(batch.pk), str(n)), asked, question, by=by, at=at, rulebook=rulebook)
    look.batch, look.n = batch, n
    return look, question


def search(look: uuid.UUID, question: Question, at: datetime, *, is_wide: bool = False) -> list[Found]:
    """Return what a written look-up finds, the most alike first, each entry once."""
    found: dict[uuid.UUID, Found] = {}
    for one in (*_by_mark(look, question, at), *_by_name(look, question, at, is_wide=is_wide)):
        before = found.get(one.entry)
        if before is None or one.like.score > before.like.score:
            found[one.entry] = one
    least = 0 if is_wide else LEAST
    ranked = sorted(found.values(), key=lambda one: (-one.like.score, str(one.entry)))
    return [one for one in ranked if one.like.score >= least][:MOST]


def _by_mark(look: uuid.UUID, question: Question, at: datetime) -> Iterable[Found]:
    if not question.marks:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM databank_by_mark(%s, %s, %s)", [look, list(question.marks), at])
        for entry, owner, _mark, is_plate in cursor.fetchall():
            yield Found(entry, owner, Likeness(EXACT, (("plate" if is_plate else "number", 0),)))


def _by_name(look: uuid.UUID, question: Question, at: datetime, *, is_wide: bool) -> Iterable[Found]:
    if not question.words:
        return
    keys = json.dumps(list(keys_of(question.words)))
    asked: list[Any] = [look, keys, question.born, at, is_wide, WIDELY if is_wide else CANDIDATES]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM databank_by_name(%s, %s::jsonb, %s, %s, %s, %s)", asked)
        for entry, owner, words, born, _score in cursor.fetchall():
            yield Found(entry, owner, likeness(question, Candidate(words, born)))


def _check_purpose(asked: Looking, rulebook: Rulebook) -> None:
    purpose = common.bank_of(rulebook).purposes.get(asked.purpose)
    if purpose is None:
        raise UnknownRegister("the pack knows no such purpose", purpose=asked.purpose)
    if ("event" if asked.matter else "person") not in purpose.bound:
        raise NotBound("this purpose is bound to something else", purpose=asked.purpose)
    if asked.matter and not Message.objects.filter(matter=asked.matter).exists():
        raise NotBound("the unit knows no such event", purpose=asked.purpose)


def _pace(by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Raise TooMany where an officer looks up more often than he may; his two screens wait for each other."""
    if by.officer is None or by.unit is None:
        return
    pace = common.bank_of(rulebook, by.unit).pace
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('databank'), %s)", [by.officer])
    done = LookUp.objects.filter(officer=by.officer, at__lte=at)
    for per, most, span in (("minute", pace.minute, timedelta(minutes=1)), ("hour", pace.hour, timedelta(hours=1))):
        if done.filter(at__gt=at - span).count() >= most:
            raise TooMany("more look-ups than the pack allows", per=per, most=most)


def _look(
    identity: uuid.UUID, asked: Looking, question: Question, *, by: Actor, at: datetime, rulebook: Rulebook
) -> LookUp:
    body, salt = _body(asked, question), new_salt()
    look = LookUp(
        id=identity,
        purpose=asked.purpose,
        matter=asked.matter,
        way=question.way,
        is_wide=asked.is_wide,
        digest=_digest(question),
        commitment=commit(body, salt),
        **by.signed(at),
        visible_to=_seen_by(by, rulebook),
    )
    look.words = Asked(look_up=look, salt=salt, body=body, visible_to=[by.unit])
    return look


def _body(asked: Looking, question: Question) -> dict[str, Any]:
    born = question.born.isoformat() if question.born else ""
    return {"typed": asked.typed.strip(), "marks": list(question.marks), "words": list(question.words), "born": born}


def _digest(question: Question) -> bytes:
    """Return by what the same question is told again, whoever may not read it."""
    return hashlib.sha256("|".join((*question.marks, *sorted(question.words))).encode()).digest()


def _seen_by(by: Actor, rulebook: Rulebook) -> list[int]:
    """Return who sees that somebody looked up: the unit, its superiors, and the oversight bodies of its agency."""
    assert by.unit is not None
    agency = rulebook.units[by.unit].agency
    bodies = [one.pk for one in rulebook.units.values() if one.oversees and one.agency == agency]
    return sorted({*rulebook.visible_to([by.unit]), *bodies})


def _hits(look: LookUp, found: Sequence[Found], *, by: Actor, at: datetime) -> None:
    rows = [
        Hit(
            look_up=look,
            entry_id=one.entry,
            owner=one.owner,
            rank=rank,
            score=one.like.score,
            reasons=[list(reason) for reason in one.like.reasons],
            at=at,
            unit_id=look.unit_id,
            visible_to=sorted({look.unit_id, one.owner}),
        )
        for rank, one in enumerate(found, 1)
    ]
    insert(rows, entries(("databank.hit", row.pk, row.to_ledger(), by, at) for row in rows))
