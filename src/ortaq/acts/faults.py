"""What is said to the officer when an act cannot be drafted, signed, approved or done: in words, and what to do now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ortaq.acts.errors import ActError
from ortaq.duties.desk import Asked
from ortaq.rules.text import Text

WORDS: dict[str, tuple[int, Promise, Promise]] = {
    "no_such_kind": (404, _("Такого вида актов нет"), _("Выберите вид акта из списка.")),
    "not_on_this_level": (
        422,
        _("На вашем уровне такие акты не принимают"),
        _("Уровни каждого вида актов стоят в Инструкции. Обратитесь к вышестоящему подразделению."),
    ),
    "no_parties": (
        422,
        _("Стороны не определены"),
        _("Выберите группу взаимодействия или вторую сторону. Если группы нет, её заводит администратор узла."),
    ),
    "not_party": (403, _("Ваше подразделение не сторона этого акта"), _("Подписывают и исполняют его стороны.")),
    "not_approver": (
        403,
        _("Утверждать этот акт не вам"),
        _("Утверждает ближайшее вышестоящее подразделение каждой стороны, когда акт представлен."),
    ),
    "not_your_post": (
        403,
        _("С вашей должности этого не делают"),
        _(
            "Кто подписывает и утверждает, написано на странице акта. "
            "Офицер дежурной смены подписывает, пока стоит на ней."
        ),
    ),
    "not_possible": (409, _("Так нельзя"), _("Отсюда такого шага нет. На странице акта видно, что можно сделать.")),
    "already_done": (
        409,
        _("Это уже сделано"),
        _(
            "Кто-то успел раньше, или вы уже подписали этот акт за другое подразделение. "
            "На странице акта видно, кто и когда."
        ),
    ),
    "overtaken": (
        409,
        _("Проект изменился, пока вы писали"),
        _("Ничего не потеряно: сравните оба текста и сохраните снова."),
    ),
    "incomplete": (422, _("Предложить ещё рано"), _("Исправьте в проекте то, что перечислено.")),
    "state_secret": (
        422,
        _("Государственные секреты здесь не пишут"),
        _("Удалите эти сведения вместе с грифом и передайте их установленным порядком."),
    ),
    "no_reason": (422, _("Нужна причина"), _("Напишите её словами: её прочтут все стороны.")),
    "wrong_passphrase": (
        422,
        _("Пароль подписи не подошёл"),
        _(
            "Наберите его ещё раз; проверьте язык и верхний регистр. "
            "Забытый не восстановить: отзовите ключ в «Моей подписи», следующая подпись сделает новый."
        ),
    ),
    "too_many_tries": (
        429,
        _("Пароль подписи не подошёл несколько раз подряд"),
        _("Попробуйте ещё раз через %(seconds)d с. Старший смены может снять задержку сразу."),
    ),
    "weak_passphrase": (422, _("Пароль слишком короткий"), _("Не меньше восьми знаков; лучше несколько слов.")),
    "no_key": (409, _("Действующего ключа у вас нет"), _("Он появится при первой подписи.")),
    "not_running": (409, _("Это уже не выполняется"), _("Вариант свёрнут, или акт больше не действует.")),
}  # fmt: skip
OTHERWISE = (409, _("Не получилось"), _("Обновите страницу и посмотрите, что изменилось."))


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn what the verbs refuse into a page that says why and what to do."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ActError as error:
            return refused(request, error)

    return spoken


def refused(request: Asked, error: ActError) -> HttpResponseBase:
    """Return the page for what was refused."""
    status, title, _advice = WORDS.get(error.code, OTHERWISE)
    page = {"heading": title, "advice": advice_of(error), "back": request.META.get("HTTP_REFERER", "")}
    return render(request, "console/refused.html", page, status=status)


def words_of(error: ActError) -> str:
    """Return what a refusal says on the form that caused it."""
    return f"{WORDS.get(error.code, OTHERWISE)[1]}. {advice_of(error)}"


def advice_of(error: ActError) -> str:
    """Return what to do now; what the pack says of it goes before our own words."""
    own = error.facts.get("advice")
    if isinstance(own, Text):
        said = own.said_in((get_language() or "ru").split("-")[0])
        return gettext("Найден гриф «%(marking)s». %(advice)s") % {
            "marking": error.facts.get("marking", ""),
            "advice": said,
        }
    return str(WORDS.get(error.code, OTHERWISE)[2]) % error.facts
