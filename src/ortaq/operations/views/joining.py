"""The form by which a party sends its own forces to a joint measure."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import words_of
from ortaq.operations.allotting import Allotment
from ortaq.operations.forces_faults import in_words
from ortaq.operations.forces_forms import Giving
from ortaq.operations.forces_words import when
from ortaq.operations.joining import join
from ortaq.operations.models import Operation
from ortaq.operations.views.allotment import listed


@door("may_allot")
@in_words
def joining_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """What is free at that time, and how much of it goes to the measure."""
    desk, measure, is_look = request.desk, get_object_or_404(Operation, pk=pk), "look" in request.POST
    form = Giving(request.POST or None, desk=desk, resources=listed(desk), grounds=())
    if request.method == "POST" and not is_look and form.is_valid() and _joined(form, measure, desk):
        messages.success(request, gettext("Силы и средства выделены."))
        return redirect(reverse("operation", args=[pk]) + "#forces")
    context = {
        "form": form,
        "operation": measure,
        "period": [when(at, desk) for at in form.period()],
        "start_label": gettext("С"),
        "looks": is_look,
    }
    return render(request, "operations/joining.html", context, status=422 if form.is_bound and not is_look else 200)


def _joined(form: Giving, measure: Operation, desk: Desk) -> bool:
    """Send it; what is wrong stands on the form."""
    data = form.cleaned_data
    try:
        join(measure, Allotment(form.chosen(), data["starts_at"], data["ends_at"], ""), **desk.who)
    except ExchangeError as error:
        form.add_error(None, words_of(error))
        return False
    return True
