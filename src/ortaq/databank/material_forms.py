"""What is filled in when a material is given to the bank, or withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Set
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ortaq.databank.forms import FOR_EVER
from ortaq.databank.materials import Material, MaterialFile
from ortaq.databank.reporting import TEXT, TITLE, Given, materials_of
from ortaq.duties.desk import Desk
from ortaq.exchange.attaching import WithFiles
from ortaq.exchange.files import File
from ortaq.exchange.forms import SentOnce

LONGEST = 50_000
CHOSEN = ("kind", "language", "audience", "readers")


class MaterialForm(WithFiles, SentOnce):
    """A material: of which kind, in which language, its words and files, to whom it is open, who must read it."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("acts", "Вид"), error_messages={"required": _("Выберите вид материала.")}
    )
    title = forms.CharField(
        label=_("Название"), max_length=200, error_messages={"required": _("Впишите название: по нему находят.")}
    )
    text = forms.CharField(
        label=_("Текст"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("весь материал или краткое изложение, если он приложен файлом; без имён и сведений о лицах"),
    )
    tags = forms.MultipleChoiceField(label=_("О чём"), required=False, widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Язык"))
    audience = forms.ChoiceField(label=_("Кому открыт"))
    readers = forms.ChoiceField(label=_("Кто обязан прочесть"), required=False)

    def __init__(self, *args: Any, desk: Desk, before: Material | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        rule = materials_of(desk.rulebook)
        for name, offered in (
            ("kind", [("", "—"), *((one.code, desk.said(one.name)) for one in rule.kinds.values())]),
            ("tags", [(code, desk.said(text)) for code, text in rule.tags.items()]),
            ("language", [(code, desk.said(text)) for code, text in rule.languages.items()]),
            ("audience", [(one.code, desk.said(one.name)) for one in rule.audiences.values()]),
            ("readers", [("", _("никто")), *((one.code, desk.said(one.name)) for one in rule.readers.values())]),
        ):
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["language"].initial = desk.lang
        if before is not None:
            self._begin_from(before)

    def given(self) -> Given:
        """Return what is to be published."""
        data = self.cleaned_data
        chosen = {name: data[name] for name in CHOSEN}
        return Given(title=data["title"], text=data["text"], tags=data["tags"], files=self.attached(), **chosen)

    def clean_text(self) -> str:
        """Return the text; PostgreSQL keeps no NUL."""
        return str(self.cleaned_data["text"]).replace("\0", "")

    def sent_with(self, once: uuid.UUID, files: Set[uuid.UUID]) -> Iterable[File]:
        """Return those of the files that went with the material published under this identity."""
        return MaterialFile.objects.filter(material=once, pk__in=files)

    def _begin_from(self, before: Material) -> None:
        """Show the version before; its files are attached anew."""
        body = before.words.body if hasattr(before, "words") else {}
        known = {name: getattr(before, name) for name in (*CHOSEN, "tags")}
        self.initial = {**self.initial, **known, "title": body.get(TITLE, ""), "text": body.get(TEXT, "")}


class Reason(forms.Form):
    """Why a material is withdrawn."""

    reason = forms.CharField(
        label=_("Почему"),
        max_length=500,
        help_text=FOR_EVER,
        error_messages={"required": _("Напишите почему.")},
    )
