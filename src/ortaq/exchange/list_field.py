"""A list that comes as a file: the field of a form whose value is the file's rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.lib.workbooks import Unreadable, rows_of

WORDS = {
    "size": _("Файл больше, чем бывает список: до 20 МБ и 100 000 строк. Разделите его."),
    "broken": _("Файл повреждён. Сохраните его заново как CSV или XLSX."),
    "quote": _("Строка %(line)s: кавычка не закрыта или стоит посреди слов. Уберите её или поставьте вторую."),
}
OTHERWISE = _("Это не CSV и не XLSX. Сохраните список в одном из этих видов.")


class ListField(forms.FileField):
    """A CSV or XLSX file; what is clean are its rows, each cell as text, the line of heads first."""

    default_error_messages = {"required": _("Выберите файл."), "empty": _("Файл пуст.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"label": _("Файл CSV или XLSX")} | kwargs))

    def clean(self, data: Any, initial: Any = None) -> list[list[str]]:
        """Return the rows; raises ValidationError for a file that cannot be read, with the line where it breaks off."""
        file = super().clean(data, initial)
        try:
            if getattr(file, "fault", ""):  # more came than the form takes, and was not kept
                raise Unreadable("size")
            file.seek(0)
            return rows_of(file.read())
        except Unreadable as error:
            raise forms.ValidationError(
                WORDS.get(error.why, OTHERWISE), code=error.why, params={"line": error.line}
            ) from None
