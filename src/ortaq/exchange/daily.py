"""The report that is told by word of mouth in a window of each day: its window, its calls, and one call taken down.

One report is one message however many calls it takes: the first call makes it, each later one with the same words
joins it. Whoever is told something else is told another message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from ortaq.duties.rulebook import Addressed, Rulebook, Span
from ortaq.exchange.errors import NothingSaid
from ortaq.exchange.models import Call, Message
from ortaq.exchange.sending import Saying, Told, log_call, send_oral
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules.edition import DutyRule

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What is said: what changed, or that nothing did – a statement of the officer who says it, about its period."""

    text: str
    nothing: bool = False

    def body(self, window: Span) -> dict[str, Any]:
        """Return the words as the message keeps them, with the time that they are about."""
        text = "" if self.nothing else self.text.strip()
        return {"text": text, **covers(window.covers_from, window.covers_to)}


def covers(begin: datetime | None, end: datetime | None) -> dict[str, Any]:
    """Return the time that a report is about as its body keeps it; nothing where it is about none."""
    if begin is None or end is None:
        return {}
    return {"covers": {"from": begin.isoformat(), "to": end.isoformat()}}


def rule_of(rulebook: Rulebook) -> DutyRule | None:
    """Return the rule of the report that is owed by word of mouth in a window; None where the edition has none."""
    oral = (rule for rule in rulebook.edition.duties if rule.window and rule.form == "oral" and rule.regime)
    return next(oral, None)


def window_at(rule: DutyRule, unit: int, at: datetime, rulebook: Rulebook) -> Span:
    """Return the window that had opened last by `at` on the unit's own clock."""
    today = at.astimezone(rulebook.zone_of(unit)).date()
    opened = [one for one in rulebook.spans(rule, unit, today - 40 * DAY, today) if one.opens_at <= at]
    return opened[-1]


def next_window(rule: DutyRule, unit: int, at: datetime, rulebook: Rulebook) -> Span:
    """Return the window that opens next after `at`."""
    today = at.astimezone(rulebook.zone_of(unit)).date()
    return next(one for one in rulebook.spans(rule, unit, today, today + 40 * DAY) if one.opens_at > at)


def calls_in(window: Span, rule: DutyRule, unit: int) -> list[Call]:
    """Return the unit's calls of this window in the order in which they were made, each with message and answer."""
    made = Call.objects.filter(by_unit=unit, message__regime=rule.regime, told_at__gte=window.opens_at)
    return list(made.select_related("message", "answer").order_by("told_at", "id"))


def stands(call: Call) -> bool:
    """Whether the called watch has not disputed it."""
    answer = getattr(call, "answer", None)
    return answer is None or answer.confirmed


def log_daily(
    words: Words,
    told: Told,
    addressed: Sequence[Addressed],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    rule: DutyRule,
) -> Call:
    """Take down one call of the day's report, made at `told.at`; the window is the one that had opened by then.

    The same words to the same unit again are the same call. Raises NothingSaid, TimesDisagree, NobodyAddressed.
    """
    assert by.unit is not None
    if not words.nothing and not words.text.strip():
        raise NothingSaid("a report needs words, or the statement that nothing changed")
    window = window_at(rule, by.unit, told.at, rulebook)
    with transaction.atomic():
        _one_at_a_time(by.unit, window)
        said = _said(words, window, rule, by.unit)
        here = [call for call in calls_in(window, rule, by.unit) if call.message_id in said]
        again = next((call for call in here if call.unit_id == told.unit and stands(call)), None)
        if again is None:
            message = _open_to(said, here, told.unit)
            if message is not None:
                return log_call(message, told, by=by, at=at, rulebook=rulebook)
            return _first(words, told, addressed, window, by=by, at=at, rulebook=rulebook, rule=rule)
    return again


def _first(
    words: Words,
    told: Told,
    addressed: Sequence[Addressed],
    window: Span,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    rule: DutyRule,
) -> Call:
    """Make the message with its first call; it goes to whom it is told and to those who have still to be called."""
    assert by.unit is not None
    heard = {call.unit_id for call in calls_in(window, rule, by.unit) if stands(call)} - {told.unit}
    saying = Saying(clause_of(rule, rulebook), words.body(window), nothing_to_report=words.nothing, told=[told])
    to = [one for one in addressed if one.unit not in heard]
    return send_oral(saying, to, by=by, at=at, rulebook=rulebook).calls.get()


def clause_of(rule: DutyRule, rulebook: Rulebook) -> str:
    """Return what the report is filed under: the one subject of its regime, or the regime's own clause."""
    regime = rulebook.edition.regimes[rule.regime or ""]
    return regime.subjects[0].clause if len(regime.subjects) == 1 else regime.clause


def _said(words: Words, window: Span, rule: DutyRule, unit: int) -> Mapping[Any, Message]:
    """Return the messages of this window that say just this."""
    same = Q(unit=unit, regime=rule.regime, nothing_to_report=words.nothing, content__body=words.body(window))
    return {one.pk: one for one in Message.objects.filter(same, sent_at__gte=window.opens_at).order_by("sent_at")}


def _open_to(said: Mapping[Any, Message], here: Sequence[Call], unit: int) -> Message | None:
    """Return the message that was addressed to the unit and has no call to it yet."""
    called = {call.message_id for call in here if call.unit_id == unit}
    free = [pk for pk in said if pk not in called]
    addressed = set(Message.objects.filter(pk__in=free, recipients__unit=unit).values_list("pk", flat=True))
    return next((said[pk] for pk in free if pk in addressed), None)


def _one_at_a_time(unit: int, window: Span) -> None:
    """Let two officers who call at once make one message; to be called inside a transaction."""
    key = uuid_of("daily", str(unit), window.opens_at.isoformat())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int & (1 << 63) - 1])
