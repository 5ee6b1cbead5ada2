"""An incident: it rings at all parties, has one log of them all, gives tasks and asks for word until it is closed."""

from __future__ import annotations

import pytest
from together import AGENCIES, HOUR, MINUTE, NOON, WHAT

from ortaq.access.scope import acting_in
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.exchange.errors import AlreadySent, NothingSaid, NotOnWatch, NotPossible, StateSecret, TimesDisagree
from ortaq.exchange.models import ADDRESSEE, Message, Recipient
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid7
from ortaq.operations import opening, stepping, writing
from ortaq.operations.errors import IsOver, NoParties, NotParty, UnknownKind
from ortaq.operations.log import Assignment, LogEntry, LogWords
from ortaq.operations.models import Operation
from ortaq.operations.opening import Planned

SITUATION, TASK = "C7.9-situation", "C7.9-task"


@pytest.fixture(autouse=True)
def _noon(clock):
    clock.stand(NOON)


@pytest.mark.clause("C7.9")
def test_opened_it_sounds_at_every_other_party_until_its_watch_takes_it(together, whole):
    made = together.open()
    told = Recipient.objects.filter(message__relates_to=made.pk, role=ADDRESSEE).select_related("unit")
    assert {(one.unit.code, one.alarms) for one in told} == {("internal-4", True), ("customs-4", True)}
    assert "Толпа" in Message.objects.get(relates_to=made.pk).content.body["text"]
    whole()


@pytest.mark.clause("C7.9")
def test_the_superior_gets_a_copy(together):
    made = together.open()
    copies = Recipient.objects.filter(message__relates_to=made.pk, role="copy").select_related("unit")
    assert [one.unit.code for one in copies] == ["border-3"]


@pytest.mark.clause("C7.9")
def test_it_is_under_way_at_once_and_every_party_owes_word_within_the_hour(together):
    made = together.open()
    assert (made.state, made.begun_at, str(made)) == ("under_way", NOON, "1/2026")
    owed = Duty.objects.filter(rule=SITUATION).select_related("owed_by").order_by("owed_by__code")
    assert [(one.owed_by.code, one.due_at - NOON, one.rank) for one in owed] == [
        ("border-4", HOUR, 0),
        ("customs-4", HOUR, 0),
        ("internal-4", HOUR, 0),
    ]


def test_its_hour_may_lie_before_it_was_opened(together, whole):
    made = together.open(planned=Planned(since=NOON - 20 * MINUTE))
    assert made.begun_at == NOON - 20 * MINUTE
    whole()


@pytest.mark.parametrize("since", [NOON + HOUR, NOON - 25 * HOUR])
def test_an_hour_to_come_or_long_past_is_refused(together, since):
    with pytest.raises(TimesDisagree):
        together.open(planned=Planned(since=since))
    assert not Operation.objects.exists()


@pytest.mark.clause("C7.9")
def test_word_of_the_situation_closes_what_was_owed_and_the_next_is_owed_from_then_on(together, clock, whole):
    made = together.open()
    together.write(made, "Полоса 2 закрыта, людей около сорока", "situation", at=NOON + 40 * MINUTE)
    assert together.duties("border") == [(SITUATION, "done"), (SITUATION, "open")]
    assert Duty.objects.get(owed_by=together.unit("border"), status="open").due_at == NOON + 100 * MINUTE
    clock.stand(NOON + 40 * MINUTE)
    whole()


def test_word_that_does_not_come_is_late_and_word_given_late_is_seen_as_late(together, clock, whole):
    made = together.open()
    clock.stand(NOON + 61 * MINUTE)
    turn_once()
    assert together.duties("customs") == [(SITUATION, "overdue")]
    together.write(made, "Обстановка прежняя", "situation", agency="customs", at=NOON + 61 * MINUTE)
    assert together.duties("customs") == [(SITUATION, "done_late"), (SITUATION, "open")]
    whole()


def test_the_parties_may_agree_on_another_rhythm(together, whole):
    together.open(planned=Planned(rhythm=20))
    assert {one.due_at for one in Duty.objects.filter(rule=SITUATION)} == {NOON + 20 * MINUTE}
    whole()


@pytest.mark.clause("C7.9")
def test_a_task_is_a_duty_of_the_party_and_what_reports_it_closes_it(together, clock, whole):
    made = together.open()
    task = together.assign(made)
    assert (TASK, "open") in together.duties("customs")
    report = writing.report(task, "Отведён на стоянку", **together.by("customs", at=NOON + 10 * MINUTE))
    assert (report.answers, report.sort) == (task, "done")
    assert (TASK, "done") in together.duties("customs")
    clock.stand(NOON + 10 * MINUTE)
    whole()


def test_what_was_done_in_time_counts_as_in_time_however_late_it_was_written(together, clock, whole):
    made = together.open()
    task, late = together.assign(made), NOON + 50 * MINUTE
    clock.stand(late)
    turn_once()
    writing.report(task, "Отведён", happened_at=NOON + 20 * MINUTE, **together.by("customs", at=late))
    assert (TASK, "done") in together.duties("customs")
    whole()


def test_only_the_unit_that_was_given_it_reports_it(together):
    task = together.assign(together.open())
    with pytest.raises(NotParty):
        writing.report(task, "Отведён", **together.by("border"))


@pytest.mark.clause("C7.9")
def test_the_three_agencies_write_one_log_and_read_each_others_words(together):
    made = together.open()
    for agency in AGENCIES:
        together.write(made, f"Пишет {agency}", agency=agency)
    with acting_in(together.unit("customs").pk):
        found = LogEntry.objects.filter(operation=made, sort="event").select_related("words")
        assert [one.words.body["text"] for one in found] == [f"Пишет {agency}" for agency in AGENCIES]


def test_a_superior_sees_the_header_and_the_log_but_no_words(together, as_role):
    made = together.open()
    with as_role("web"), acting_in(together.unit("border", 2).pk):
        assert Operation.objects.filter(pk=made.pk).exists()
        assert LogEntry.objects.exists()
        assert not LogWords.objects.exists()


def test_a_stranger_sees_nothing(together, as_role):
    together.assign(together.open())
    with as_role("web"), acting_in(together.world.stranger.pk):
        assert not any(table.objects.exists() for table in (Operation, LogEntry, LogWords, Assignment))


def test_the_rights_of_the_web_are_enough_for_all_of_it(together, as_role, clock, whole):
    with as_role("web"), acting_in(together.unit("border").pk):
        made = together.open()
        task = together.assign(made, "border")
        entry = together.write(made, "Стоим", "situation")
        writing.correct(entry, "Стоим у полосы 3", **together.by("border"))
        writing.report(task, "Сделано", **together.by("border", at=NOON + MINUTE))
        together.close(made, lesson="Ставить барьер заранее")
    clock.stand(NOON + HOUR)
    whole()


def test_a_correction_stands_beside_what_it_corrects_and_changes_nothing(together):
    made = together.open()
    entry = together.write(made, "Людей сорок")
    put_right = writing.correct(entry, "Людей четырнадцать", **together.by("border"))
    assert put_right.corrects == entry
    assert entry.words.body == LogWords.objects.get(entry=entry).body == {"text": "Людей сорок"}


def test_another_units_entry_is_not_ours_to_correct(together):
    entry = together.write(together.open())
    with pytest.raises(NotParty):
        writing.correct(entry, "Иначе", **together.by("customs"))


@pytest.mark.clause("C7.9")
def test_closed_it_owes_nothing_more_and_keeps_what_it_taught(together, clock, whole):
    made = together.open()
    together.assign(made)
    together.close(made, "internal", lesson="Связь через одного старшего")
    made.refresh_from_db()
    assert (made.state, made.ended_at) == ("closed", NOON + HOUR)
    clock.stand(NOON + HOUR)
    assert not Duty.objects.unfinished().filter(rule__in=(SITUATION, TASK)).exists()
    assert LogEntry.objects.get(operation=made, sort="lesson").unit == together.unit("internal")
    heard = Recipient.objects.filter(message__relates_to=made.pk, message__unit=together.unit("internal"))
    assert {(one.unit.code, one.alarms) for one in heard if one.role == ADDRESSEE} == {
        ("border-4", False),
        ("customs-4", False),
    }
    whole()


def test_what_had_run_out_when_it_was_closed_stays_late(together):
    made = together.open()
    together.close(made, at=NOON + 2 * HOUR)
    moves = Duty.objects.get(rule=SITUATION, owed_by=together.unit("customs")).history.values_list("verb", flat=True)
    assert list(moves) == ["lapse", "void"]


def test_after_its_end_only_lessons_and_corrections_are_written(together):
    made = together.open()
    entry = together.write(made)
    together.close(made)
    later = NOON + 2 * HOUR
    for sort in ("event", "decision", "situation"):
        with pytest.raises(IsOver):
            together.write(made, "Ещё", sort, at=later)
    with pytest.raises(IsOver):
        together.assign(made, at=later)
    together.write(made, "Держать барьер", "lesson", agency="customs", at=later)
    writing.correct(entry, "Полоса 3", **together.by("border", at=later))


def test_called_off_it_says_why_and_is_never_begun_again(together, whole):
    made = together.open()
    step = stepping.call_off(made, "Ложный вызов", **together.by("customs", at=NOON))
    assert step.entry.words.body == {"text": "Ложный вызов"}
    with pytest.raises(NotPossible):
        stepping.begin(made, **together.by("border"))
    whole()


def test_each_verb_repeated_changes_nothing(together, whole):
    identity, wanted = uuid7(), uuid7()
    made = together.open(id=identity)
    assert together.open(id=identity) == made
    entry = together.write(made, id=wanted)
    assert together.write(made, id=wanted) == entry
    given = uuid7()
    task = together.assign(made, id=given)
    assert together.assign(made, id=given) == task
    done = uuid7()
    report = writing.report(task, "Отведён", id=done, **together.by("customs", at=NOON + MINUTE))
    assert writing.report(task, "Отведён", id=done, **together.by("customs", at=NOON + MINUTE)) == report
    assert together.close(made) == together.close(made)
    assert (Operation.objects.count(), Assignment.objects.count(), Message.objects.count()) == (1, 1, 2)
    with pytest.raises(AlreadySent):
        together.write(made, "Иное", "lesson", id=wanted)
    whole()


@pytest.mark.parametrize(
    ("refusal", "do"),
    [
        (UnknownKind, lambda one, _: one.open(kind="party")),
        (NothingSaid, lambda one, _: one.open(body={"place": "полоса 2"})),
        (NoParties, lambda one, _: one.open(to=())),
        (StateSecret, lambda one, _: one.open(body={"what": "Совершенно секретно"})),
        (NothingSaid, lambda one, made: one.write(made, "  ")),
        (UnknownKind, lambda one, made: one.write(made, "x", "result")),
        (UnknownKind, lambda one, made: one.write(made, "x", "task")),
        (TimesDisagree, lambda one, made: one.write(made, happened_at=NOON + HOUR)),
        (TimesDisagree, lambda one, made: one.write(made, happened_at=NOON - 30 * HOUR)),
        (StateSecret, lambda one, made: one.write(made, "Секретно: особой важности")),
        (TimesDisagree, lambda one, made: one.assign(made, due_at=NOON)),
        (NothingSaid, lambda one, made: one.assign(made, what=" ")),
        (NothingSaid, lambda one, made: one.close(made, outcome=" ")),
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(together, whole, refusal, do):
    made = together.open()
    before = (LogEntry.objects.count(), Duty.objects.count(), Message.objects.count(), Operation.objects.count())
    with pytest.raises(refusal):
        do(together, made)
    assert before == (
        LogEntry.objects.count(),
        Duty.objects.count(),
        Message.objects.count(),
        Operation.objects.count(),
    )
    whole()


def test_another_point_and_somebody_off_watch_take_no_part(together):
    made = together.open()
    stranger, at_home = together.world.stranger, together.world.by("border")
    who = {"at": NOON, "rulebook": together.world.rulebook()}
    outside = Actor(together.world.officers[stranger.pk].pk, "Чужой", "duty_officer", stranger.pk, "s1")
    with pytest.raises(NotParty):
        writing.write(made, "event", {"text": "Мы тоже"}, by=outside, **who)
    off = Actor(10**6, "Отдыхающий", at_home.post, at_home.unit, "s1")
    with pytest.raises(NotOnWatch):
        writing.write(made, "event", {"text": "С дивана"}, by=off, **who)
    with pytest.raises(NoParties):
        opening.open_operation("incident", WHAT, [stranger.pk], **together.by("border"))
