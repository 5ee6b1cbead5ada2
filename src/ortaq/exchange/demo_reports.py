"""The written reports of a demonstration: those of the past windows, and the one that its units are writing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from ortaq.access.models import Appointment
from ortaq.access.roles import may
from ortaq.directory.models import Unit
from ortaq.duties.models import Duty
from ortaq.duties.moves import lapse
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.counting import counted
from ortaq.exchange.documents import FIGURES, Filing
from ortaq.exchange.drafting import Kept, document_of, keep
from ortaq.exchange.filing import Part, Written, send_report
from ortaq.exchange.periods import Period, in_work, periods, rules_of
from ortaq.ledger.actor import Actor

MINUTE = timedelta(minutes=1)
Words = dict[str, Any]


def tell_reports(unit: Unit, by: Actor, first: date, last: date, words: Words, book: Rulebook, now: datetime) -> int:
    """Open the windows of the unit's reports that opened on these days and send what was due; return how many."""
    sent = 0
    for rule in rules_of(book, unit.pk):
        for period in periods(book, unit.pk, rule, max(first, book.adopted_from), last):
            if period.span.opens_at <= now and not _is_told(period):
                sent += _tell(period, by, words, book, now)
    return sent


def tell_draft(unit: Unit, words: Words, book: Rulebook, now: datetime) -> None:
    """Leave the unit in the middle of its report of the month, two officers having written in it."""
    hands = _officers(unit)
    for rule in rules_of(book, unit.pk):
        for period in in_work(book, unit.pk, rule, now)[-1:]:
            texts = {code: some for code, some in words["drafts"].items() if code in period.sections}
            if hands and texts and not _is_told(period) and document_of(period) is None:
                _draft(period, texts, hands, book, now)


def _draft(period: Period, texts: dict[str, list[str]], hands: list[Actor], book: Rulebook, now: datetime) -> None:
    begins = period.span.covers_from or now
    at = max(begins, now - timedelta(hours=30))
    for code, some in texts.items():
        for n, text in enumerate(some):
            keep(period, code, Kept(text), base=n, by=hands[n % len(hands)], at=min(at + n * 50 * MINUTE, now))
    covered = period.covered(now)
    if covered:
        figures = counted(book, period.unit, period.regime, *covered, at=min(at + 60 * MINUTE, now))
        keep(period, FIGURES, Kept(data=figures), base=0, by=hands[-1], at=min(at + 60 * MINUTE, now))


def _tell(period: Period, by: Actor, words: Words, book: Rulebook, now: datetime) -> int:
    """Open the window, send its report – now and then early first, late, or not at all – and let what is left lapse."""
    chance = Random(f"{period.unit} {period.rule.id} {period.day}")
    luck, opens, due = chance.random(), period.span.opens_at, period.span.due_at or now
    times = [opens + (due - opens) * chance.uniform(0.1, 0.9) if luck < 0.93 else due + 7 * timedelta(hours=1)]
    if luck < 0.04:
        times.insert(0, opens - timedelta(hours=20))
    with transaction.atomic():
        owed = [one for one in book.windows(period.unit, period.day, period.day) if one.rule == period.rule.id]
        open_duties(owed, by=Actor.program("schedule"), at=min(opens, now))
        due_now = [at for at in times if at < now] if luck < 0.97 else []
        for at in due_now:
            _send(period, by, _written(period, chance, words, book, at), book, at)
        keys = [one.key for one in owed]
        lapse(list(Duty.objects.filter(key__in=keys).unfinished()), by=Actor.program("clock"), recorded_at=now)
    return len(due_now)


def _send(period: Period, by: Actor, written: Written, book: Rulebook, at: datetime) -> None:
    addressed = book.route(period.regime.clause, period.unit)
    send_report(period, written, addressed, by=by, at=at, rulebook=book)


def _written(period: Period, chance: Random, words: Words, book: Rulebook, at: datetime) -> Written:
    covered = period.covered(at)
    figures = counted(book, period.unit, period.regime, *covered, at=at) if covered and period.regime.figures else {}
    standing = period.standing(at)
    reason = words["reasons"].get(standing, "")
    return Written(list(_parts(period, chance, words)), figures, reason=reason)


def _parts(period: Period, chance: Random, words: Words) -> Iterator[Part]:
    for n, subject in enumerate(period.regime.subjects):
        texts = words["reports"].get(subject.clause, [])
        if subject.rows:
            yield Part(subject.clause, rows=_materials(period, words))
        elif texts and (n == 0 or chance.random() < 0.6):
            yield Part(subject.clause, chance.choice(texts))


def _materials(period: Period, words: Words) -> list[dict[str, Any]]:
    return [
        {**one, "id": str(uuid.uuid4()), "dated": date(period.day.year, *one["dated"]).isoformat()}
        for one in words["materials"]
    ]


def _is_told(period: Period) -> bool:
    return Filing.objects.filter(
        unit=period.unit, rule=period.rule.id, opens_at=period.span.opens_at, counts=True
    ).exists()


def _officers(unit: Unit) -> list[Actor]:
    """Return the unit's officers who may draft, as they sit at their screens."""
    posts = Appointment.objects.filter(unit=unit, officer__is_active=True, valid_to=None).select_related("officer")
    return [
        Actor(post.officer_id, str(post.officer), post.role, unit.pk, "demo")
        for post in posts.order_by("role", "officer__login")
        if may(post.role, "may_report")
    ]
