"""What is said to the officer when something cannot be told, taken or answered: in words, and what to do now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Asked
from ortaq.exchange.errors import ExchangeError, FileError
from ortaq.rules.text import Text

WORDS: dict[str, tuple[int, Promise, Promise]] = {
    "nobody_addressed": (422, _("Некому передать"), _("Вернитесь и отметьте хотя бы одного взаимодействующего.")),
    "nothing_said": (422, _("Нечего передать"), _("Вернитесь и напишите, что произошло.")),
    "times_disagree": (
        422,
        _("Времена не сходятся"),
        _("Передать можно не раньше, чем стало известно, и не позже, чем сейчас. Проверьте времена."),
    ),
    "not_addressed": (403, _("Сообщение адресовано не вам"), _("Ответить на него может только смена адресата.")),
    "not_on_watch": (
        403,
        _("Вы не на смене адресата"),
        _("Отвечает только офицер, стоящий на смене. Заступите на смену или попросите дежурного."),
    ),
    "already_done": (
        409,
        _("Это уже сделано"),
        _("Кто-то из вашей смены успел раньше. На странице сообщения видно, кто и когда."),
    ),
    "already_sent": (
        409,
        _("Эта форма уже отправлена, а теперь в ней написано другое"),
        _("Второе сообщение ещё не передано. Если передать нужно и его, отправьте форму ещё раз."),
    ),
    "state_secret": (
        422,
        _("Государственные секреты здесь не передают"),
        _("Удалите эти сведения вместе с грифом и передайте их установленным порядком."),
    ),
    "overtaken": (
        409,
        _("Сводка изменилась, пока вы смотрели"),
        _("Коллега сохранил другой текст. Прочитайте его и решите снова: ничего не отправлено и не потеряно."),
    ),
    "reason_missing": (
        422,
        _("Нужна причина"),
        _("Отправленное до открытия окна или после срока объясняется: напишите почему."),
    ),
    "nothing_not_admitted": (
        422,
        _("«Сообщить нечего» здесь не подходит"),
        _("Оно возможно, когда его допускает пакет и все разделы пусты."),
    ),
    "not_author": (
        403,
        _("Исправить, отозвать и попросить вернуть может только автор"),
        _("Сообщите автору по телефону, что не так: его линия – на карточке подразделения."),
    ),
    "nothing_changed": (
        422,
        _("Ничего не изменено"),
        _("Исправьте слова или данные: исправление показывает, что было и что стало."),
    ),
    "withdrawn": (
        409,
        _("Сообщение отозвано автором"),
        _("Оно больше не действует. На странице сообщения видно, кем, когда и почему отозвано."),
    ),
    "recalled": (
        409,
        _("Автор просил вас не пользоваться этим сообщением"),
        _("Оно попало к вам по ошибке, передавать его дальше нельзя."),
    ),
    "holds_already": (
        409,
        _("У этого подразделения сообщение уже есть"),
        _("Выберите другое подразделение или позвоните этому."),
    ),
    "not_to_be_passed_on": (
        403,
        _("Пометка автора не разрешает передать это туда"),
        _("Спросите автора: его линия – на карточке подразделения. Передать может и он сам."),
    ),
    "too_long": (
        422,
        _("До такого времени отложить нельзя"),
        _("Назовите время после нынешнего и не дальше предела, который написан у поля."),
    ),
    "not_askable": (
        422,
        _("Это подразделение так не спросить"),
        _("Выберите из тех, у кого по этому виду запроса можно спрашивать и у кого есть консоль."),
    ),
    "not_yours": (
        403,
        _("Этот шаг не ваш"),
        _("Принимает, отклоняет и отвечает тот, у кого спросили; уточняет и отзывает тот, кто спросил."),
    ),
    "no_ground": (422, _("Основание не названо"), _("Отклонить и ответить частично можно на основании из списка.")),
    "time_passed": (422, _("Это время уже прошло"), _("Назовите время, которое ещё не наступило.")),
    "files_gone": (
        409,
        _("Файла уже нет"),
        _("Его отправили или убрали на другой странице. Приложите снова."),
    ),
    "file_lost": (
        404,
        _("Файл не открывается"),
        _("Хранилище узла его не отдаёт. Известите администратора узла; запись о файле и его хеш целы."),
    ),
    "needs_another": (409, _("Просили вы"), _("Подтвердить должен другой офицер подразделения.")),
    "not_possible": (409, _("Так нельзя"), _("Отсюда такого шага нет. На странице видно, что можно сделать.")),
}  # fmt: skip
FILES: dict[str, Promise] = {
    "kind": _("файлы этого вида не принимаются. Принимаются снимки, PDF, документы, текст, звук и видео"),
    "disagrees": _("содержание файла не соответствует его имени. Сохраните его в том виде, который стоит в имени"),
    "program": _("внутри файла программа или макросы. Сохраните документ без них"),
    "picture": _("здесь принимаются только снимки: JPEG, PNG, WebP, HEIC и подобные"),
    "bomb": _("файл распаковывается сверх меры"),
    "file_too_large": _("файл больше %(limit)s МБ. Передайте его частями или сожмите снимок"),
    "file_empty": _("файл пуст"),
    "too_many_files": _("к одному сообщению прилагается не больше %(most)s файлов. Остальные отправьте следующим"),
    "no_room": _("узел сейчас не принимает файлы. Отправьте сообщение без них и известите администратора узла"),
}  # fmt: skip
OTHERWISE = (409, _("Не получилось"), _("Обновите страницу и посмотрите, что изменилось."))


def advice_of(error: ExchangeError) -> str:
    """Return what to do now; what the pack says of it goes before our own words."""
    own = error.facts.get("advice")
    said = own.said_in((get_language() or "ru").split("-")[0]) if isinstance(own, Text) else ""
    if said and error.facts.get("marking"):
        said = gettext("Найден гриф «%(marking)s». %(advice)s") % {"marking": error.facts["marking"], "advice": said}
    return said or str(WORDS.get(error.code, OTHERWISE)[2])


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn what the verbs refuse into a page that says why and what to do."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ExchangeError as error:
            return refused(request, error)

    return spoken


def refused(request: Asked, error: ExchangeError) -> HttpResponseBase:
    """Return the page for what was refused."""
    status, title, _advice = WORDS.get(error.code, OTHERWISE)
    advice = advice_of(error)
    back = request.META.get("HTTP_REFERER", "")
    return render(request, "console/refused.html", {"heading": title, "advice": advice, "back": back}, status=status)


def words_of(error: ExchangeError) -> str:
    """Return what a refusal says on the form that caused it; of a file, by its name."""
    if isinstance(error, FileError):
        said = FILES[str(error.facts.get("why") or error.code)] % error.facts
        return f"«{error.facts['name']}»: {said}."
    _, title, _advice = WORDS.get(error.code, OTHERWISE)
    return f"{title}. {advice_of(error)}"
