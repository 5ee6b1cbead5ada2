"""A photograph of what is held: opened by whoever reads the words of its entry, and each opening is written down."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from ortaq.custody import readings
from ortaq.custody.card import Card
from ortaq.custody.faults import in_words
from ortaq.custody.models import Charge
from ortaq.custody.photographs import Photograph
from ortaq.duties.desk import Asked, door
from ortaq.exchange.views.attachments import handed_out


@door("may_read_content")
@in_words
@require_GET
def photograph(request: Asked, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """Show a photograph, or give it to be kept where a browser does not show its kind."""
    card = Card(request.desk, get_object_or_404(Charge, pk=pk))
    row = get_object_or_404(Photograph.objects.select_related("entry"), pk=file, charge=pk)
    if not card.opens(row.entry):
        raise Http404
    readings.picture(card, row)
    return handed_out(row, is_shown=row.is_picture)
