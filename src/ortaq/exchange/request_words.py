"""What the states, steps and grounds of requests are called."""

from __future__ import annotations

from django.utils.translation import gettext

from ortaq.duties.desk import Desk


def refusals(desk: Desk, kind_of: str) -> list[tuple[str, str]]:
    """Return the grounds on which it may be declined: code and words."""
    kind = desk.rulebook.edition.requests.get(kind_of)
    return [(code, ground_in_words(desk, code)) for code in kind.refusals] if kind else []


def ground_in_words(desk: Desk, code: str) -> str:
    """Return a ground of declining, with the clause that it rests on."""
    found = desk.rulebook.edition.refusals.get(code)
    if found is None:
        return code
    return desk.said(found.name) + (f" ({found.clause})" if found.clause else "")


def urgency_in_words(desk: Desk, code: str) -> str:
    """Return how urgent it is, in words."""
    found = desk.rulebook.edition.urgencies.get(code)
    return desk.said(found.name) if found else code


def state_in_words(state: str) -> str:
    """Return what a state of a request is called."""
    return {
        "asked": gettext("ждёт решения"),
        "unclear": gettext("ждёт уточнения"),
        "clarified": gettext("уточнён, ждёт решения"),
        "accepted": gettext("принят к исполнению"),
        "answered": gettext("отвечен"),
        "answered_in_part": gettext("отвечен частично"),
        "declined": gettext("отклонён"),
        "withdrawn": gettext("отозван"),
        "referred": gettext("перенаправлен"),
    }.get(state, state)


def verb_in_words(verb: str) -> str:
    """Return what a step of a request is called."""
    return {
        "accept": gettext("принят к исполнению"),
        "decline": gettext("отклонён"),
        "clarify": gettext("запрошено уточнение"),
        "supply": gettext("уточнён"),
        "answer": gettext("дан ответ"),
        "answer_in_part": gettext("дан частичный ответ"),
        "explain": gettext("задержка объяснена"),
        "withdraw": gettext("отозван"),
        "refer": gettext("перенаправлен: не для нас"),
    }.get(verb, verb)
