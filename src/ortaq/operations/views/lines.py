"""A line of the log with its files: files attached while one types, the line written, each file opened."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import uploads
from ortaq.exchange.errors import FilesGone
from ortaq.exchange.uploading import takes_files
from ortaq.exchange.views.attachments import handed_out, taken_in
from ortaq.operations import writing
from ortaq.operations.errors import NotParty
from ortaq.operations.faults import in_words, words_of
from ortaq.operations.line_form import Line
from ortaq.operations.log import LogFile, draft_of
from ortaq.operations.models import Operation
from ortaq.operations.rooms import inside
from ortaq.operations.views.measure import found, operation_page
from ortaq.operations.views.writing import ON_THE_FORM
from ortaq.rules.operations import DECISION, EVENT, LESSON, MESSAGE, SITUATION

SORTS = (EVENT, DECISION, SITUATION, LESSON, MESSAGE)


@takes_files
@door("may_run_operation")
@require_POST
@in_words
def entry_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Write a line of the log, with the files that were attached to it or come with it."""
    desk, one = request.desk, _of_party(request, pk)
    form = Line(request.POST, desk=desk, sorts=SORTS)
    with inside(one):
        form.take(desk, draft_of(one), request.FILES)
        if form.is_valid() and _written(one, form, desk):
            return redirect(f"{reverse('operation', args=[pk])}#log")
    status = 200 if form.kept else 422  # an answer of 400 or more would undo the kept files
    return operation_page(request, one, status=status, line=form.look_in(one, desk))


@takes_files
@door("may_run_operation")
@require_POST
@in_words
def file_new(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """Attach one file to the line that is being typed."""
    one = _of_party(request, pk)
    with inside(one):
        return taken_in(request, draft_of(one))


@door("may_read_content")
@require_GET
@in_words
def entry_file(request: Asked, pk: uuid.UUID, entry: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """Give a file of the log to whoever reads its words, to be kept."""
    return handed_out(_file(request, pk, entry, file))


@door("may_read_content")
@require_GET
@in_words
def entry_picture(request: Asked, pk: uuid.UUID, entry: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """Show a picture of the log; of any other kind of file nothing is shown."""
    row = _file(request, pk, entry, file)
    if not row.is_picture:
        raise Http404
    return handed_out(row, is_shown=True)


def _of_party(request: Asked, pk: uuid.UUID) -> Operation:
    """Return the measure that our unit takes part in; nobody else's files are taken. Raises Http404, NotParty."""
    one = found(pk, request.desk)
    if request.unit.pk not in one.parties:
        raise NotParty("a unit that is no party", unit=request.unit.pk)
    return one


def _file(request: Asked, pk: uuid.UUID, entry: uuid.UUID, file: uuid.UUID) -> LogFile:
    one = found(pk, request.desk)
    with inside(one):
        return get_object_or_404(LogFile, pk=file, entry=entry, entry__operation=one)


def _written(one: Operation, form: Line, desk: Desk) -> bool:
    """Write the line; what is wrong with it stands on the form. To be called inside the room."""
    data = form.cleaned_data
    told = {"id": data["once"], "happened_at": data["when"], "files": form.attached()}
    try:
        writing.write(one, data["sort"], {"text": data["text"]}, **told, **desk.who)
    except (*ON_THE_FORM, FilesGone) as error:
        form.add_error(None, words_of(error))
        return False
    uploads.drop(uploads.of(desk, draft_of(one)))
    return True
