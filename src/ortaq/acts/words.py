"""What the states, steps, posts and faults of acts are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from ortaq.acts.checking import Fault
from ortaq.acts.officer_keys import OfficerKey
from ortaq.duties.desk import Desk
from ortaq.rules.acts import ActKind, Control, OwnTerms, Variants


def state_in_words(state: str) -> str:
    """Return where a version stands."""
    return {
        "draft": gettext("проект"),
        "proposed": gettext("на подписи"),
        "signed": gettext("подписан, не представлен"),
        "submitted": gettext("на утверждении"),
        "in_force": gettext("действует"),
        "refused": gettext("отклонён"),
        "discarded": gettext("проект снят"),
        "replaced": gettext("заменён новой редакцией"),
        "ended": gettext("прекращён"),
    }.get(state, state)


def verb_in_words(verb: str) -> str:
    """Return what a step is called."""
    return {
        "propose": gettext("предложен к подписанию"),
        "sign": gettext("подписан стороной"),
        "conclude": gettext("подписан всеми сторонами"),
        "submit": gettext("представлен на утверждение"),
        "approve": gettext("утверждён вышестоящим"),
        "enact": gettext("вступил в силу"),
        "refuse": gettext("отклонён"),
        "discard": gettext("проект снят"),
        "replace": gettext("заменён новой редакцией"),
        "end": gettext("прекращён"),
    }.get(verb, verb)


def why_in_words(key: OfficerKey) -> str:
    """Return why a key holds no longer."""
    return {
        "replaced": gettext("заменён новым"),
        "lost": gettext("утрачен"),
        "disclosed": gettext("стал известен другим"),
        "left": gettext("офицер выбыл"),
    }.get(key.why, key.why)


def what_it_does(kind: ActKind, fields: Mapping[str, Any] | None = None) -> list[str]:
    """Return what such an act does once it is in force, in words; of `fields`, what these will do."""
    told = {
        gettext("решения станут обязанностями с исполнителем и сроком"): [one.group for one in kind.decisions],
        gettext("варианты действий вводятся одним нажатием, идёт время Ч"): _groups(kind.variants),
        gettext("сроки, назначенные группой, заменят принятые по умолчанию"): _groups(kind.terms),
        gettext("меняет, кто контролирует участок, и маршруты сообщений"): _groups(kind.control),
        gettext("шаги рисуются схемой"): [one.group for one in kind.diagrams],
    }
    return [words for words, groups in told.items() if any(fields is None or fields.get(group) for group in groups)]


def _groups(told: Variants | OwnTerms | Control | None) -> list[str]:
    if told is None:
        return []
    return [told.points if isinstance(told, Control) else told.group]


def fault_in_words(fault: Fault, kind: ActKind, desk: Desk) -> str:
    """Return what must be put right before an act is proposed, and where it stands."""
    words = {
        "empty": gettext("акт пуст: заполните его"),
        "no_owner": gettext("не сказано, кто исполняет"),
        "owner_no_party": gettext("исполняет тот, кто не сторона акта"),
        "no_due": gettext("не назван срок"),
        "no_mark": gettext("у варианта нет обозначения: напишите А, Б, 1, 2 …"),
        "mark_twice": gettext("обозначение «%(mark)s» стоит у двух вариантов"),
        "no_such_variant": gettext("варианта «%(mark)s» в акте нет"),
        "no_minutes": gettext("не сказано, через сколько минут после Ч"),
        "no_amount": gettext("срок назван не полностью: что, сколько и чего"),
        "term_unknown": gettext("такого срока нет, менять нечего"),
        "term_other": gettext("срок считается иначе: часы вместо дней или дни вместо часов"),
        "term_laxer": gettext("срок Инструкции можно сделать только строже"),
        "no_controller": gettext("не сказано, кто контролирует"),
        "no_points": gettext("не назван ни один пункт пропуска"),
        "unknown_point": gettext("пункта пропуска «%(point)s» в справочнике нет"),
        "no_begin": gettext("не сказано, с какого дня"),
        "ends_before": gettext("последний день раньше первого"),
        "no_ground": gettext("координирующая роль переходит только с указанием основания"),
    }
    said = words.get(fault.code, fault.code) % fault.facts
    group = kind.body.groups.get(fault.group)
    if group is None:
        return said
    name = desk.said(group.each or group.name) if fault.row else desk.said(group.name)
    return f"{name} {fault.row}: {said}" if fault.row else f"{name}: {said}"
