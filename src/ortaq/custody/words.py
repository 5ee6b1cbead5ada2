"""What is said of custody on every page: states, steps, grounds, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext

from ortaq.custody import saying
from ortaq.custody.handovers import REFUSED
from ortaq.custody.models import ANNEXED, DESCRIBED, RECEIVED
from ortaq.custody.owing import custody_of
from ortaq.duties.desk import Desk
from ortaq.rules.custody import ChargeKind


def line_in_words(state: str) -> str:
    """Return how an item of a hand-over stands."""
    return {
        "offered": gettext("ждёт решения"),
        "accepted": pgettext("custody", "принято"),
        "refused": pgettext("custody", "не принято"),
        "withdrawn": gettext("возвращено"),
    }.get(state, state)


def handover_in_words(state: str) -> str:
    """Return how a hand-over stands as a whole."""
    return {
        "offered": gettext("ждёт решения"),
        "asked_back": gettext("просят вернуть"),
        "decided": gettext("решено"),
        "withdrawn": gettext("возвращено"),
    }.get(state, state)


def discrepancy_in_words(state: str) -> str:
    """Return how a discrepancy stands."""
    return {
        "open": gettext("не улажено"),
        "proposed": gettext("предложено, ждёт согласия"),
        "settled": gettext("улажено"),
    }.get(state, state)


def verb_in_words(verb: str) -> str:
    """Return what a step of a hand-over or a discrepancy is called."""
    return {
        "ask_back": gettext("просит вернуть"),
        "let_go": gettext("возвращает"),
        "keep": gettext("не возвращает"),
        "finish": gettext("решено по всем позициям"),
        "propose": gettext("предлагает уладить"),
        "agree": gettext("соглашается"),
    }.get(verb, verb)


def entry_in_words(code: str, desk: Desk) -> str:
    """Return what an entry of the chain is called: the program's own, the pack's, or a safeguard."""
    custody = custody_of(desk.rulebook)
    own = {
        DESCRIBED: gettext("Описание записано"),
        ANNEXED: gettext("Особые сведения записаны"),
        RECEIVED: gettext("Записано при приёме"),
    }
    found = custody.entries.get(code) or custody.safeguards.get(code)
    return own.get(code) or (desk.said(found.name) if found else code)


def measure_in_words(name: str, kind: ChargeKind, desk: Desk) -> str:
    """Return what is measured, in the pack's words for this kind; of a refusal, that it is one."""
    if name == REFUSED:
        return gettext("Не принято")
    return desk.said(saying.measure(name, kind))


def amount_in_words(told: Mapping[str, str], kind: ChargeKind, desk: Desk) -> str:
    """Return how much of it there is: 120 мест; "" where nobody has said."""
    return desk.said(saying.amount(told, kind))


def found_in_words(name: str, value: str, kind: ChargeKind, desk: Desk) -> str:
    """Return one side of a discrepancy as it is read."""
    if name == REFUSED:
        ground = custody_of(desk.rulebook).refusals.get(value)
        return desk.said(ground) if ground else value
    return desk.said(saying.side(name, value, kind))
