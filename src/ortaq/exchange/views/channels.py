"""The unit's channels out of the console: asked for by one, confirmed by another, switched off; and what fails."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ortaq.duties.desk import Asked, door
from ortaq.exchange.faults import in_words
from ortaq.exchange.outside import channels as verbs
from ortaq.exchange.outside import shown, sink
from ortaq.exchange.outside.delivering import note_given_up
from ortaq.exchange.outside.forms import ChannelForm
from ortaq.exchange.outside.models import Channel, Delivery
from ortaq.lib import node


@door()
@require_http_methods(["GET", "POST"])
@never_cache
def channels(request: Asked) -> HttpResponseBase:
    """Show the channels and what fails over them; a POST asks for one."""
    desk = request.desk
    form = ChannelForm(request.POST or None, initial={"language": desk.lang}) if desk.may("may_keep_channels") else None
    if request.method == "POST" and form is not None and form.is_valid():
        return _asked(request, form)
    rows = list(shown.channels(desk))
    page = {
        "rows": rows,
        "form": form,
        "trouble": shown.in_trouble(desk),
        "may_note": desk.is_on_watch or desk.may("may_keep_channels"),
        "is_real": node.kind() == "node",
        "sink": sink.shown({str(row["channel"].pk) for row in rows}) if node.kind() != "node" else [],  # type: ignore[attr-defined]
    }
    return render(request, "exchange/channels.html", page, status=422 if form is not None and form.errors else 200)


def _asked(request: Asked, form: ChannelForm) -> HttpResponseBase:
    channel, secret = verbs.ask(**form.cleaned_data, by=request.actor, at=request.desk.now)
    if secret:
        return render(request, "exchange/channel_secret.html", {"channel": channel, "secret": secret})
    messages.success(request, gettext("Канал запрошен. Подтвердить должен второй."))
    return redirect("channels")


@door("may_confirm_channel")
@require_POST
@in_words
def channel_confirmation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Confirm a channel that another asked for."""
    verbs.confirm(get_object_or_404(Channel, pk=pk, unit=request.unit), by=request.actor, at=request.desk.now)
    messages.success(request, gettext("Канал включён."))
    return redirect("channels")


@door("may_keep_channels")
@require_POST
@in_words
def channel_ending(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Switch a channel off, or refuse what was asked for."""
    verbs.switch_off(get_object_or_404(Channel, pk=pk, unit=request.unit), by=request.actor, at=request.desk.now)
    messages.success(request, gettext("Канал выключен."))
    return redirect("channels")


@door("may_confirm_channel")
@require_POST
def delivery_noting(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take note that something was given up after thirty days."""
    delivery = get_object_or_404(Delivery, pk=pk, unit=request.unit)
    if note_given_up(delivery, by=request.actor, at=request.desk.now):
        messages.success(request, gettext("Принято к сведению."))
    return redirect("channels")
