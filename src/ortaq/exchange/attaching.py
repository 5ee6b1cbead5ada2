"""How any form of telling takes files: attached while one types, or with the form itself where there are no scripts.

    class Notice(WithFiles, Saying): …               the form
    {% include "exchange/_files.html" %}             in its template, the form being multipart
    @takes_files                                     outermost on its view
    Saying(…, files=form.attached())                 in what it sends

`views.telling.sent` and `form_page` do the rest; of several forms in one each has its prefix. A file is shown before it
is sent: one that was attached on another page of the same form holds the sending up until it has been seen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence, Set
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange import uploads
from ortaq.exchange.errors import FileError
from ortaq.exchange.faults import words_of
from ortaq.exchange.files import Attachment, File, Upload

SHOWN, TICKED = "file-shown", "file"


class FilesInput(forms.FileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class WithFiles(forms.Form):
    """A form whose message may carry files."""

    attach = forms.FileField(label=_("Файлы"), required=False, widget=FilesInput(attrs={"data-files": ""}))
    uploads: Sequence[Upload] = ()
    _refused: Sequence[str] = ()
    _ticked: Set[uuid.UUID] = frozenset()
    _shown: Set[uuid.UUID] = frozenset()
    kept = False
    """Whether files came with the form itself: they stay, whatever else is wrong with it."""

    only = ""
    """How the type of each file must begin."""
    files_url = ""
    limit = settings.FILE_LIMIT // 2**20

    def look(self, desk: Desk, form: str) -> None:
        """Show what is attached to this form already."""
        said = {name: value for name, value in (("prefix", self.prefix), ("only", self.only)) if value}
        self.files_url = reverse("upload-new", args=[form]) + (f"?{urlencode(said)}" if said else "")
        if not self.is_bound:
            self.uploads = list(uploads.of(desk, form))

    def take(self, desk: Desk, form: str, given: MultiValueDict[str, Any]) -> None:
        """Keep the files that came with the form, before anything else of it is looked at; hold all that it has."""
        refused: list[str] = []
        fresh: set[uuid.UUID] = set()
        for arrived in given.getlist(self.add_prefix("attach")):
            try:
                fresh.add(uploads.keep(desk, form, arrived, only=self.only).pk)
            except FileError as error:
                refused.append(words_of(error))
        self._refused = refused
        self.kept = bool(fresh)
        self.uploads = list(uploads.of(desk, form).select_for_update())
        self._ticked, self._shown = self._ids(TICKED) | fresh, self._ids(SHOWN) | fresh

    def attached(self) -> list[File]:
        """Return the files that are to be sent; those of a repetition are found where the first sending left them."""
        once = self.cleaned_data.get("once")
        sent = self.sent_with(once, self._ticked) if once and self._ticked else ()
        chosen = [one for one in self.uploads if one.pk in self._ticked]
        return sorted([*chosen, *sent], key=lambda one: one.pk)

    def sent_with(self, once: uuid.UUID, files: Set[uuid.UUID]) -> Iterable[File]:
        """Return those of the files that went with what was sent under this identity."""
        return Attachment.objects.filter(message=once, pk__in=files)

    def clean(self) -> dict[str, Any]:
        """Say which files were not taken, which are gone, and which have not been seen here yet."""
        data = super().clean() or {}
        for words in self._refused:
            self.add_error("attach", words)
        if self._ticked - {one.pk for one in self.attached()}:
            self.add_error(
                "attach", gettext("Файла уже нет: его отправили или убрали на другой странице. Приложите снова.")
            )
        if any(one.pk not in self._shown for one in self.uploads):
            self.add_error(
                "attach",
                gettext("К этому черновику приложены ещё файлы – они показаны здесь. Проверьте и отправьте снова."),
            )
        return data

    def shown_files(self) -> list[tuple[Upload, bool]]:
        """Return the files to show, each with whether it is ticked: what was unticked stays so."""
        left_out = (self._shown - self._ticked) if self.is_bound else set()
        return [(one, one.pk not in left_out) for one in self.uploads]

    def _ids(self, name: str) -> set[uuid.UUID]:
        found = set()
        for text in self.data.getlist(self.add_prefix(name)) if hasattr(self.data, "getlist") else ():
            try:
                found.add(uuid.UUID(text))
            except ValueError:
                continue
        return found
