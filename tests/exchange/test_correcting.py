"""What an author says afterwards of what was told: it reaches every holder, presses whom it pressed, undoes no law."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.models import Watch
from ortaq.access.scope import acting_in
from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.duties.rebuild import differences
from ortaq.exchange.climbing import climb_due
from ortaq.exchange.correcting import correct, current, recall, withdraw
from ortaq.exchange.errors import (
    AlreadyDone,
    AlreadySent,
    NotAddressed,
    NotAuthor,
    NothingChanged,
    NothingSaid,
    NotOnWatch,
    NotPossible,
    Recalled,
    Withdrawn,
)
from ortaq.exchange.forwarding import forward
from ortaq.exchange.models import Binding, Content, Message, Recipient
from ortaq.exchange.receipts import acknowledge, not_for_us
from ortaq.exchange.sending import Saying, Told, log_call, send_oral, send_written
from ortaq.ledger.actor import Actor

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
LIMIT = 10 * MINUTE
SUBJECT = "C5.1.c"
BODY = {"text": "пистолет в бензобаке"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def tell(world, *, called=(), clause=SUBJECT, **more):
    book = world.rulebook()
    calls = [Told(world.unit(agency).pk, NOON, to="Петров") for agency in called]
    saying = Saying(clause, dict(BODY), NOON, expects_act=True, told=calls, **more)
    return send_oral(saying, book.route(clause, world.unit("border").pk), by=world.by("border"), at=NOON, rulebook=book)


def say(world, verb, message, *given, at=NOON + MINUTE, agency="border", level=4, why="уточнено", **more):
    return verb(message, *given, why=why, by=world.by(agency, level), at=at, rulebook=world.rulebook(), **more)


def place(message, world, agency, level=4):
    return Recipient.objects.select_related("message").get(message=message, unit=world.unit(agency, level))


def take(message, world, agency, level=4, at=NOON + MINUTE):
    acknowledge(place(message, world, agency, level), by=world.by(agency, level), at=at, rulebook=world.rulebook())


def told(message):
    return set(message.recipients.values_list("unit", flat=True))


def units(world, *places):
    return {world.unit(agency, level).pk for agency, level in places}


# ── who is reached ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_goes_to_addressees_copies_climbed_to_rerouted_and_forwarded_to(world):
    message, book = tell(world), world.rulebook()
    climb_due(NOON + LIMIT + MINUTE)  # customs and internal stay silent: their superiors get it
    not_for_us(
        place(message, world, "internal"),
        by=world.by("internal"), at=NOON + 12 * MINUTE, reason="не наше", instead=world.unit("internal", 2).pk,
        rulebook=book,
    )  # fmt: skip
    passed = forward(
        message, world.unit("customs", 2).pk, note="для сведения", by=world.by("customs"), at=NOON + 13 * MINUTE,
        rulebook=book,
    )  # fmt: skip
    forward(
        passed, world.unit("customs", 1).pk, note="докладываю", by=world.by("customs", 2), at=NOON + 14 * MINUTE,
        rulebook=book,
    )  # fmt: skip
    said = say(world, correct, message, {"text": "ружьё в бензобаке"}, at=NOON + 15 * MINUTE)
    assert told(said) == units(
        world, ("customs", 4), ("internal", 4), ("border", 3), ("customs", 3), ("internal", 3), ("internal", 2),
        ("customs", 2), ("customs", 1),
    )  # fmt: skip
    assert (said.matter, said.relation, said.relates_to) == (message.matter, "correction", message.pk)


def test_it_alarms_whom_the_message_alarmed_and_wants_taking_again_from_those_who_had_taken_it(world):
    message = tell(world)
    take(message, world, "customs")
    said = say(world, correct, message, {"text": "ружьё"}, at=NOON + 2 * MINUTE)
    pressed = {row.unit_id: row.climb_at for row in said.recipients.filter(alarms=True, acknowledged_at=None)}
    at = NOON + 2 * MINUTE + LIMIT
    assert pressed == {world.unit("customs").pk: at, world.unit("internal").pk: at}
    assert not place(said, world, "border", 3).alarms  # a copy informs, and goes on informing


def test_a_unit_that_took_the_call_by_telephone_alone_is_to_be_called_again(world):
    unit = world.unit("customs")
    unit.reach = "telephone"
    unit.save()
    message = tell(world, called=("customs", "internal"))
    said = say(world, correct, message, {"text": "ружьё"}, at=NOON + 2 * MINUTE)
    assert place(said, world, "customs").climb_at == NOON + 2 * MINUTE + LIMIT
    call = Told(unit.pk, NOON + 3 * MINUTE, to="Петров")
    log_call(said, call, by=world.by("border"), at=NOON + 4 * MINUTE, rulebook=world.rulebook())
    assert place(said, world, "customs").climb_at is None


def test_a_correction_that_nobody_takes_climbs(world):
    message = tell(world, called=("customs", "internal"))
    said = say(world, correct, message, {"text": "ружьё"})
    climb_due(NOON + MINUTE + LIMIT + MINUTE)
    assert place(said, world, "customs", 3).role == "climbed"


def test_taking_a_correction_takes_what_it_corrects(world):
    message = tell(world)
    said = say(world, correct, message, {"text": "ружьё"})
    take(said, world, "customs", at=NOON + 2 * MINUTE)
    first = place(message, world, "customs")
    assert (first.step, first.climb_at) == ("acknowledged", NOON + 62 * MINUTE)  # now a promise to act
    assert message.calls.get(unit=world.unit("customs")).channel == "console"


def test_the_words_read_now_are_those_of_the_latest_correction(world):
    message = tell(world)
    say(world, correct, message, {"text": "ружьё"})
    say(world, correct, message, {"text": "два ружья"}, at=NOON + 2 * MINUTE)
    assert current(message) == {"text": "два ружья"}
    assert message.content.body == BODY


def test_a_unit_closed_meanwhile_holds_nothing_any_more_and_hinders_nothing(world):
    message = tell(world)
    unit = world.unit("internal")
    unit.valid_to = NOON.date()
    unit.save()
    assert unit.pk not in told(say(world, correct, message, {"text": "ружьё"}))


# ── withdrawn ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_stops_the_climb_of_the_message_and_of_what_was_forwarded(world):
    message, book = tell(world), world.rulebook()
    passed = forward(
        message, world.unit("customs", 2).pk, note="вам", by=world.by("customs"), at=NOON + MINUTE, rulebook=book
    )
    said = say(world, withdraw, message, why="ложная тревога", at=NOON + 2 * MINUTE)
    quiet = Recipient.objects.filter(message__in=[message, passed])
    assert not quiet.filter(alarms=True).exists()
    assert not quiet.exclude(climb_at=None).exists()
    assert place(said, world, "customs").alarms
    assert Content.objects.get(message=message).body == BODY


def test_calls_made_still_owe_their_writing_and_the_withdrawal_is_that_writing(world):
    message = tell(world, called=("customs",))
    call = message.calls.get()
    said = say(world, withdraw, message, at=NOON + 5 * MINUTE)
    assert Binding.objects.get(call=call).message == said
    owed = Duty.objects.get(record=call.pk)
    assert (owed.status, owed.done_by) == ("done", said.pk)
    assert list(differences(NOON + 5 * MINUTE)) == []


def test_who_was_not_called_is_told_by_taking_the_withdrawal_and_owes_no_writing(world):
    message = tell(world)
    said = say(world, withdraw, message)
    duty = Duty.objects.get(record=message.pk, owed_to=world.unit("customs"))
    assert duty.status == "open"
    take(said, world, "customs", at=NOON + 3 * MINUTE)
    duty.refresh_from_db()
    assert (duty.status, duty.done_at) == ("done", NOON + 3 * MINUTE)
    assert not message.calls.exists()
    assert list(differences(NOON + 3 * MINUTE)) == []


def test_a_withdrawal_told_by_telephone_tells_the_unit_too(world):
    message = tell(world)
    said = say(world, withdraw, message)
    call = Told(world.unit("customs").pk, NOON + 3 * MINUTE, to="Петров")
    log_call(said, call, by=world.by("border"), at=NOON + 4 * MINUTE, rulebook=world.rulebook())
    duty = Duty.objects.get(record=message.pk, owed_to=world.unit("customs"))
    assert duty.done_at == NOON + 3 * MINUTE
    assert list(differences(NOON + 4 * MINUTE)) == []


def daily(world, nothing=False):
    plan(NOON - timedelta(hours=4))
    book = world.rulebook()
    calls = [Told(world.unit(agency).pk, NOON - timedelta(hours=4), to="Ли") for agency in ("customs", "internal")]
    saying = Saying("C5.2.a", {"text": "" if nothing else "спокойно"}, nothing_to_report=nothing, told=calls)
    to = book.route("C5.2", world.unit("border").pk)
    return send_oral(saying, to, by=world.by("border"), at=NOON - timedelta(hours=4), rulebook=book)


def test_a_report_that_is_withdrawn_reports_nothing_and_its_window_opens_again(world):
    report = daily(world)
    owed = Duty.objects.owed_by(world.unit("border").pk).filter(regime="daily", done_by__isnull=False)
    keys = sorted(owed.values_list("key", flat=True))
    assert len(keys) == 2
    say(world, withdraw, report, at=NOON)
    again = Duty.objects.filter(key__in=keys)
    assert set(again.values_list("status", "done_by")) == {("open", None)}
    assert list(differences(NOON)) == []


def test_what_is_said_of_a_report_answers_no_window(world):
    report = daily(world)
    tomorrow = NOON + timedelta(hours=20)  # inside the next window
    said = say(world, correct, report, {"text": "задержан один"}, at=tomorrow)
    call = Told(world.unit("customs").pk, tomorrow, to="Ли")
    log_call(said, call, by=world.by("border"), at=tomorrow, rulebook=world.rulebook())
    window = Duty.objects.owed_by(world.unit("border").pk).filter(regime="daily", opens_at__gt=NOON)
    assert set(window.values_list("status", flat=True)) == {"open"}
    assert list(differences(tomorrow)) == []


def test_a_withdrawn_message_is_taken_and_corrected_no_longer(world):
    message = tell(world)
    say(world, withdraw, message)
    with pytest.raises(Withdrawn):
        take(message, world, "customs", at=NOON + 2 * MINUTE)
    with pytest.raises(Withdrawn):
        say(world, correct, message, {"text": "ружьё"}, at=NOON + 2 * MINUTE)


def test_withdrawing_the_writing_that_confirmed_leaves_the_calls_confirmed(world):
    message, book = tell(world, called=("customs",)), world.rulebook()
    saying = Saying(SUBJECT, {"text": "подробно"}, matter=message.matter)
    to = book.route(SUBJECT, world.unit("border").pk)
    written = send_written(
        saying, to, by=world.by("border"), at=NOON + MINUTE, rulebook=book, confirms=list(message.calls.all())
    )
    say(world, withdraw, written, at=NOON + 2 * MINUTE)
    assert Duty.objects.get(record=message.calls.get().pk).status == "done"
    assert list(differences(NOON + 2 * MINUTE)) == []


# ── recalled ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_recall_goes_to_the_unit_and_to_those_that_have_it_from_there_and_to_nobody_else(world):
    message, book = tell(world), world.rulebook()
    climb_due(NOON + LIMIT + MINUTE)
    forward(
        message, world.unit("customs", 2).pk, note="вам", by=world.by("customs"), at=NOON + 12 * MINUTE, rulebook=book
    )
    said = say(world, recall, message, world.unit("customs").pk, why="не тому посту", at=NOON + 13 * MINUTE)
    assert told(said) == units(world, ("customs", 4), ("customs", 3), ("customs", 2))
    assert set(said.recipients.values_list("alarms", flat=True)) == {True}


def test_what_was_recalled_presses_and_is_taken_there_no_longer_and_stays_in_the_record(world):
    message = tell(world)
    say(world, recall, message, world.unit("customs").pk)
    wrong, right = place(message, world, "customs"), place(message, world, "internal")
    assert (wrong.alarms, wrong.climb_at) == (False, None)
    assert (right.alarms, right.climb_at) == (True, NOON + LIMIT)
    with pytest.raises(Recalled):
        take(message, world, "customs", at=NOON + 2 * MINUTE)
    assert world.unit("customs").pk in Content.objects.get(message=message).visible_to


def test_who_was_asked_to_forget_it_is_sent_no_better_words(world):
    message = tell(world)
    say(world, recall, message, world.unit("customs").pk)
    assert world.unit("customs").pk not in told(say(world, correct, message, {"text": "ружьё"}, at=NOON + 2 * MINUTE))


def test_a_recall_in_writing_confirms_the_call_to_that_unit(world):
    message = tell(world, called=("customs", "internal"))
    said = say(world, recall, message, world.unit("customs").pk)
    assert [binding.call.unit for binding in said.bindings.all()] == [world.unit("customs")]
    assert list(differences(NOON + MINUTE)) == []


# ── refused, and repeated ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("agency", "level", "error"), [("customs", 4, NotAuthor), ("border", 3, NotAuthor), ("internal", 4, NotAuthor)]
)
def test_only_the_authors_unit_may(world, agency, level, error):
    message = tell(world)
    for verb, given in ((correct, [{"text": "ружьё"}]), (withdraw, []), (recall, [world.unit("customs").pk])):
        with pytest.raises(error):
            say(world, verb, message, *given, agency=agency, level=level)
    assert Message.objects.count() == 1


def test_only_an_officer_on_watch_may_who_may_send(world):
    message, by = tell(world), world.by("border")
    analyst = Actor(by.officer, by.name, "analyst", by.unit, by.session)
    with pytest.raises(NotAuthor):
        withdraw(message, why="нет", by=analyst, at=NOON + MINUTE, rulebook=world.rulebook())
    Watch.objects.filter(unit=world.unit("border")).update(relieved_at=NOON, ends_at=NOON)
    with pytest.raises(NotOnWatch):
        say(world, withdraw, message)


def test_what_makes_no_sense_is_refused_in_words(world):
    message = tell(world)
    with pytest.raises(NothingChanged):
        say(world, correct, message, dict(BODY))
    with pytest.raises(NothingSaid):
        say(world, withdraw, message, why=" ")
    with pytest.raises(NotAddressed):
        say(world, recall, message, world.stranger.pk)
    said = say(world, withdraw, message)
    with pytest.raises(AlreadyDone):
        say(world, withdraw, message, at=NOON + 2 * MINUTE)
    with pytest.raises(NotPossible):
        say(world, withdraw, said, at=NOON + 2 * MINUTE)
    say(world, recall, message, world.unit("customs").pk, at=NOON + 2 * MINUTE)
    with pytest.raises(AlreadyDone):
        say(world, recall, message, world.unit("customs").pk, at=NOON + 3 * MINUTE)


@pytest.mark.parametrize("verb", [correct, withdraw, recall])
def test_the_same_form_sent_again_says_it_once(world, verb):
    message, once = tell(world, called=("customs",)), uuid.uuid4()
    given = {correct: [{"text": "ружьё"}], withdraw: [], recall: [world.unit("customs").pk]}[verb]
    first = say(world, verb, message, *given, id=once)
    climb_due(NOON + 20 * MINUTE)
    assert say(world, verb, message, *given, id=once, at=NOON + 21 * MINUTE).pk == first.pk
    assert Message.objects.count() == 2
    with pytest.raises(AlreadySent):
        say(world, verb, message, *given, id=once, why="другое", at=NOON + 22 * MINUTE)


def test_the_web_says_it_with_its_own_rights_and_each_holder_sees_it(world, as_role):
    with as_role("web"), acting_in(world.unit("border").pk):
        message = tell(world)
    with as_role("web"), acting_in(world.unit("customs").pk):
        passed = forward(
            Message.objects.get(), world.unit("customs", 2).pk, note="вам", by=world.by("customs"), at=NOON + MINUTE,
            rulebook=world.rulebook(),
        )  # fmt: skip
    with as_role("web"), acting_in(world.unit("border").pk):
        assert Message.objects.filter(pk=passed.pk).exists()  # the author sees that it was passed on, and to whom
        assert not Content.objects.filter(pk=passed.pk).exists()
        corrected = say(world, correct, message, {"text": "ружьё"}, at=NOON + 2 * MINUTE)
        withdrawn = say(world, withdraw, message, at=NOON + 3 * MINUTE)
    for unit in units(world, ("customs", 4), ("internal", 4), ("customs", 2)):
        with as_role("web"), acting_in(unit):
            assert Content.objects.filter(pk__in=[corrected.pk, withdrawn.pk]).count() == 2
    with as_role("web"), acting_in(world.unit("customs", 2).pk):
        take(withdrawn, world, "customs", 2, at=NOON + 4 * MINUTE)
    with as_role("web"), acting_in(world.stranger.pk):
        assert not Message.objects.exists()
