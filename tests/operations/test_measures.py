"""Operations, channel files, regime measures, shortcomings, exercises: kinds of one thing, told apart by data alone."""

from __future__ import annotations

import pytest
from agreeing import Parties, minutes
from together import AGENCIES, HOUR, MINUTE, NOON

from ortaq.acts import signing
from ortaq.acts.models import Body, Edit
from ortaq.duties.models import Duty
from ortaq.exchange.asks import Request
from ortaq.exchange.errors import NotPossible
from ortaq.exchange.models import ADDRESSEE, Recipient
from ortaq.exchange.requests import Asking, ask
from ortaq.exchange.sending import Saying, send_oral
from ortaq.lib.ids import uuid7
from ortaq.operations import drawing, linking, opening, stepping, writing
from ortaq.operations.errors import NoMandate, NothingFound, UnknownKind
from ortaq.operations.log import Assignment, Link, LogEntry
from ortaq.operations.models import Operation
from ortaq.operations.opening import Planned

BODIES = {
    "operation": {
        "purpose": "Отработка приграничных посёлков",
        "basis": "План на квартал",
        "area": "посёлки Пенжим, Коктал",
    },
    "channel": {"route": "Провоз сигарет в пустых бензовозах", "of": "goods", "from_state": "CHN"},
    "regime_measure": {
        "what": "Обновить знаки границы зоны контроля",
        "regime": "customs",
        "responsible": "customs-4",
        "due": "2026-05-20",
    },
    "control_method": {"what": "Выборочный досмотр по времени суток", "responsible": "border-4", "due": "2026-06-01"},
    "international": {
        "what": "Согласовать часы работы с той стороной",
        "state": "CHN",
        "responsible": "border-4",
        "due": "2026-05-29",
    },
    "shortcoming": {
        "lack": "Нет света на стоянке 4",
        "proposal": "Поставить две мачты",
        "of": "utilities",
        "responsible": "customs-4",
        "due": "2026-05-30",
    },
    "exercise": {
        "topic": "Действия при находке взрывного устройства",
        "form": "drill",
        "scenario": "Вводная: сумка у входа",
    },
    "meeting": {"topic": "Очереди на выезде"},
}


@pytest.fixture(autouse=True)
def _noon(clock):
    clock.stand(NOON)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        pytest.param("regime_measure", "C7.3-task", marks=pytest.mark.clause("C7.3")),
        pytest.param("control_method", "C7.4-task", marks=pytest.mark.clause("C7.4")),
        pytest.param("international", "C7.7-task", marks=pytest.mark.clause("C7.7")),
        pytest.param("shortcoming", "C7.10-task", marks=pytest.mark.clause("C7.10")),
    ],
)
def test_a_tracked_measure_is_owed_by_whoever_it_names_until_the_end_of_its_day(together, clock, whole, kind, rule):
    body = BODIES[kind]
    made = together.open(kind=kind, body=body)
    owed = Duty.objects.get(rule=rule)
    assert (owed.owed_by.code, owed.due_at.isoformat()[:16]) == (body["responsible"], f"{body['due']}T19:00")
    task = Assignment.objects.get(operation=made)
    agency = body["responsible"].split("-")[0]
    writing.report(task, "Сделано", **together.by(agency, at=NOON + HOUR))
    owed.refresh_from_db()
    assert owed.status == "done"
    clock.stand(NOON + HOUR)
    whole()


def test_what_names_nobody_owes_nothing_yet(together):
    together.open(kind="shortcoming", body={"lack": "Протекает крыша"})
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_every_kind_is_opened_told_without_a_sound_begun_closed_and_whole(together, clock, whole, kind):
    made = together.open(kind=kind, body=BODIES[kind])
    told = Recipient.objects.filter(message__relates_to=made.pk, role=ADDRESSEE)
    assert sorted((one.unit.agency, one.alarms) for one in told) == [("customs", False), ("internal", False)]
    if made.state == "planned":
        stepping.begin(made, **together.by("customs"))
    together.close(made)
    clock.stand(NOON + HOUR)
    made.refresh_from_db()
    assert made.state == "closed"
    whole()


@pytest.mark.clause("C7.8")
def test_an_operation_is_planned_for_its_time_begun_by_any_party_and_its_clock_runs_from_then(together):
    planned = Planned(NOON + HOUR, NOON + 6 * HOUR)
    made = together.open(kind="operation", body=BODIES["operation"], planned=planned)
    assert (made.state, made.begun_at, made.starts_at) == ("planned", None, NOON + HOUR)
    stepping.begin(made, **together.by("internal", at=NOON + HOUR))
    made.refresh_from_db()
    assert (made.state, made.begun_at) == ("under_way", NOON + HOUR)
    with pytest.raises(UnknownKind):
        together.write(made, "Доклад", "situation")


@pytest.mark.clause("C7.8")
def test_an_operation_names_the_act_that_founds_it_and_takes_no_other(together):
    parties = Parties(together.world)
    meeting = parties.in_force("minutes", minutes())
    order = {"what": "Знаки", "regime": "border"}
    made = together.open(kind="regime_measure", body=order, mandate=meeting.act_id)
    assert made.mandate == meeting.act
    with pytest.raises(NoMandate):
        together.open(kind="operation", body=BODIES["operation"], mandate=meeting.act_id)
    with pytest.raises(NoMandate):
        together.open(kind="operation", body=BODIES["operation"], mandate=uuid7())


@pytest.mark.clause("C7.8")
def test_its_act_is_drawn_up_with_the_results_of_each_party_and_the_tasks(together, whole):
    made = together.open(kind="operation", body=BODIES["operation"])
    with pytest.raises(NotPossible):
        drawing.draw_up(made, **together.by("border"))
    stepping.begin(made, **together.by("border"))
    task = together.assign(made, what="Перекрыть дорогу")
    writing.report(task, "Перекрыта в 14:10", **together.by("customs"))
    results = {"forces": "12 человек", "detained": 3, "text": "Проверено 40 домов"}
    together.write(made, sort="result", body={"detained": 2}, agency="internal")
    together.write(made, sort="result", body=results, agency="internal")
    together.close(made, lesson="Нужен переводчик")
    version = drawing.draw_up(made, **together.by("border", at=NOON + HOUR))
    body = Edit.objects.get(version=version).body
    assert version.act.kind == "operation_report"
    assert body["name"] == "Отработка приграничных посёлков"
    assert body["begun_at"] == "2026-05-12T12:00+05:00"
    assert body["results"] == [{"unit": "internal-4", **results}], "what was said last counts"
    assert body["tasks"][0] == {
        "what": "Перекрыть дорогу",
        "owner": "customs-4",
        "due": "2026-05-12",
        "done": "Перекрыта в 14:10",
    }
    assert (body["outcome"], body["lessons"]) == ("Разошлись", "Нужен переводчик")
    assert drawing.draw_up(made, **together.by("customs", at=NOON + HOUR)) == version
    made.refresh_from_db()
    assert made.report == version.act
    whole()


@pytest.mark.clause("C9.4")
def test_an_exercise_keeps_its_scenario_and_the_score_of_each_party(together):
    made = together.open(kind="exercise", body=BODIES["exercise"], planned=Planned(NOON + HOUR, NOON + 3 * HOUR))
    stepping.begin(made, **together.by("border"))
    for agency, score in zip(AGENCIES, "453", strict=True):
        together.write(made, sort="result", body={"people": 8, "score": score}, agency=agency)
    together.close(made, lesson="Оцепление выставлять с двух сторон")
    version = drawing.draw_up(made, **together.by("border", at=NOON + HOUR))
    rows = Edit.objects.get(version=version).body["results"]
    said = {row["unit"]: row["score"].split(" / ") for row in rows}
    assert all({"отлично", "хорошо", "удовлетворительно"} & set(one) for one in said.values())
    assert len(said) == 3


@pytest.mark.clause("C7.6")
def test_a_channel_file_gathers_messages_referrals_acts_and_other_measures(together, whole):
    made = together.open(kind="channel", body=BODIES["channel"])
    book = together.world.rulebook()
    to = book.route("C5.1", together.unit("border").pk)
    told = send_oral(Saying("C5.1.c", {"text": "Сигареты в цистерне"}, NOON - 5 * MINUTE), to, **together.by("border"))
    asking = Asking("referral", "ordinary", {"text": "По компетенции"}, None, uuid7())
    ask(asking, list(book.reachable("referral", together.unit("border").pk))[:1], **together.by("border"))
    referral = Request.objects.get()
    other = together.open()
    for what, target in (("message", told.pk), ("request", referral.pk), ("operation", other.pk)):
        linking.link(made, what, target, "тот же хозяин груза", **together.by("border"))
        linking.link(made, what, target, **together.by("customs"))
    assert Link.objects.filter(operation=made).count() == 3, "put twice it stands once"
    assert LogEntry.objects.filter(operation=made, sort="linked").count() == 3
    whole()


def page_of(client, made):
    return " ".join(client.get(f"/operations/{made.pk}/").content.decode().split())


def once(**typed):
    return {"once": str(uuid7()), **typed}


@pytest.mark.clause("C7.6", "C7.8")
def test_it_is_put_to_the_file_by_number_and_whoever_does_not_see_it_is_told_no_more(together, sit):
    made = together.open(kind="channel", body=BODIES["channel"], to=("customs",))
    book = together.world.rulebook()
    asking = Asking("referral", "ordinary", {"text": "По компетенции"}, None, uuid7())
    internal = together.unit("internal").pk
    to = [one for one in book.reachable("referral", together.unit("border").pk) if one.unit == internal]
    ask(asking, to, **together.by("border"))
    number = Request.objects.get().message.number
    border = sit("border")
    typed = once(what="request", typed=f"{number}/2026", note="направлено в миграционную службу")
    assert border.post(f"/operations/{made.pk}/links/", typed).status_code == 302
    page = page_of(border, made)
    assert "ждёт решения" in page
    assert "направлено в миграционную службу" in page
    assert "вашему подразделению не видно" in page_of(sit("customs"), made)
    assert border.post(f"/operations/{made.pk}/links/", once(what="request", typed="999/2026")).status_code == 422
    assert border.post(f"/operations/{made.pk}/links/", once(what="charge", typed="что-то")).status_code == 422
    assert NothingFound.code


@pytest.mark.clause("C9.7")
def test_a_meeting_s_decisions_become_duties_when_its_minutes_are_signed_and_stand_there_until_done(
    together, sit, whole
):
    made = together.open(kind="meeting", body=BODIES["meeting"])
    stepping.begin(made, **together.by("border"))
    body = {
        **BODIES["meeting"],
        "place": "зал совещаний",
        "chair": "п/п-к Тестов",
        "agenda": [{"matter": "Полоса для автобусов", "speaker": "таможня", "said": "нужна отдельная"}],
        "present": [{"unit": "border-4", "name": "Тестов"}, {"unit": "customs-4", "name": "Примеров"}],
    }
    writing.write(made, "described", body, **together.by("border"))
    customs = together.unit("customs").pk
    typed = once(unit=str(customs), what="Выделить полосу 1 для автобусов", due="20.05.2026")
    assert sit("border").post(f"/operations/{made.pk}/decisions/", typed).status_code == 302
    assert not Duty.objects.filter(rule="C9.7-decision").exists(), "nothing is owed before it is signed"
    version = drawing.draw_up(made, **together.by("border"))
    said = Edit.objects.get(version=version).body
    assert said["heard"] == [{"topic": "Полоса для автобусов", "said": "таможня; нужна отдельная"}]
    assert said["decisions"] == [{"what": "Выделить полосу 1 для автобусов", "owner": "customs-4", "due": "2026-05-20"}]
    assert "Примеров" in said["present"]
    parties = Parties(together.world)
    parties.signed(signing.propose(version, **parties.by("border")))
    assert Duty.objects.get(rule="C9.7-decision").owed_by_id == customs
    page = page_of(sit("customs"), made)
    assert "По актам" in page
    assert "/doing/" in page
    assert Body.objects.filter(version=version).exists()


@pytest.mark.clause("C10.2")
def test_a_session_of_the_collegium_is_opened_at_the_top_alone_between_all_its_units(together):
    with pytest.raises(UnknownKind):
        together.open(kind="session", body={"topic": "Итоги полугодия"})
    made = opening.open_operation("session", {"topic": "Итоги полугодия"}, **together.by("border", 1))
    assert {together.unit(agency, 1).pk for agency in AGENCIES} == set(made.parties)
    stepping.begin(made, **together.by("internal", 1))
    writing.decide(made, together.unit("customs", 1).pk, "Дать план", NOON.date(), **together.by("border", 1))
    version = drawing.draw_up(made, **together.by("border", 1))
    assert (version.act.kind, version.act.clause) == ("collegium", "C10.2")


def test_a_decision_for_an_act_is_no_entry_of_an_incident(together):
    made = together.open()
    with pytest.raises(UnknownKind):
        writing.decide(made, together.unit("customs").pk, "x", NOON.date(), **together.by("border"))


def test_the_rights_of_the_web_are_enough(together, as_role, whole):
    from ortaq.access.scope import acting_in

    with as_role("web"), acting_in(together.unit("border").pk):
        made = together.open(kind="exercise", body=BODIES["exercise"])
        stepping.begin(made, **together.by("border"))
        together.write(made, sort="result", body={"score": "4"})
        linking.link(made, "operation", together.open().pk, **together.by("border"))
        drawing.draw_up(made, **together.by("border"))
    whole()


def test_an_agenda_grows_row_by_row_without_script_and_is_put_right_on_a_page_of_its_own(together, sit):
    made = together.open(kind="meeting", body=BODIES["meeting"])
    border, path = sit("border"), f"/operations/{made.pk}/description/"
    form = border.get(path).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    grown = border.post(path, {**typed, "f-meeting-agenda-0-matter": "Полоса", "more": "meeting-agenda"})
    assert 'name="f-meeting-agenda-1-matter"' in grown.content.decode()
    sent = border.post(path, {**typed, "f-meeting-agenda-0-matter": "Полоса для автобусов"})
    assert sent.status_code == 302
    assert "Полоса для автобусов" in page_of(border, made)
    assert LogEntry.objects.filter(operation=made, sort="described").count() == 2


def test_shortcomings_and_measures_stand_on_one_list_with_who_is_responsible(together, sit):
    for kind in ("shortcoming", "regime_measure"):
        together.open(kind=kind, body=BODIES[kind])
    page = " ".join(sit("internal").get("/operations/").content.decode().split())
    for words in ("Нет света на стоянке 4", "Обновить знаки", "Таможенный пост customs-4", "30.05"):
        assert words in page, words
    only = " ".join(sit("internal").get("/operations/?kind=shortcoming").content.decode().split())
    assert "Обновить знаки" not in only


def test_the_board_shows_what_has_its_hour_and_leaves_what_is_tracked_to_its_duties(together, sit):
    tracked = together.open(kind="shortcoming", body=BODIES["shortcoming"])
    timed = together.open()
    board = sit("internal").get("/").content.decode()
    assert f'href="/operations/{timed.pk}/"' in board
    assert f'href="/operations/{tracked.pk}/"' not in board


def test_results_are_typed_on_the_page_and_read_by_party(together, sit):
    made = together.open(kind="channel", body=BODIES["channel"])
    customs = sit("customs")
    typed = once(**{"f-channel-results-detained": "2", "f-channel-results-text": "Канал перекрыт"})
    assert customs.post(f"/operations/{made.pk}/results/", typed).status_code == 302
    page = page_of(sit("border"), made)
    assert "Канал перекрыт" in page
    assert "не записаны" in page
    assert Operation.objects.get().entries == 2
