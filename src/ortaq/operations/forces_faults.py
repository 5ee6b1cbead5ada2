"""What is said to the officer when forces cannot be given, moved or entered: in words, and what to do now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Asked
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import OTHERWISE, WORDS, refused

WORDS.update(
    {
        "forces_refused": OTHERWISE,
        "forces_unknown": (
            422,
            _("Пакет такого вида или основания не знает"),
            _("Выберите из списка. Ничего не изменено."),
        ),
        "forces_not_ours": (
            409,
            _("Этого на вашем учёте нет"),
            _("Выделяет, пересчитывает и снимает с учёта то подразделение, чьё это. Обновите страницу."),
        ),
        "forces_not_free": (
            409,
            _("Столько в это время не свободно"),
            _("Возможно, только что выделили другому. Посмотрите, что свободно, и выделите снова. Не отправлено."),
        ),
        "forces_period": (
            422,
            _("Время не сходится"),
            _("Прибыть можно только в будущем, а отпускают после прибытия. Проверьте времена."),
        ),
        "forces_not_later": (
            422,
            _("Новый срок не позже прежнего"),
            _("Продлевают на время позже обещанного. Короче – отпустите или отзовите. Ничего не изменено."),
        ),
        "patrol_alone": (
            422,
            _("Наряд не совместный"),
            _("Отметьте подразделения не меньше чем двух органов."),
        ),
        "forces_nothing": (422, _("Ничего не выделено"), _("Впишите, сколько чего даёте, или отклоните просьбу.")),
        "forces_not_asked": (
            409,
            _("По этому запросу ваше подразделение сил не даёт"),
            _("Запрос закрыт, ещё не принят другой стороной или обращён не к вам. На его странице видно, что дальше."),
        ),
    }
)  # fmt: skip


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn what the verbs refuse into a page that says why and what to do; 404 where the pack knows no forces."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.desk.rulebook.edition.forces is None:
            raise Http404("this pack says nothing of forces")
        try:
            return view(request, *args, **kwargs)
        except ExchangeError as error:
            return refused(request, error)

    return spoken
