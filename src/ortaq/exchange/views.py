"""The pages of what units tell each other: fetch through the door, call one verb, render."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.access.marks import in_background
from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.models import Duty
from ortaq.duties.rulebook import Addressed
from ortaq.exchange import answers, drafts, journal, receipts
from ortaq.exchange.errors import AlreadySent, ExchangeError, NotAddressed, NotOnWatch
from ortaq.exchange.faults import OTHERWISE, WORDS, in_words
from ortaq.exchange.forms import DailyCall, Deed, LoggedCall, NotForUs, Reason, Report, SentOnce, UrgentCall, Writing
from ortaq.exchange.models import ORAL, Call, Message, Recipient
from ortaq.exchange.sending import Saying, Told, log_call, send_oral, send_written
from ortaq.exchange.story import Story
from ortaq.ledger.models import Entry, Sealed
from ortaq.rules.edition import Regime

URGENT, DAILY = "urgent", "daily"


@door("may_call")
@in_words
def urgent_new(request: Asked) -> HttpResponseBase:
    """The urgent call: what, since when, to whom, and the calls that were made."""
    desk = request.desk
    regime = urgent_regime(desk)
    addressed = desk.rulebook.route(regime.clause, desk.unit.pk)
    form = UrgentCall(request.POST or None, desk=desk, addressed=addressed, subjects=regime.subjects)

    def send() -> Message:
        saying = Saying(
            clause=form.cleaned_data["subject"],
            body=form.body(),
            known_at=form.cleaned_data["known_at"],
            expects_act=form.chosen_subject().expects_act,
            told=form.told(),
            id=form.cleaned_data["once"],
        )
        return send_oral(saying, form.chosen(), by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    words = gettext("Сообщение № %s передано. Сроки письменного подтверждения пошли.")
    return sent(request, form, URGENT, send, words) or form_page(
        request, "exchange/urgent.html", form, URGENT, regime=regime
    )


@door("may_call")
@in_words
def daily_new(request: Asked) -> HttpResponseBase:
    """The daily call: what changed, or that nothing did; to whom, when, who took it."""
    desk = request.desk
    regime = oral_regime(desk)
    addressed = desk.rulebook.route(regime.clause, desk.unit.pk)
    form = DailyCall(request.POST or None, desk=desk, addressed=addressed)

    def send() -> Message:
        saying = Saying(
            clause=(regime.subjects[0].clause if regime.subjects else "") or regime.clause,
            body={"text": form.cleaned_data["text"].strip()},
            nothing_to_report=form.cleaned_data["nothing"],
            told=form.told(),
            id=form.cleaned_data["once"],
        )
        return send_oral(saying, form.chosen(), by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    if answer := sent(request, form, DAILY, send, gettext("Ежедневная информация № %s записана.")):
        return answer
    window = latest_window(desk, regime, len(addressed))
    told_already = {duty.owed_to_id or 0 for duty in window if not duty.is_unfinished}
    form.untick(told_already)
    page = {"regime": regime, "window": window[0] if window else None, "told_already": told_already}
    return form_page(request, "exchange/daily.html", form, DAILY, **page)


@door("may_send")
@in_words
def report_new(request: Asked, duty: uuid.UUID) -> HttpResponseBase:
    """A written report that closes a duty of a window: monthly, half-yearly."""
    desk = request.desk
    owed = get_object_or_404(Duty, pk=duty, owed_by=desk.unit)
    regime = desk.rulebook.edition.regimes.get(owed.regime)
    if regime is None:
        raise Http404
    addressed = desk.rulebook.route(regime.clause, desk.unit.pk)
    name = f"report-{duty}"
    form = Report(request.POST or None, desk=desk, subjects=regime.subjects)

    def send() -> Message:
        saying = Saying(
            clause=form.cleaned_data["subject"] or regime.clause, body=form.body(), id=form.cleaned_data["once"]
        )
        return send_written(saying, addressed, by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    return sent(request, form, name, send, gettext("Отправлено, № %s.")) or form_page(
        request, "exchange/report.html", form, name, duty=owed, addressed=named(addressed, desk)
    )


@door("may_send")
@in_words
def confirmation_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """The writing that confirms what was told: filled with what the call recorded, the call beside it."""
    desk = request.desk
    message = get_object_or_404(Message, pk=pk, unit=desk.unit, form=ORAL)
    story = Story(desk, message)
    name = f"confirmation-{pk}"
    form = Writing(
        request.POST or None, desk=desk, subject=desk.rulebook.subject(message.clause), calls=story.unconfirmed
    )

    def send() -> Message:
        saying = Saying(clause=message.clause, body=form.body(), matter=message.matter, id=form.cleaned_data["once"])
        to, calls = addressed_of(story, message), form.confirmed()
        return send_written(saying, to, by=desk.actor, at=desk.now, rulebook=desk.rulebook, confirms=calls)

    if answer := sent(request, form, name, send, gettext("Письменно подтверждено, № %s.")):
        return answer
    form.initial = filled_from(story, message)
    return form_page(request, "exchange/confirmation.html", form, name, message=message, story=story)


@door()
@require_GET
def message(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """One matter: said and written, the ladder of each addressee, the timeline. Opening it is reading it."""
    asked = get_object_or_404(Message, pk=pk)
    if asked.matter != asked.pk and Message.objects.filter(pk=asked.matter).exists():
        return redirect(f"{reverse('message', args=[asked.matter])}#m-{asked.pk}")
    desk = request.desk
    note_reading(desk, asked)
    return render(request, "exchange/message.html", message_page(desk, Story(desk, asked)))


@in_background
@door()
@require_GET
def message_part(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """The living part of the page of one matter."""
    desk = request.desk
    story = Story(desk, get_object_or_404(Message, pk=pk))
    if request.GET.get("seen") == story.digest:
        return HttpResponse(status=204)
    return render(request, "exchange/_message.html", message_page(desk, story))


@door()
@require_GET
def paper(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """The matter as the customary form, for A4."""
    desk = request.desk
    return render(request, "exchange/paper.html", message_page(desk, Story(desk, get_object_or_404(Message, pk=pk))))


@door()
@require_GET
def proof(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """What the ledger holds of the matter: each entry, its number in the tree and its leaf."""
    desk = request.desk
    story = Story(desk, get_object_or_404(Message, pk=pk))
    moved = [receipt.pk for steps in story.receipts.values() for receipt in steps.values()]
    rows: list[Sequence[Any]] = [story.recipients, story.calls, story.climbs, story.bindings]
    records = [*story.ids, *moved, *(row.pk for many in rows for row in many)]
    entries = list(Entry.objects.filter(record__in=records).order_by("at", "id"))
    sealed = {one.entry: one for one in Sealed.objects.filter(entry__in=[entry.pk for entry in entries])}
    lines = [(entry, sealed.get(entry.pk)) for entry in entries]
    return render(request, "exchange/proof.html", {"story": story, "asked": story.asked, "lines": lines})


@door()
@require_GET
def messages_list(request: Asked) -> HttpResponse:
    """The journal, with its filters."""
    desk, given = request.desk, request.GET
    asked = journal.Asked(
        direction=given.get("direction", ""),
        regime=given.get("regime", ""),
        words=given.get("q", "").strip(),
        alarms=given.get("state") == "alarm",
        before=place(given.get("before", "")),
    )
    found = journal.lines(desk, asked)
    page, rest = found[: journal.PAGE], found[journal.PAGE :]
    taken = journal.taken(line.message.pk for line in page if line.is_ours)
    context = {
        "asked": asked,
        "older": older(given, page[-1].place) if rest else "",
        "regimes": desk.rulebook.edition.regimes.values(),
        "rows": [journal_row(line, desk, taken[line.message.pk]) for line in page],
    }
    return render(request, "exchange/messages.html", context)


@door("may_acknowledge")
@require_POST
@in_words
def acknowledgement(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Take a message; from the strip one stays where one was."""
    desk, recipient = request.desk, ours(request, pk)
    receipts.acknowledge(recipient, by=desk.actor, at=desk.now, rulebook=desk.rulebook)
    messages.success(request, gettext("Принято: № %s.") % recipient.message.number)
    return back(request, pk)


@door("may_act")
@require_POST
@in_words
def action(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say what was done about a message."""
    desk, form = request.desk, Deed(request.POST)
    if not form.is_valid():
        return again(request, pk, {"deed": form})
    receipts.act(ours(request, pk), by=desk.actor, at=desk.now, note=form.cleaned_data["note"])
    return back(request, pk)


@door("may_refer")
@require_POST
@in_words
def refusal(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that the matter is not this unit's; the climb goes on."""
    desk = request.desk
    form = NotForUs(request.POST, units=others(desk))
    if not form.is_valid():
        return again(request, pk, {"not_for_us": form})
    receipts.not_for_us(
        ours(request, pk),
        by=desk.actor,
        at=desk.now,
        reason=form.cleaned_data["reason"],
        instead=form.cleaned_data["instead"],
        rulebook=desk.rulebook,
    )
    return back(request, pk)


@door("may_call")
@require_POST
@in_words
def call_new(request: Asked, pk: uuid.UUID, unit: int) -> HttpResponseBase:
    """Take down a call to an addressee who had not been called."""
    desk = request.desk
    told = get_object_or_404(Message, pk=pk, unit=desk.unit)
    form = LoggedCall(request.POST, desk=desk)
    if not form.is_valid():
        return again(request, pk, {"logged": form, "logged_unit": unit})
    data = form.cleaned_data
    log_call(
        told,
        Told(unit, data["at"], to=data["who"], read_back=data["back"]),
        by=desk.actor,
        at=desk.now,
        rulebook=desk.rulebook,
    )
    return back(request, pk)


@door("may_confirm_call")
@require_POST
@in_words
def call_confirmation(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a logged call was as logged."""
    call = get_object_or_404(Call, pk=pk)
    answers.confirm(call, by=request.actor, at=request.desk.now)
    return back(request, call.message_id)


@door("may_dispute_call")
@require_POST
@in_words
def call_dispute(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a logged call was not as logged; the duty it closed opens again."""
    call = get_object_or_404(Call, pk=pk)
    form = Reason(request.POST)
    if not form.is_valid():
        return again(request, call.message_id, {"dispute": form})
    answers.dispute(call, by=request.actor, at=request.desk.now, reason=form.cleaned_data["reason"])
    return back(request, call.message_id)


@door("may_send")
@require_POST
def draft(request: Asked, form: str) -> HttpResponse:
    """Keep what an officer has typed so far; answers with the version kept.

    409 where the draft is no longer what the page began from: another page was later, or it was sent meanwhile.
    """
    typed = {name: values if len(values) > 1 else values[0] for name, values in request.POST.lists()}
    for hidden in ("csrfmiddlewaretoken", "once", "version"):
        typed.pop(hidden, None)
    try:
        began_from = int(request.POST.get("version", "0"))
        return JsonResponse({"version": drafts.keep(request.desk, form, typed, began_from=began_from)})
    except ValueError:
        return HttpResponse(status=400)
    except drafts.StaleDraft as stale:
        return JsonResponse({"version": stale.version}, status=409)


def sent(
    request: Asked, form: SentOnce, draft_of: str, send: Callable[[], Message], words: str
) -> HttpResponseBase | None:
    """Send what a valid form says, throw its draft away, lead to the matter; None where the form must be shown."""
    if not form.is_valid():
        return None
    try:
        message = send()
    except ExchangeError as error:
        refuse(form, error)
        return None
    drafts.forget(request.desk, draft_of)
    messages.success(request, words % message.number)
    return redirect("message", message.matter)


def form_page(request: Asked, template: str, form: SentOnce, draft_of: str, **page: Any) -> HttpResponse:
    """Show a form with its draft: what was typed and not sent, or typed and refused."""
    kept = drafts.of(request.desk, draft_of)
    if kept.body and not form.is_bound:
        form.restore(kept.body)
    page |= {"form": form, "draft": reverse("draft", args=[draft_of]), "kept": kept}
    return render(request, template, page, status=422 if form.is_bound else 200)


def latest_window(desk: Desk, regime: Regime, parties: int) -> list[Duty]:
    """Return the duties of the window of this regime that opened last: one for each party, or one for all."""
    owed = Duty.objects.owed_by(desk.unit.pk).filter(regime=regime.code, record=None).begun(at=desk.now)
    latest = list(owed.order_by("-opens_at", "owed_to")[: max(parties, 1)])
    return [duty for duty in latest if duty.opens_at == latest[0].opens_at]


def urgent_regime(desk: Desk) -> Regime:
    """Return the regime that presses: the one that climbs when nobody answers."""
    return next(regime for regime in desk.rulebook.edition.regimes.values() if regime.escalates)


def oral_regime(desk: Desk) -> Regime:
    """Return the regime of the report that is owed by word of mouth in a window; raises Http404."""
    edition = desk.rulebook.edition
    for rule in edition.duties:
        if rule.window is not None and rule.form == "oral" and rule.regime:
            return edition.regimes[rule.regime]
    raise Http404


def addressed_of(story: Story, message: Message) -> list[Addressed]:
    """Return those whom the oral message went to: the writing goes to the same, on the same grounds."""
    return [
        Addressed(one.unit_id, one.role, one.clause, dict(one.why))
        for one in story.recipients
        if one.message_id == message.pk
    ]


def filled_from(story: Story, message: Message) -> dict[str, Any]:
    """Return the writing as the call has already filled it: type once."""
    body = story.contents[message.pk].body if message.pk in story.contents else {}
    subject = story.desk.rulebook.subject(message.clause)
    fields = {f"f-{subject.code}-{one.code}": body.get(one.code) for one in subject.fields} if subject else {}
    return {"text": body.get("text", ""), **fields}


def message_page(desk: Desk, story: Story) -> dict[str, Any]:
    """Return what the page of a matter shows."""
    return {
        "story": story,
        "asked": story.asked,
        "deed": Deed(),
        "not_for_us": NotForUs(units=others(desk)),
        "dispute": Reason(),
        "logged": LoggedCall(desk=desk),
    }


def note_reading(desk: Desk, asked: Message) -> None:
    """Move the rung "read" where the reader stands watch for an addressee; any other reader moves nothing."""
    if not desk.is_on_watch:
        return
    for recipient in Recipient.objects.filter(
        message__matter=asked.matter, unit=desk.unit, step="delivered"
    ).select_related("message"):
        try:
            receipts.read(recipient, by=desk.actor, at=desk.now)
        except NotOnWatch:
            return


def ours(request: Asked, pk: uuid.UUID) -> Recipient:
    """Return this unit's place among the addressees; raises NotAddressed."""
    found = Recipient.objects.filter(message=pk, unit=request.unit).select_related("message").first()
    if found is None:
        raise NotAddressed("not addressed to this unit", unit=request.unit.pk)
    return found


def others(desk: Desk) -> list[tuple[int, str]]:
    """Return the units that a matter may be passed to: the counterparts and the superiors."""
    from_here = [one.unit for one in desk.rulebook.route(urgent_regime(desk).clause, desk.unit.pk)]
    units = dict.fromkeys([*from_here, *desk.rulebook.superiors(desk.unit.pk)])
    return [(unit, desk.name(unit)) for unit in units]


def again(request: Asked, pk: uuid.UUID, faulty: dict[str, Any]) -> HttpResponse:
    """Show the message page once more with what was typed and what is wrong with it."""
    desk = request.desk
    story = Story(desk, get_object_or_404(Message, pk=pk))
    return render(request, "exchange/message.html", {**message_page(desk, story), **faulty}, status=422)


def back(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """Return to the page that the button stood on, else to the message. A living part does not know its page."""
    came_from = request.headers.get("Referer", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return redirect(came_from)
    return redirect("message", pk)


def refuse(form: SentOnce, error: ExchangeError) -> None:
    """Say on the form why it was not sent; a form that was sent before becomes one for another message."""
    if isinstance(error, AlreadySent):
        form.renew()
    form.add_error(None, words_of(error))


def words_of(error: ExchangeError) -> str:
    """Return what a refusal says on the form that caused it."""
    _, title, advice = WORDS.get(error.code, OTHERWISE)
    return f"{title}. {advice}"


def named(addressed: Sequence[Addressed], desk: Desk) -> list[tuple[str, str, str]]:
    """Return the addressees as they are shown before sending: who, in which role by which clause, why."""
    return [(desk.name(one.unit), one.clause, desk.said(one.why)) for one in addressed]


def journal_row(line: journal.Line, desk: Desk, taken: journal.Taken) -> dict[str, Any]:
    """Return a line of the journal as the table shows it."""
    told, recipient = line.message, line.recipient
    return {
        "at": line.at,
        "message": told,
        "from": desk.name(told.unit_id),
        "to": ", ".join(desk.name(unit) for unit in taken.units),
        "taken": taken,
        "subject": desk.subject(told.clause),
        "ours": told.unit_id == desk.unit.pk,
        "step": recipient.step if recipient else "",
        "alarming": bool(recipient and recipient.alarms and recipient.acknowledged_at is None),
    }


def older(given: QueryDict, last: tuple[datetime, uuid.UUID]) -> str:
    """Return the query of the next page."""
    query = given.copy()
    query["before"] = f"{last[0].isoformat()}_{last[1]}"
    return query.urlencode()


def place(text: str) -> tuple[datetime, uuid.UUID] | None:
    """Return the place in the journal that an address names; None where it names none."""
    at, _, pk = text.partition("_")
    try:
        return datetime.fromisoformat(at), uuid.UUID(pk)
    except ValueError:
        return None
