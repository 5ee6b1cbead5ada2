"""The page on which one tells what has become known since: the earlier report beside it, filled with what that said."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from ortaq.duties.desk import Asked, door
from ortaq.exchange.faults import in_words
from ortaq.exchange.following import FollowUp
from ortaq.exchange.judging import handled
from ortaq.exchange.models import FOLLOW_UP, ORAL, Message
from ortaq.exchange.sending import Saying, send_oral, send_written
from ortaq.exchange.story import Story
from ortaq.exchange.uploading import takes_files
from ortaq.exchange.views.telling import addressed_of, filled_from, form_page, sent, typed_in


@takes_files
@door("may_send")
@in_words
def follow_up_new(request: Asked, pk: uuid.UUID) -> HttpResponseBase:
    """A follow-up to a matter of one's own: by word of mouth where the matter presses, or in writing."""
    desk = request.desk
    first = get_object_or_404(Message, pk=pk, unit=desk.unit, matter=pk)
    story = Story(desk, first)
    before = story.latest_of(desk.unit.pk)
    if before is None:
        raise Http404
    regime, subject = desk.rulebook.regime_of(first.clause), desk.rulebook.subject(first.clause)
    presses = regime.escalates and desk.may("may_call")
    addressed = addressed_of(story, first)
    form = FollowUp(typed_in(request), desk=desk, addressed=addressed, subject=subject, may_call=presses)

    def send() -> Message:
        saying = Saying(
            clause=first.clause,
            body=form.body(),
            known_at=form.cleaned_data.get("known_at") if form.is_oral else None,
            expects_act=form.is_oral and first.expects_act,
            matter=first.matter,
            told=form.told() if form.is_oral else (),
            id=form.cleaned_data["once"],
            relation=FOLLOW_UP,
            relates_to=first.pk,
            handling=handled(form),
            files=form.attached(),
        )
        say = send_oral if form.is_oral else send_written
        return say(saying, form.chosen(), by=desk.actor, at=desk.now, rulebook=desk.rulebook)

    name = f"follow-up-{pk}"
    if answer := sent(request, form, name, send, gettext("Дополнение № %s передано.")):
        return answer
    form.fill({**filled_from(story, before.message), "text": ""})
    page = {"first": first, "before": before, "presses": presses, "oral": ORAL}
    return form_page(request, "exchange/follow_up.html", form, name, **page)
