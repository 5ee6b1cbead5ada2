"""How a duty is shown: what is owed to whom, in which of the five looks, and what its state is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty

LATE, CLOSING, MINE, WAITING, DONE, VOID = "late", "closing", "mine", "waiting", "done", "void"


@dataclass(frozen=True)
class Shown:
    """A duty as a list shows it."""

    duty: Duty
    title: str
    owed_by: str
    owed_to: str
    look: str
    state: str
    remains: float
    url: str


def shown(duty: Duty, desk: Desk) -> Shown:
    """Return the duty as this desk sees it."""
    look = look_of(duty, desk)
    return Shown(
        duty=duty,
        title=desk.duty(duty),
        owed_by=desk.name(duty.owed_by_id),
        owed_to=desk.name(duty.owed_to_id),
        look=look,
        state=state_in_words(duty, desk.now),
        remains=remains(duty, desk.now),
        url=reverse("duty", args=[duty.pk]),
    )


def look_of(duty: Duty, desk: Desk) -> str:
    """Return the one meaning that its colour and shape have."""
    if duty.status in ("done", "done_late"):
        return DONE
    if not duty.is_unfinished:
        return VOID
    if duty.status != "open" or (duty.due_at and duty.due_at < desk.now):
        return LATE
    if duty.owed_by_id != desk.unit.pk:
        return WAITING
    return CLOSING if remains(duty, desk.now) < 0.25 else MINE


def remains(duty: Duty, now: datetime) -> float:
    """Return the part of its term that is left: 1 at its opening, 0 at its end and after; 1 where it has no end."""
    if duty.due_at is None or duty.due_at <= duty.opens_at:
        return 1.0
    return max(0.0, min(1.0, (duty.due_at - now) / (duty.due_at - duty.opens_at)))


def state_in_words(duty: Duty, now: datetime) -> str:
    """Return what the state is called."""
    if duty.status == "open" and duty.opens_at > now:
        return gettext("предстоит")
    if duty.status == "open" and duty.due_at and duty.due_at < now:
        return gettext("просрочено")
    return {
        "open": gettext("к исполнению"),
        "overdue": gettext("просрочено"),
        "explained": gettext("просрочено, объяснено"),
        "done": gettext("исполнено в срок"),
        "done_late": gettext("исполнено с опозданием"),
        "consented": gettext("молчание принято за согласие"),
        "lapsed": gettext("право утрачено"),
        "waived": gettext("освобождено"),
        "void": gettext("снято"),
    }.get(duty.status, duty.status)


def verb_in_words(verb: str) -> str:
    """Return what a step of its life is called."""
    return {
        "open": gettext("открыто"),
        "fulfil": gettext("исполнено"),
        "fulfil_in_time": gettext("исполнено в срок, записано позже"),
        "lapse": gettext("срок истёк"),
        "consent": gettext("молчание принято за согласие"),
        "forfeit": gettext("право утрачено"),
        "explain": gettext("объяснено"),
        "waive": gettext("освобождено"),
        "void": gettext("снято"),
        "dispute": gettext("оспорено, открыто снова"),
    }.get(verb, verb)


def reason_in_words(reason: str) -> str:
    """Return a reason as it is read: an officer's as it was written, the program's own in the reader's language."""
    return {
        "a party was closed or left the group": gettext("сторона закрыта или вышла из группы"),
        "the event was moved": gettext("событие перенесено: срок считается заново"),
        "the event was called off": gettext("событие отменено"),
        "the variant was stood down": gettext("вариант действий отменён (отбой)"),
        "the act has ended": gettext("действие акта прекращено"),
        "the act was replaced": gettext("акт заменён новой редакцией"),
        "the patrol was called off": gettext("наряд отменён"),
        "the forces were called back": gettext("силы и средства отозваны"),
        "the forces were released before they came": gettext("силы и средства отпущены до прибытия"),
    }.get(reason, reason)
