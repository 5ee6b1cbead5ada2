"""What is said of joint measures on every page: how one stands, what an entry of its log is."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext

from ortaq.exchange.files import File
from ortaq.rules.operations import (
    CORRECTION,
    DECISION,
    DESCRIBED,
    DONE,
    ENDED,
    EVENT,
    LESSON,
    LINKED,
    MESSAGE,
    RESULT,
    SITUATION,
    TASK,
)

LOOKS = {"planned": "waiting", "under_way": "mine", "closed": "done", "called_off": "void"}
SIGNS = {
    DECISION: "◆",
    TASK: "➔",
    DONE: "✓",
    SITUATION: "◎",
    LESSON: "✎",
    RESULT: "Σ",
    ENDED: "■",
    DESCRIBED: "≡",
    LINKED: "⊕",
}
"""What stands before an entry, so that a log is read at a glance; what happened is a dot."""


def state_in_words(state: str) -> str:
    """Return how a joint measure stands."""
    return {
        "planned": gettext("намечено"),
        "under_way": gettext("идёт"),
        "closed": gettext("завершено"),
        "called_off": gettext("отменено"),
    }.get(state, state)


def sort_in_words(sort: str) -> str:
    """Return what an entry of a log is called."""
    return {
        EVENT: pgettext("log", "событие"),
        DECISION: pgettext("log", "решение"),
        TASK: pgettext("log", "задача"),
        DONE: pgettext("log", "исполнено"),
        SITUATION: pgettext("log", "обстановка"),
        RESULT: pgettext("log", "результат"),
        LESSON: pgettext("log", "вывод"),
        DESCRIBED: pgettext("log", "описание"),
        CORRECTION: pgettext("log", "уточнение"),
        MESSAGE: pgettext("log", "сообщение"),
        LINKED: pgettext("log", "приобщено"),
        ENDED: pgettext("log", "окончание"),
    }.get(sort, sort)


def file_in_words(file: File) -> str:
    """Return what kind of file it is, as far as its reader needs to know before he opens it."""
    sort, _, kind = file.media_type.partition("/")
    whole = {
        "image": gettext("изображение"),
        "audio": gettext("звук"),
        "video": gettext("видео"),
        "text": gettext("текст"),
    }
    if sort in whole:
        return whole[sort]
    if kind == "pdf":
        return "PDF"
    is_table = any(sign in kind for sign in ("sheet", "excel"))
    return gettext("таблица") if is_table else gettext("документ")
