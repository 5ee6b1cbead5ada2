"""The year's report of a body, or of a unit and those below it, as PDF in one of three languages."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, Desk, door
from ortaq.oversight.asked import asked_of
from ortaq.oversight.lens import RECORD, lens_of, whose_of
from ortaq.oversight.yearly import yearly

FIRST, LAST = 1992, 2200


@door()
@require_GET
def report(request: Asked, lens: str, year: int, lang: str) -> HttpResponse:
    """How was it executed in this year? `?agency=` narrows it to the body of one agency."""
    from ortaq.oversight.printed import pdf  # most pages print nothing, and this brings its libraries

    if lang not in dict(settings.LANGUAGES) or not FIRST <= year <= LAST:
        raise Http404
    with translation.override(lang):
        desk = Desk(request)
        seen, asked = lens_of(desk, lens), asked_of(request.GET, desk)
        asked = replace(asked, unit=asked.unit if lens == RECORD else None)
        made = pdf(yearly(desk, seen, asked, year), desk, whose_of(desk, seen, asked.agency))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{lens}-{year}-{lang}.pdf"'
    return answer
