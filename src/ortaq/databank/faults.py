"""What is said to the officer when something cannot be looked up, entered or settled."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Asked
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import OTHERWISE, WORDS, advice_of

WORDS.update(
    {
        "bank_refused": OTHERWISE,
        "bank_unknown": (422, _("Пакет такого не знает"), _("Выберите из списка.")),
        "bank_not_entitled": (
            403,
            _("Ваш орган в этот реестр не вносит"),
            _("Сообщите тому органу, который его ведёт: он внесёт по вашему сообщению."),
        ),
        "bank_not_findable": (
            422,
            _("Такую запись нельзя будет найти"),
            _("Впишите номер документа, государственный номер или имя."),
        ),
        "bank_not_owner": (
            403,
            _("Запись внесло другое подразделение"),
            _("Продлевает, проверяет и снимает её только владелец. Напишите ему, что не так."),
        ),
        "bank_withdrawn": (409, _("Запись уже снята"), _("Кто и почему её снял, видно на её странице.")),
        "material_ended": (
            409,
            _("Материал уже заменён или снят"),
            _("Откройте его: там видно, кем, когда и почему, и какая редакция действует."),
        ),
        "bank_nothing_asked": (
            422,
            _("Ни номера, ни имени не видно"),
            _("Впишите номер документа, две или три строки машиночитаемой зоны, гос. номер или фамилию и имя."),
        ),
        "bank_settled": (
            409,
            _("На это совпадение уже ответили иначе"),
            _("Откройте проверку: там видно, кто ответил, как и когда. Ответ остаётся, ваш не записан."),
        ),
        "bank_not_bound": (
            422,
            _("Эта цель связана с другим"),
            _("Выберите событие, по которому проверяете, или лицо перед вами – как того требует цель."),
        ),
        "bank_too_many": (
            429,
            _("Слишком часто"),
            _("Проверок больше, чем пакет допускает одному офицеру. Подождите минуту; старший видит это в статистике."),
        ),
    }
)  # fmt: skip


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn what the verbs refuse into a page that says why, and what to do."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.desk.rulebook.edition.databank is None:
            raise Http404("this pack says nothing of a data bank")
        try:
            return view(request, *args, **kwargs)
        except ExchangeError as error:
            status, title, _advice = WORDS.get(error.code, OTHERWISE)
            page = {"heading": title, "advice": advice_of(error), "back": request.META.get("HTTP_REFERER", "")}
            return render(request, "console/refused.html", page, status=status)

    return spoken


def words_of(error: ExchangeError) -> str:
    """Return what a refusal says on the form that caused it."""
    _status, title, _advice = WORDS.get(error.code, OTHERWISE)
    return f"{title}. {advice_of(error)}"
