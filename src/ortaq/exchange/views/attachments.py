"""Files: attached while one types, and opened by whoever may read the words."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, door
from ortaq.exchange import uploads
from ortaq.exchange.errors import FileError, FileLost
from ortaq.exchange.faults import in_words, words_of
from ortaq.exchange.files import Attachment, File
from ortaq.exchange.uploading import Arrived, takes_files, turned_away
from ortaq.lib.blobs import BlobLost, store

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@takes_files
@door("may_send")
@require_POST
def upload_new(request: Asked, form: str) -> HttpResponse:
    """Attach one file to a form that is being typed."""
    return taken_in(request, form)


def taken_in(request: Asked, form: str) -> HttpResponse:
    """Keep one file with the officer's form; answers with its line, or with what is wrong with it."""
    arrived = request.FILES.get("attach")
    if turned_away(request):
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    if not isinstance(arrived, Arrived):
        return HttpResponse(gettext("Выберите файл."), status=400, content_type="text/plain; charset=utf-8")
    try:
        kept = uploads.keep(request.desk, form, arrived, only=request.GET.get("only", ""))
    except FileError as error:
        return HttpResponse(words_of(error), status=422, content_type="text/plain; charset=utf-8")
    return render(request, "exchange/_file.html", {"file": kept, "ticked": True, "prefix": request.GET.get("prefix")})


@door("may_read_content")
@require_GET
@in_words
def attachment(request: Asked, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """Give a file of a message to whoever may read its words: to be kept, never to be run or shown in the console."""
    return handed_out(get_object_or_404(Attachment, pk=file, message=pk))


def handed_out(found: File, *, is_shown: bool = False) -> FileResponse:
    """Return the bytes of a file, to be kept or, a picture alone, to be shown. Raises FileLost."""
    try:
        body = store().open(found.blob)
    except (BlobLost, OSError) as error:
        raise FileLost("the bytes are not there", name=found.name) from error
    answer = FileResponse(body, as_attachment=not is_shown, filename=found.name, content_type=found.media_type)
    answer["Content-Length"] = str(found.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "no-store"
    return answer
