"""What is said to the officer when something cannot be opened, written, given to do or closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ortaq.exchange.faults import OTHERWISE, WORDS, in_words, words_of

WORDS.update(
    {
        "operation_refused": OTHERWISE,
        "operation_unknown": (
            422,
            _("Для этого вида такого нет"),
            _("Выберите из того, что стоит на странице: так виды заведены в Инструкции узла."),
        ),
        "operation_alone": (
            422,
            _("Не с кем"),
            _("Отметьте хотя бы одно взаимодействующее подразделение."),
        ),
        "operation_not_party": (
            403,
            _("Это не ваше"),
            _("Пишут и ставят задачи стороны мероприятия; исполненной отмечает задачу тот, кому она дана."),
        ),
        "operation_not_member": (
            403,
            _("Только для членов группы"),
            _("Отметьте тех, кто входит в группу; пишут и читают в ней только они."),
        ),
        "operation_no_mandate": (
            422,
            _("Нужен акт-основание"),
            _("Выберите действующий акт, которым это решено; если его нет, сначала подпишите его."),
        ),
        "operation_nothing_found": (
            422,
            _("Не найдено"),
            _("Проверьте номер и год или вставьте адрес страницы; приобщают то, что видно вашему подразделению."),
        ),
        "operation_over": (
            409,
            _("Уже окончено"),
            _("После окончания пишут только результаты, выводы и уточнения. Ничего не изменено."),
        ),
    }
)  # fmt: skip

__all__ = ["in_words", "words_of"]
