"""A working group has a room of its own: its members see all of it, and nobody else sees that it is there."""

from __future__ import annotations

import pytest
from agreeing import Parties
from together import HOUR, NOON

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in, current
from ortaq.access.testing import appoint, sit_down
from ortaq.acts.models import Edit
from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.ledger.models import Entry
from ortaq.lib.ids import uuid7
from ortaq.operations import drawing, opening, rooms, stepping, writing
from ortaq.operations.errors import NoMandate, NotMember
from ortaq.operations.log import Assignment, Link, LogEntry, LogWords
from ortaq.operations.models import Operation, OperationStep
from ortaq.operations.rooms import Member

TABLES = (Operation, OperationStep, LogEntry, LogWords, Assignment, Link, Member)
GROUP = {"task": "Разобраться с очередями", "place": "пункт пропуска"}
AIM = {"aim": "Разобраться с очередями"}


@pytest.fixture
def parties(together, clock):
    clock.stand(NOON)
    return Parties(together.world)


@pytest.fixture
def founded(parties):
    return parties.in_force("working_group", GROUP).act_id


def post(together, agency):
    return Appointment.objects.get(unit=together.unit(agency), role="duty_officer")


def opened(together, founded, **more):
    """The border officer opens the group with the customs officer."""
    members = [post(together, "customs")]
    return opening.open_operation(
        "working_group", AIM, mandate=founded, members=members, **{**together.by("border"), **more}
    )


def write(together, made, text="Считаем машины по часам", agency="border"):
    with rooms.inside(made):
        return writing.write(made, "message", {"text": text}, **together.by(agency))


@pytest.mark.clause("C9.7")
def test_another_officer_of_the_same_agency_sees_nothing_of_it(together, founded, as_role):
    made = opened(together, founded)
    write(together, made)
    with rooms.inside(made):
        writing.assign(made, together.unit("customs").pk, "Дать счёт", NOON + HOUR, **together.by("border"))
    colleague = appoint("col", together.unit("customs"), "senior", at=NOON - HOUR).officer
    entries = Entry.objects.filter(kind__in=("operation.opened", "log.entered", "member.came")).count()
    assert entries
    with as_role("web"), acting_in(together.unit("customs").pk):
        assert not any(table.objects.exists() for table in TABLES)
        assert rooms.of_officer(colleague.pk) == []
        assert not Entry.objects.filter(kind__in=("operation.opened", "log.entered", "member.came")).exists()


@pytest.mark.clause("C9.7")
def test_its_members_from_different_bodies_find_it_and_read_each_other(together, founded, as_role):
    made = opened(together, founded)
    write(together, made)
    write(together, made, "У нас по сменам", "customs")
    for agency in ("border", "customs"):
        officer = together.world.by(agency).officer
        with as_role("web"), acting_in(together.unit(agency).pk):
            (found,) = rooms.of_officer(officer)
            assert current() == together.unit(agency).pk, "the unit's own scope comes back"
            with rooms.inside(found):
                said = LogWords.objects.filter(entry__sort="message").order_by("entry__n")
                assert [one.body["text"] for one in said] == ["Считаем машины по часам", "У нас по сменам"]


def test_whoever_was_let_out_finds_it_no_more(together, founded, as_role, whole):
    made = opened(together, founded)
    with rooms.inside(made):
        member = Member.objects.get(member=together.world.by("customs").officer)
        rooms.let_out(member, by=together.world.by("border"), at=NOON)
        assert rooms.let_out(member, by=together.world.by("border"), at=NOON + HOUR).until == NOON
        with pytest.raises(NotMember):
            writing.write(made, "message", {"text": "Я ещё тут"}, **together.by("customs"))
    with as_role("web"), acting_in(together.unit("customs").pk):
        assert rooms.of_officer(together.world.by("customs").officer) == []
    whole()


def test_no_unit_is_told_and_no_header_is_shown_to_a_superior(together, founded, as_role):
    opened(together, founded)
    assert not Message.objects.exists()
    with as_role("web"), acting_in(together.unit("border", 3).pk):
        assert not Operation.objects.exists()


@pytest.mark.clause("C9.7")
def test_it_is_founded_by_an_act_in_force(together, parties):
    with pytest.raises(NoMandate):
        opening.open_operation("working_group", AIM, members=[post(together, "customs")], **together.by("border"))
    assert not Operation.objects.exists()


def test_nobody_is_a_group_alone(together, founded):
    for members in ([], [post(together, "border")]):
        with pytest.raises(NotMember):
            opening.open_operation("working_group", AIM, mandate=founded, members=members, **together.by("border"))


def test_opened_twice_with_the_same_form_it_is_one(together, founded):
    identity = uuid7()
    assert opened(together, founded, id=identity) == opened(together, founded, id=identity)
    assert Operation.objects.count() == 1


@pytest.mark.clause("C9.7")
def test_a_task_of_the_group_is_a_duty_of_the_unit_without_its_words(together, founded, as_role, whole):
    made = opened(together, founded)
    with rooms.inside(made):
        customs = together.unit("customs").pk
        task = writing.assign(made, customs, "Дать счёт машин", NOON + HOUR, **together.by("border"))
    with as_role("web"), acting_in(customs):
        assert Duty.objects.get(record=task.pk).rule == "C9.7-task"
    with as_role("web"), acting_in(together.unit("internal").pk):
        assert not Duty.objects.filter(record=task.pk).exists()
    with rooms.inside(made):
        writing.report(task, "Вот счёт", **together.by("customs"))
    assert Duty.objects.get(record=task.pk).status == "done"
    whole()


@pytest.mark.clause("C9.7")
def test_its_report_is_an_act_that_all_parties_see(together, founded, as_role, whole, clock):
    made = opened(together, founded)
    with rooms.inside(made):
        writing.write(made, "result", {"text": "Полоса 1 – автобусам"}, **together.by("customs"))
        stepping.close(made, "Задача решена", **together.by("border", at=NOON + HOUR))
        version = drawing.draw_up(made, **together.by("border", at=NOON + HOUR))
    with as_role("web"), acting_in(together.unit("internal").pk):
        body = Edit.objects.get(version=version).body
        assert body["results"] == [{"unit": "customs-4", "text": "Полоса 1 – автобусам"}]
    clock.stand(NOON + HOUR)
    whole()


@pytest.mark.clause("C10.4")
def test_an_operational_group_is_formed_at_the_top_alone(together, parties):
    act = parties.in_force("operational_group", {"task": "Помощь на месте"}, level=1).act_id
    members = [
        Appointment.objects.get(unit=together.unit(one, 1), role="duty_officer") for one in ("customs", "internal")
    ]
    made = opening.open_operation("operational_group", AIM, mandate=act, members=members, **together.by("border", 1))
    assert {together.unit(one, 1).pk for one in ("border", "customs", "internal")} == set(made.parties)
    with pytest.raises(Exception, match="other levels"):
        opening.open_operation("operational_group", AIM, mandate=act, members=members, **together.by("border"))


# The pages


def seen(client, path):
    page = client.get(path)
    assert page.status_code == 200, (path, page.content.decode()[:3000])
    return " ".join(page.content.decode().split())


@pytest.mark.clause("C9.7")
def test_a_member_opens_it_writes_and_reads_and_a_colleague_at_the_next_desk_finds_no_such_page(together, founded, sit):
    border = sit("border")
    page = seen(border, "/operations/new?kind=working_group")
    assert "Кто входит в группу" in page
    typed = {"once": str(uuid7()), "f-working_group-aim": "Очереди", "mandate": str(founded)}
    typed[f"m-{post(together, 'customs').pk}"] = "on"
    answer = border.post("/operations/new?kind=working_group", typed)
    assert answer.status_code == 302, answer.content.decode()
    made = Operation.objects.get()
    path = f"/operations/{made.pk}/"
    border.post(path + "log/", {"once": str(uuid7()), "sort": "message", "text": "Считаем машины"})
    customs = sit("customs")
    assert "Считаем машины" in seen(customs, path)
    assert "Очереди" in seen(customs, "/operations/")
    given = {"once": str(uuid7()), "unit": str(together.unit("customs").pk), "what": "Дать счёт", "due": "+2ч"}
    assert border.post(path + "tasks/", given).status_code == 302
    assert "Дать счёт" in seen(customs, "/"), "its member sees on the board what his unit owes"
    colleague = sit_down(type(customs)(), appoint("col", together.unit("customs"), "senior", at=NOON - HOUR))
    assert colleague.get(path).status_code == 404
    assert colleague.post(path + "log/", {"sort": "message", "text": "x"}).status_code == 404
    assert "Очереди" not in seen(colleague, "/operations/")
    assert "Дать счёт" not in seen(colleague, "/")


def test_members_are_let_in_and_out_on_its_page(together, founded, sit):
    made = opened(together, founded)
    border, path = sit("border"), f"/operations/{made.pk}/"
    senior = appoint("sen", together.unit("customs"), "senior", at=NOON - HOUR)
    assert "Включить в группу" in seen(border, path)
    assert border.post(path + "members/", {"post": str(senior.pk)}).status_code == 302
    newcomer = sit_down(type(border)(), senior)
    assert "Состав группы" in seen(newcomer, path)
    member = Member.objects.get(member=senior.officer_id)
    assert border.post(f"{path}members/{member.pk}/end/").status_code == 302
    assert newcomer.get(path).status_code == 404


def test_with_nobody_ticked_or_no_act_chosen_it_says_so(together, founded, sit):
    answer = sit("border").post(
        "/operations/new?kind=working_group", {"once": str(uuid7()), "f-working_group-aim": "Очереди"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Отметьте, кто входит в группу." in said
    assert "Выберите действующий акт, которым это решено." in said
