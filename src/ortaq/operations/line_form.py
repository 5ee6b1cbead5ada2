"""A line of the log as it is typed, with its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.exchange.attaching import WithFiles
from ortaq.exchange.files import File
from ortaq.exchange.forms import SentOnce, TimeField
from ortaq.operations.log import LogFile, draft_of
from ortaq.operations.models import Operation
from ortaq.operations.rooms import inside
from ortaq.operations.words import sort_in_words
from ortaq.rules.operations import DECISION, EVENT, LESSON, MESSAGE, SITUATION, OperationKind

AT_MOST = 20_000


class Line(WithFiles, SentOnce):
    """One line of the log: of which sort, when it happened, what, with which files."""

    sort = forms.ChoiceField(widget=forms.RadioSelect, initial=EVENT, label=_("Что пишете"))
    text = forms.CharField(
        label=_("Строка журнала"),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "true"}),
        max_length=AT_MOST,
        error_messages={"required": _("Напишите, что произошло или решено.")},
    )

    def __init__(self, *args: Any, desk: Desk, sorts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["sort"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(sort, sort_in_words(sort)) for sort in sorts]
        chooser.initial = sorts[0]
        self.fields["when"] = TimeField(desk, required=False, label=_("Когда"), help_text=_("пусто – сейчас"))

    def look_in(self, operation: Operation, desk: Desk) -> Line:
        """Show what is attached to the line already; a room's files wait in the room."""
        with inside(operation):
            self.look(desk, draft_of(operation))
        self.files_url = reverse("operation-upload", args=[operation.pk])
        return self

    def sent_with(self, once: UUID, files: Set[UUID]) -> Iterable[File]:
        """Return those of the files that went with the entry written under this identity."""
        return LogFile.objects.filter(entry=once, pk__in=files)


def sorts_of(kind: OperationKind, *, is_open: bool, is_under_way: bool) -> list[str]:
    """Return what an officer may write now: what happened comes first, word of the situation only once it has begun."""
    lessons = [LESSON] if kind.lessons else []
    if not is_open:
        return lessons
    if kind.members_only:
        return [MESSAGE, DECISION, *lessons]
    return [EVENT, DECISION, *([SITUATION] if kind.situation and is_under_way else []), *lessons]
