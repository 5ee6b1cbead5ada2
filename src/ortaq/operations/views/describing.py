"""Describing a joint measure anew: an agenda that grew, who is present, what is known by now."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ortaq.duties.desk import Asked, door
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.fields import with_one_more
from ortaq.operations import writing
from ortaq.operations.errors import IsOver
from ortaq.operations.faults import in_words, words_of
from ortaq.operations.forms import Described
from ortaq.operations.page import Page
from ortaq.operations.rooms import inside
from ortaq.operations.views.measure import found
from ortaq.rules.operations import DESCRIBED


@door("may_run_operation")
@in_words
def description(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What it is, to be put right or filled in; what stood before stays in the log."""
    desk, page = request.desk, Page(request.desk, found(pk, request.desk))
    if not page.operation.is_open:
        raise IsOver("it is over", number=str(page.operation))
    sent = request.POST if request.method == "POST" and not request.POST.get("more") else None
    form = Described(sent, desk=desk, kind=page.kind)
    if more := request.POST.get("more", ""):
        form.restore(with_one_more(request.POST.dict(), more))
    elif sent is None:
        form.know(page.body)
    if form.is_bound and form.is_valid():
        try:
            with inside(page.operation):
                writing.write(page.operation, DESCRIBED, form.body(), id=form.cleaned_data["once"], **desk.who)
        except ExchangeError as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, gettext("Сведения записаны; прежние остались в журнале."))
            return redirect("operation", pk)
    context = {"form": form, "page": page, "operation": page.operation}
    return render(request, "operations/describe.html", context, status=422 if form.is_bound else 200)
