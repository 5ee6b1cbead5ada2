"""What is said to the officer when a figure cannot be taken down, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Asked
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import OTHERWISE, WORDS, advice_of
from ortaq.exchange.faults import in_words as as_told

WORDS.update(
    {
        "figures_refused": OTHERWISE,
        "month_not_over": (
            422,
            _("Этот месяц ещё не кончился"),
            _("Показатели дают за месяц, последние сутки которого прошли по вашему часу отсечки."),
        ),
        "figure_not_ours": (
            422,
            _("Этот показатель ваш орган не ведёт"),
            _("Кто какой показатель ведёт, написано в перечне. Ничего не изменено."),
        ),
        "figure_not_listed": (
            422,
            _("Списка у этого показателя нет"),
            _("Списком дают показатели, которые сверяют по записям: передачи, документы, знаки, протоколы."),
        ),
        "not_a_member": (
            403,
            _("Сверяют стороны группы"),
            _("Вышестоящие видят показатели и ход сверки; сравнивают и подписывают сами стороны."),
        ),
        "differences_open": (
            409,
            _("Расхождения ещё ждут объяснения"),
            _("Акт составляют, когда каждое объяснено или исправлено тем, чьё оно."),
        ),
        "not_owner": (
            403,
            _("Объясняет тот, чьё расхождение"),
            _("Рядом с расхождением написано, чьё оно. Ничего не изменено."),
        ),
        "figure_without_reason": (
            422,
            _("Напишите, почему меняете показатель"),
            _("Прежнее значение уже видят взаимодействующие; исправление встаёт рядом с причиной."),
        ),
    }
)


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn what the verbs refuse into a page that says why; a pack without statistics has no such pages."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.desk.rulebook.edition.figures is None:
            raise Http404("this pack says nothing of statistics")
        return as_told(view)(request, *args, **kwargs)

    return spoken


def words_of(error: ExchangeError) -> str:
    """Return what a refusal says on the form that caused it."""
    _status, title, _advice = WORDS.get(error.code, OTHERWISE)
    return f"{title}. {advice_of(error)}"
