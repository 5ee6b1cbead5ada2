"""The pages on which something is told: the call and its confirmation; and their drafts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.rulebook import Addressed
from ortaq.exchange import drafts, uploads
from ortaq.exchange.attaching import SHOWN, TICKED, WithFiles
from ortaq.exchange.correcting import current
from ortaq.exchange.errors import AlreadySent, ExchangeError, StateSecret
from ortaq.exchange.faults import in_words, words_of
from ortaq.exchange.fields import spread, with_one_more
from ortaq.exchange.forms import SentOnce, UrgentCall, Writing
from ortaq.exchange.judging import handled, judged_before
from ortaq.exchange.models import ORAL, Message
from ortaq.exchange.reach import unreached
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import Saying, send_oral, send_written
from ortaq.exchange.story import Story
from ortaq.exchange.uploading import takes_files
from ortaq.rules.edition import Regime

URGENT, AFTERWARDS = "urgent", "urgent-afterwards"


@takes_files
@door("may_call")
@in_words
def urgent_new(request: Asked) -> HttpResponseBase:
    """The urgent call: what, since when, to whom, and the calls that were made; or its entry afterwards, with dates."""
    desk, afterwards = request.desk, bool(request.GET.get("afterwards"))
    regime = urgent_regime(desk)
    addressed = desk.rulebook.route(regime.clause, desk.unit.pk)
    form = UrgentCall(
        typed_in(request), desk=desk, addressed=addressed, subjects=regime.subjects, afterwards=afterwards
    )
    draft_of = AFTERWARDS if afterwards else URGENT

    def send() -> Message:
        saying = Saying(
            clause=form.cleaned_data["subject"],
            body=form.body(),
            known_at=form.cleaned_data["known_at"],
            expects_act=form.chosen_subject().expects_act,
            told=form.told(),
            id=form.cleaned_data["once"],
            handling=handled(form),
            files=form.attached(),
        )
        return send_oral(saying, form.chosen(), by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    words = gettext("Сообщение № %s передано. Сроки письменного подтверждения пошли.")
    return sent(request, form, draft_of, send, words) or form_page(
        request, "exchange/urgent.html", form, draft_of, regime=regime, unreached=unreached(desk, regime.clause)
    )


@takes_files
@door("may_send")
@in_words
def confirmation_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """The writing that confirms what was told: filled with what the call recorded, the call beside it."""
    desk = request.desk
    message = get_object_or_404(Message, pk=pk, unit=desk.unit, form=ORAL)
    story = Story(desk, message)
    name = f"confirmation-{pk}"
    form = Writing(typed_in(request), desk=desk, subject=desk.rulebook.subject(message.clause), calls=story.unconfirmed)

    def send() -> Message:
        saying = Saying(
            clause=message.clause,
            body=form.body(),
            matter=message.matter,
            id=form.cleaned_data["once"],
            handling=handled(form),
            files=form.attached(),
        )
        to, calls = addressed_of(story, message), form.confirmed()
        return send_written(saying, to, by=desk.actor, at=desk.now, rulebook=desk.rulebook, confirms=calls)

    if answer := sent(request, form, name, send, gettext("Письменно подтверждено, № %s.")):
        return answer
    form.fill(filled_from(story, message))
    said = story.piece_of(message)
    return form_page(request, "exchange/confirmation.html", form, name, message=message, said=said)


@door("may_send")
@require_POST
def draft(request: Asked, form: str) -> HttpResponse:
    """Keep what an officer has typed so far; answers with the version kept.

    409 where the draft is no longer what the page began from: another page was later, or it was sent meanwhile.
    422 where it bears a marking of a state secret: that is not kept here.
    """
    typed = plain(request.POST)
    for hidden in ("csrfmiddlewaretoken", "once", "version", "attach", SHOWN, TICKED):
        typed.pop(hidden, None)
    try:
        began_from = int(request.POST.get("version", "0"))
        refuse_state_secrets(typed, request.desk.rulebook.edition)
        return JsonResponse({"version": drafts.keep(request.desk, form, typed, began_from=began_from)})
    except ValueError:
        return HttpResponse(status=400)
    except StateSecret:
        return HttpResponse(status=422)
    except drafts.StaleDraft as stale:
        return JsonResponse({"version": stale.version}, status=409)


def typed_in(request: Asked) -> QueryDict | None:
    """Return what a form is bound to: what was sent; nothing where the button asks for one row more."""
    return None if "more" in request.POST else request.POST or None


def plain(typed: QueryDict) -> dict[str, Any]:
    """Return what was typed by the fields' names."""
    return {name: values if len(values) > 1 else values[0] for name, values in typed.lists()}


def sent(
    request: Asked, form: SentOnce, draft_of: str, send: Callable[[], Message], words: str
) -> HttpResponseBase | None:
    """Send what a valid form says, throw its draft away, lead to the matter; None where the form must be shown."""
    if isinstance(form, WithFiles) and form.is_bound:
        form.take(request.desk, draft_of, request.FILES)
    if not form.is_valid():
        return None
    try:
        message = send()
    except ExchangeError as error:
        refuse(form, error)
        return None
    drafts.forget(request.desk, draft_of)
    if isinstance(form, WithFiles):
        uploads.drop(uploads.of(request.desk, draft_of))
    messages.success(request, words % message.number)
    return redirect("message", message.matter)


def form_page(request: Asked, template: str, form: SentOnce, draft_of: str, **page: Any) -> HttpResponse:
    """Show a form with its draft: what was typed and not sent, or refused, or typed so far with one row more.

    An answer of 400 or more undoes what the request wrote; where it kept files, they must stay.
    """
    kept = drafts.of(request.desk, draft_of)
    if group := request.POST.get("more"):
        form.restore(with_one_more(plain(request.POST), group))
    elif kept.body and not form.is_bound:
        form.restore(kept.body)
    if isinstance(form, WithFiles):
        form.look(request.desk, draft_of)
    page |= {"form": form, "draft": reverse("draft", args=[draft_of]), "kept": kept}
    return render(request, template, page, status=422 if form.is_bound and not getattr(form, "kept", False) else 200)


def urgent_regime(desk: Desk) -> Regime:
    """Return the regime that presses: the one that climbs when nobody answers."""
    return next(regime for regime in desk.rulebook.edition.regimes.values() if regime.escalates)


def addressed_of(story: Story, message: Message) -> list[Addressed]:
    """Return those whom the oral message went to: the writing goes to the same, on the same grounds."""
    return [
        Addressed(one.unit_id, one.role, one.clause, dict(one.why))
        for one in story.recipients
        if one.message_id == message.pk
    ]


def filled_from(story: Story, message: Message) -> dict[str, Any]:
    """Return the writing as the call, corrected since or not, has already filled it: type once."""
    body = current(message) if message.pk in story.contents else {}
    fields = spread(story.desk.rulebook.subject(message.clause), body)
    return {"text": body.get("text", ""), **fields, **judged_before(body, message.handling)}


def refuse(form: SentOnce, error: ExchangeError) -> None:
    """Say on the form why it was not sent; a form that was sent before becomes one for another message."""
    if isinstance(error, AlreadySent):
        form.renew()
    form.add_error(None, words_of(error))


def named(addressed: Sequence[Addressed], desk: Desk) -> list[tuple[str, str, str]]:
    """Return the addressees as they are shown before sending: who, by which clause, why."""
    return [(desk.name(one.unit), one.clause, desk.said(one.why)) for one in addressed]
