"""Whatever units do with requests, in whatever order: one answer at most, none after the end, duties that follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import world as worlds
from asking import Cast
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange import requests
from ortaq.exchange.asks import Request, RequestStep
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.receipts import not_for_us
from ortaq.ledger import comparing, registry
from ortaq.lib.ids import uuid7
from ortaq.rules.life import REQUEST

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
AGENCIES = ("customs", "border", "internal")
VERBS = ("accept", "decline", "clarify", "supply", "answer", "answer_in_part", "explain", "withdraw", "refer")
OF_THE_ASKER = ("supply", "withdraw")


def act(cast: Cast, request: Request, verb: str, agency: str, at: Any, identity: Any) -> None:
    who: dict[str, Any] = {**cast.by(agency), "at": at}
    match verb:
        case "accept":
            requests.accept(request, **who)
        case "decline":
            requests.decline(request, "нет", ground="not_held", id=identity, **who)
        case "supply":
            requests.supply(request, {"text": "уточняем"}, id=identity, **who)
        case "answer":
            requests.answer(request, "ответ", id=identity, **who)
        case "answer_in_part":
            requests.answer(request, "часть", in_part=True, ground="protected", id=identity, **who)
        case "explain":
            requests.explain(request, "не успели", promised_at=at + HOUR, **who)
        case "refer":
            recipient = Recipient.objects.select_related("message").get(pk=request.recipient_id)
            not_for_us(recipient, reason="не наше", instead=cast.unit("internal").pk, **who)
        case _:
            getattr(requests, verb)(request, "слова", id=identity, **who)


class Units(RuleBasedStateMachine):
    """Customs ask, the others answer, everybody tries everything; the clock turns in between."""

    cast: Cast
    clock: Any

    def __init__(self) -> None:
        super().__init__()
        self.save, self.at = transaction.savepoint(), NOON
        self.last: tuple[Any, ...] | None = None

    def teardown(self) -> None:
        turn_once()
        assert list(differences(self.at)) == []
        for kind in ("request.asked", "request.moved", "message.sent", "duty.opened", "duty.moved", "receipt.moved"):
            assert comparing.compare(registry.book(kind)).faults == []
        transaction.savepoint_rollback(self.save)

    @initialize()
    def begin(self) -> None:
        self.cast.ask("border", "internal", at=self.at)

    @rule(of=st.sampled_from([("border",), ("border", "internal")]), urgency=st.sampled_from(["urgent", "ordinary"]))
    def ask(self, of: tuple[str, ...], urgency: str) -> None:
        self.cast.ask(*of, urgency=urgency, at=self.at)

    @rule(verb=st.sampled_from(VERBS), stray=st.sampled_from(["", *AGENCIES]), which=st.integers(0, 20))
    def step(self, verb: str, stray: str, which: int) -> None:
        found = list(Request.objects.select_related("message").order_by("message__number", "unit"))
        request = found[which % len(found)]
        before = (RequestStep.objects.count(), Message.objects.count(), request.state)
        identity = uuid7()
        mine = request.asker_id if verb in OF_THE_ASKER else request.unit_id
        agency = stray or next(one for one in AGENCIES if self.cast.unit(one).pk == mine)
        is_right = self.cast.unit(agency).pk == mine and REQUEST.allows(request.state, verb)
        try:
            with transaction.atomic():
                act(self.cast, request, verb, agency, self.at, identity)
        except ExchangeError:
            request.refresh_from_db()
            assert (RequestStep.objects.count(), Message.objects.count(), request.state) == before
            assert not is_right or verb in ("explain", "refer")
            return
        assert is_right
        state = REQUEST.move(request.state, verb)
        request.refresh_from_db()
        assert request.state == state
        self.last = (request, verb, agency, identity)

    @precondition(lambda self: self.last is not None and self.last[1] not in ("explain", "accept", "refer"))
    @rule()
    def repeat(self) -> None:
        before = (RequestStep.objects.count(), Message.objects.count(), Duty.objects.count())
        assert self.last is not None
        request, verb, agency, identity = self.last
        act(self.cast, request, verb, agency, self.at, identity)
        assert (RequestStep.objects.count(), Message.objects.count(), Duty.objects.count()) == before

    @rule(by=st.sampled_from([10 * MINUTE, 2 * HOUR, 9 * HOUR, 80 * HOUR]), turns=st.booleans())
    def wait(self, by: timedelta, turns: bool) -> None:
        self.at += by
        self.clock.stand(self.at)
        if turns:
            turn_once()

    @invariant()
    def one_answer_at_most_and_nothing_after_the_end(self) -> None:
        for request in Request.objects.prefetch_related("history"):
            states = [REQUEST.start, *(step.state for step in request.history.all())]
            assert sum(state in ("answered", "answered_in_part", "declined") for state in states) <= 1
            assert not set(states[:-1]) & REQUEST.ended
            assert (states[-1], len(states) - 1) == (request.state, request.steps)

    @invariant()
    def what_is_open_is_owed_and_nothing_else_is(self) -> None:
        owed = {duty.record for duty in Duty.objects.filter(rule__endswith="-answer").unfinished()}
        assert owed == {one.clock for one in Request.objects.unanswered() if one.state != "unclear"}


@pytest.mark.django_db
def test_units_may_do_what_they_like(clock):
    clock.stand(NOON)
    Units.cast, Units.clock = Cast(worlds.make()), clock
    told_as_it_came = settings(  # to make a failure smaller would take minutes on a database
        max_examples=15,
        stateful_step_count=16,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Units, settings=told_as_it_came)
