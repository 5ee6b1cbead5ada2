"""The page on which an inspector states a reason, and reads what it opened."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, door
from ortaq.exchange.models import Message
from ortaq.exchange.story import Story
from ortaq.oversight import opening
from ortaq.oversight.errors import ContentClosed


class Why(forms.Form):
    """What the content is asked for."""

    reason = forms.CharField(
        label=_("Для чего вам содержание"),
        help_text=_("Это сразу увидят автор и все адресаты; запись останется в журнале навсегда."),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=10,
        max_length=1_000,
        error_messages={"required": _("Назовите основание."), "min_length": _("Назовите основание подробнее.")},
    )


@door("may_ask_for_content")
@require_GET
def content(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """The header, and either the form that asks for the words or the words."""
    return _page(request, get_object_or_404(Message, pk=pk), Why())


@door("may_ask_for_content")
@require_POST
def openings(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Open the content for a reason."""
    asked, form, desk = get_object_or_404(Message, pk=pk), Why(request.POST), request.desk
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        opening.open_content(asked, by=request.actor, at=desk.now, reason=reason, rulebook=desk.rulebook)
    except ContentClosed as error:
        return render(request, "console/refused.html", _refusal(error), status=403)
    messages.success(request, gettext("Содержание открыто; автору и адресатам об этом сообщено."))
    return redirect("oversight-content", pk)


def _page(request: Asked, asked: Message, form: Why, status: int = 200) -> HttpResponse:
    desk = request.desk
    reading = opening.opened(asked, by=request.actor, at=desk.now)
    found = opening.words_of(asked, reading, at=desk.now) if reading else None
    story = Story(desk, asked, opened={asked.pk: found} if found else {})
    held_by = opening.holders(asked)
    context: dict[str, Any] = {
        "asked": asked,
        "piece": next(piece for piece in story.pieces if piece.message.pk == asked.pk),
        "reading": reading if found else None,
        "form": form,
        "is_party": opening.is_party(desk.unit.pk, held_by),
        "told": [desk.name(unit) for unit in held_by],
        "limit": desk.rulebook.edition.limits.opened,
    }
    return render(request, "oversight/content.html", context, status=status)


def _refusal(error: ContentClosed) -> dict[str, str]:
    words = {
        "not_overseer": (
            gettext("Содержание закрыто"),
            gettext("Его открывает с указанием основания только инспектор органа контроля."),
        ),
        "no_reason": (gettext("Не названо основание"), gettext("Вернитесь и напишите, для чего нужно содержание.")),
        "foreign_matter": (
            gettext("Это дело других органов"),
            gettext("Ваш орган сообщения не писал и не получал. Содержание откроет инспектор органа-автора."),
        ),
    }
    heading, advice = words[error.code]
    return {"heading": heading, "advice": advice}
