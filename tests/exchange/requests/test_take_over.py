"""Not for us: whoever a request is sent on to takes it over with clocks of his own; it never becomes nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.scope import acting_in
from ortaq.duties.models import Duty
from ortaq.exchange.asks import Request
from ortaq.exchange.errors import AlreadyDone, NotAskable
from ortaq.exchange.models import Content, Recipient
from ortaq.exchange.receipts import not_for_us
from ortaq.exchange.requests import accept, answer

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)


def send_on(cast, agency, to, *, level=4, at=NOON + MINUTE):
    unit = cast.unit(agency)
    recipient = Recipient.objects.select_related("message").get(unit=unit, message__relation="request")
    instead = cast.unit(*to).pk
    return not_for_us(recipient, at=at, reason="Не наш участок", instead=instead, **cast.by(agency, level))


def test_the_new_addressee_owes_from_his_receipt_and_the_old_one_nothing(cast, asked, as_role):
    with as_role("web"), acting_in(cast.unit("border").pk):
        send_on(cast, "border", ("internal", 4))
    taken = cast.request("internal")
    assert (cast.request("border").state, taken.state, taken.via_id) == ("referred", "asked", asked.pk)
    assert cast.duties("border") == {"reply": "done", "answer": "void"}
    due = Duty.objects.filter(record=taken.clock).order_by("due_at").values_list("due_at", flat=True)
    assert list(due) == [NOON + MINUTE + HOUR, NOON + MINUTE + 8 * HOUR]
    with as_role("web"), acting_in(cast.unit("internal").pk):
        assert Content.objects.filter(message=asked.message_id).exists()
        accept(Request.objects.get(), at=NOON + 2 * MINUTE, **cast.by("internal"))
        answer(Request.objects.get(), "Въехал.", at=NOON + 3 * MINUTE, **cast.by("internal"))
    assert cast.duties("internal") == {"reply": "done", "answer": "done"}


def test_with_nobody_named_the_next_superior_takes_it_over(cast, asked):
    recipient = Recipient.objects.select_related("message").get()
    not_for_us(recipient, at=NOON, reason="Не наше", instead=None, **cast.by("border"))
    assert cast.request("border", 3).state == "asked"


def test_a_unit_that_was_asked_from_the_start_keeps_its_own(cast, as_role):
    cast.ask("border", "internal")
    with as_role("web"), acting_in(cast.unit("border").pk):
        send_on(cast, "border", ("internal", 4))
    assert Request.objects.count() == 2
    assert cast.request("internal").received_at == NOON


def test_it_is_not_sent_on_to_the_asker_nor_back_to_who_has_returned_it(cast, asked, everything):
    before = everything()
    with pytest.raises(NotAskable):
        send_on(cast, "border", ("customs", 4))
    assert everything() == before
    send_on(cast, "border", ("internal", 4))
    with pytest.raises(NotAskable):
        send_on(cast, "internal", ("border", 4))
    assert cast.request("internal").state == "asked"


def test_what_is_answered_is_not_sent_on(cast, asked):
    answer(asked, "Въехал.", at=NOON, **cast.by("border"))
    with pytest.raises(AlreadyDone):
        send_on(cast, "border", ("internal", 4))
