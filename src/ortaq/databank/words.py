"""What is said of the data bank on its pages: reasons of a hit, faults of a zone, states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, pgettext

from ortaq.rules import manifest
from ortaq.rules.looking import (
    BIRTH,
    BIRTH_OTHER,
    BIRTH_TURNED,
    BIRTH_YEAR,
    LETTERS,
    SLIP,
    SOUND,
)
from ortaq.rules.mrz_faults import CHECK, DAY, DIGIT, LINES, NAMES, SEX, SIGN, STATE, Fault
from ortaq.rules.mrz_shapes import BIRTH as BORN
from ortaq.rules.mrz_shapes import EXPIRY, ISSUER, NAME, NATIONALITY, NUMBER, PERSONAL, WHOLE


def reason_in_words(reason: Sequence[Any], words: Sequence[str]) -> str:
    """Return why an entry was found; `words` are those that were asked for."""
    code, n = str(reason[0]), int(reason[1])
    word = words[n - 1] if 0 < n <= len(words) else ""
    return {
        "number": gettext("тот же номер"),
        "plate": gettext("тот же государственный номер"),
        LETTERS: gettext("%s – буква в букву") % word,
        SOUND: gettext("%s – то же имя в другом написании") % word,
        SLIP: gettext("%s – похоже, есть отличия в буквах") % word,
        BIRTH: gettext("дата рождения та же"),
        BIRTH_YEAR: gettext("дата рождения похожа"),
        BIRTH_TURNED: gettext("день и месяц рождения переставлены"),
        BIRTH_OTHER: gettext("дата рождения другая"),
    }.get(code, code)


def term_in_words(name: str) -> str:
    """Return what of the use of the bank a term is about."""
    return {
        "bank.keeps": gettext("Слова проверки хранятся"),
        "bank.opened": gettext("Ответ открыт тому, кто проверял"),
        "bank.arrivals": gettext("Список прибывающих хранится"),
        "bank.minute": gettext("Проверок одним сотрудником за минуту – не более"),
        "bank.hour": gettext("Проверок одним сотрудником за час – не более"),
    }.get(name, name)


def hit_in_words(state: str) -> str:
    """Return how a hit stands."""
    return {
        "open": gettext("не решено"),
        "confirmed": pgettext("databank", "подтверждено"),
        "rejected": pgettext("databank", "отклонено"),
    }.get(state, state)


def verb_in_words(verb: str) -> str:
    """Return what a step of an entry is called."""
    return {
        "enter": gettext("внесена"),
        "extend": gettext("продлена"),
        "review": gettext("проверена владельцем"),
        "withdraw": gettext("снята"),
    }.get(verb, verb)


def way_in_words(way: str) -> str:
    """Return how something was looked up."""
    return {
        "number": gettext("по номеру"),
        "zone": gettext("по машиночитаемой зоне"),
        "plate": gettext("по гос. номеру"),
        "name": gettext("по имени"),
    }.get(way, way)


def fault_in_words(fault: Fault) -> str:
    """Return what is wrong in a zone: the place, what stands there, what should."""
    place = gettext("строка %(line)s, знак %(position)s") % {"line": fault.line, "position": fault.position}
    field = field_in_words(fault.field)
    told = {"said": fault.said, "wanted": fault.wanted, "field": field}
    said = {
        LINES: gettext("длина %(said)s, а должна быть %(wanted)s"),
        SIGN: gettext("знака «%(said)s» в зоне не бывает"),
        DIGIT: gettext("%(field)s: стоит %(said)s, нужна цифра, возможно %(wanted)s"),
        DAY: gettext("%(field)s: такого дня нет (%(said)s)"),
        STATE: gettext("%(field)s: нет кода %(said)s"),
        SEX: gettext("пол: стоит %(said)s, бывает %(wanted)s"),
        NAMES: gettext("имя: стоит «%(said)s»"),
        CHECK: gettext("%(field)s: контрольная цифра %(said)s, вычислена %(wanted)s"),
    }[fault.kind] % told
    mend = fault.mend and gettext("; сходится, если знак %(at)s – %(sign)s") % {
        "at": fault.mend[0],
        "sign": fault.mend[1],
    }
    return f"{place}: {said}{mend or ''}"


def field_in_words(field: str) -> str:
    """Return what a field of a zone is called."""
    return {
        NUMBER: gettext("номер документа"),
        BORN: gettext("дата рождения"),
        EXPIRY: gettext("срок действия"),
        PERSONAL: gettext("личный номер"),
        WHOLE: gettext("вся зона"),
        ISSUER: gettext("кем выдан"),
        NATIONALITY: gettext("гражданство"),
        NAME: gettext("имя"),
    }.get(field, field)


def bad_list_in_words(error: manifest.BadList, most: int) -> str:
    """Return what is wrong with a list, by its row."""
    told = {"row": error.row, "said": error.said, "most": most}
    return {
        manifest.NO_HEADS: gettext(
            "В первой строке нет названий столбцов: фамилия, имя, дата рождения, номер документа."
        ),
        manifest.EMPTY: gettext("В списке нет ни одного человека."),
        manifest.TOO_MANY: gettext("В списке %(said)s строк, а можно не больше %(most)s: разделите его."),
        manifest.BAD_DAY: gettext("Строка %(row)s: «%(said)s» – не дата. Пишите 14.03.1989 или 1989-03-14."),
    }[error.kind] % told
