"""The pages of joint measures: what each post sees, what each form does, what is wrong stands beside it."""

from __future__ import annotations

import pytest
from together import MINUTE, NOON

from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.lib.ids import uuid7
from ortaq.operations.log import Assignment, LogEntry
from ortaq.operations.models import Operation


def seen(client, path):
    page = client.get(path)
    assert page.status_code == 200, (path, page.content.decode()[:2000])
    return " ".join(page.content.decode().split())


def once(**typed):
    return {"once": str(uuid7()), **typed}


def incident(together, **other):
    """What is typed to open an incident with both counterparts."""
    to = {f"to-{together.unit(one).pk}": "on" for one in ("internal", "customs")}
    return once(**{"f-incident-what": "Толпа у шлагбаума", "f-incident-type": "conflict"}, **to, **other)


@pytest.mark.clause("C7.9")
def test_the_duty_officer_opens_an_incident_and_stands_before_its_log(together, sit):
    border = sit("border")
    page = seen(border, "/operations/new?kind=incident")
    assert "Тревога зазвучит у всех отмеченных" in page
    answer = border.post("/operations/new?kind=incident", incident(together, since="1140", rhythm="30"), follow=True)
    made = Operation.objects.get()
    assert answer.redirect_chain[-1][0] == f"/operations/{made.pk}/"
    assert (made.begun_at, made.rhythm) == (NOON - 20 * MINUTE, 30)
    assert "Тревога звучит у всех сторон." in answer.content.decode()
    assert Message.objects.get().relates_to == made.pk


def test_the_same_form_sent_twice_opens_one(together, sit):
    border, typed = sit("border"), incident(together)
    for _ in range(2):
        assert border.post("/operations/new?kind=incident", typed).status_code == 302
    assert Operation.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"f-incident-what": ""}, "Назовите: по этим словам стороны поймут, о чём речь."),
        ({"since": "вчера"}, "Напишите время так"),
        ({"rhythm": "1"}, "rhythm"),
        ({"f-incident-what": "Совершенно секретно"}, "Государственные секреты"),
    ],
)
def test_what_is_wrong_stands_on_the_form_and_opens_nothing(together, sit, wrong, words):
    answer = sit("border").post("/operations/new?kind=incident", incident(together) | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Operation.objects.exists()


def test_with_nobody_ticked_it_says_that_it_is_joint(together, sit):
    typed = {name: value for name, value in incident(together).items() if not name.startswith("to-")}
    answer = sit("border").post("/operations/new?kind=incident", typed)
    assert answer.status_code == 422
    assert "Отметьте, кто участвует" in answer.content.decode()


@pytest.mark.clause("C7.9")
def test_a_line_is_written_in_one_field_and_stands_first_on_every_party_s_page(together, sit):
    made = together.open()
    together.write(made, "Перекрыли полосу 2", agency="border")
    customs = sit("customs")
    customs.post(f"/operations/{made.pk}/log/", once(sort="decision", text="Грузовой поток – на стоянку", when="1155"))
    page = seen(sit("internal"), f"/operations/{made.pk}/")
    assert page.index("Грузовой поток") < page.index("Перекрыли полосу 2")
    assert '<span class="sort-word">решение</span>' in page
    assert "Таможенный пост customs-4" in page


def test_an_empty_line_is_refused_with_words_and_what_was_typed_stays(together, sit):
    made = together.open()
    answer = sit("border").post(f"/operations/{made.pk}/log/", once(sort="event", text=" ", when="1155"))
    assert answer.status_code == 422
    assert "Напишите, что произошло или решено." in answer.content.decode()
    assert 'value="1155"' in answer.content.decode()


@pytest.mark.clause("C7.9")
def test_a_task_stands_on_the_board_of_whoever_has_it_and_is_reported_from_the_page(together, sit, clock):
    made = together.open()
    to = {"unit": str(together.unit("customs").pk), "what": "Отвести грузовой транспорт", "due": "+30м"}
    assert sit("border").post(f"/operations/{made.pk}/tasks/", once(**to)).status_code == 302
    task = Assignment.objects.get()
    assert task.due_at == NOON + 30 * MINUTE
    customs = sit("customs")
    board = seen(customs, "/")
    assert f'href="/operations/{made.pk}/#tasks"' in board
    assert "Отвести грузовой транспорт" in board
    report = f"/operations/{made.pk}/tasks/{task.pk}/report/"
    assert report in seen(customs, f"/operations/{made.pk}/")
    assert report not in seen(sit("internal"), f"/operations/{made.pk}/"), "it is the customs' to report"
    clock.stand(NOON + 10 * MINUTE)
    customs.post(report, once(text="Отведён на стоянку 4"))
    assert Duty.objects.get(record=task.pk).status == "done"
    assert "исполнено 1 из 1" in seen(customs, f"/operations/{made.pk}/")


@pytest.mark.parametrize("due", ["", "потом", "11.05.2026 10:00"])
def test_a_task_without_a_time_to_come_is_refused(together, sit, due):
    made = together.open()
    typed = once(unit=str(together.unit("customs").pk), what="Отвести", due=due)
    assert sit("border").post(f"/operations/{made.pk}/tasks/", typed).status_code == 422
    assert not Assignment.objects.exists()


@pytest.mark.clause("C7.9")
def test_the_board_says_what_is_under_way_since_when_and_who_owes_word(together, sit):
    made = together.open()
    board = seen(sit("internal"), "/")
    assert f"<b>Происшествие № {made}</b>" in board
    assert "Доложить обстановку по происшествию" in board
    assert f'href="/operations/{made.pk}/#log"' in board


def test_word_of_the_situation_is_offered_while_it_is_under_way_only(together, sit):
    made = together.open()
    border = sit("border")
    assert 'value="situation"' in seen(border, f"/operations/{made.pk}/")
    together.close(made, at=NOON)
    page = seen(border, f"/operations/{made.pk}/")
    assert 'value="situation"' not in page
    assert 'value="lesson"' in page


@pytest.mark.clause("C7.9")
def test_any_party_closes_it_with_what_it_taught(together, sit):
    made = together.open()
    sit("customs").post(f"/operations/{made.pk}/closing/", {"words": "Разошлись", "lesson": "Барьер заранее"})
    made.refresh_from_db()
    assert made.state == "closed"
    page = seen(sit("border"), f"/operations/{made.pk}/")
    for words in ("Разошлись", "Барьер заранее", "завершено"):
        assert words in page


def test_closing_without_words_is_refused(together, sit):
    made = together.open()
    assert sit("border").post(f"/operations/{made.pk}/closing/", {"words": ""}).status_code == 422
    made.refresh_from_db()
    assert made.is_under_way


def test_a_correction_is_read_under_what_it_corrects(together, sit):
    made = together.open()
    entry = together.write(made, "Людей сорок")
    border = sit("border")
    border.post(f"/operations/{made.pk}/log/{entry.pk}/correction/", once(text="Людей четырнадцать"))
    page = seen(border, f"/operations/{made.pk}/")
    assert page.index("Людей сорок") < page.index("Людей четырнадцать")
    assert LogEntry.objects.get(sort="correction").corrects == entry


def test_a_superior_sees_the_way_of_it_without_the_words(together, sit):
    made = together.open()
    together.write(made, "Перекрыли полосу 2")
    page = seen(sit("border", level=3), f"/operations/{made.pk}/")
    assert "Слова открыты сторонам" in page
    assert "Перекрыли" not in page
    assert f"/operations/{made.pk}/log/" not in page


def test_an_analyst_reads_and_writes_nothing(together, sit):
    made = together.open()
    analyst = sit("border", "analyst")
    assert 'name="text"' not in seen(analyst, f"/operations/{made.pk}/")
    assert analyst.post(f"/operations/{made.pk}/log/", once(sort="event", text="Я")).status_code == 403


def test_whoever_stands_no_watch_is_told_so(together, sit):
    made = together.open()
    senior = sit("border", "senior")
    answer = senior.post(f"/operations/{made.pk}/log/", once(sort="event", text="С дивана"))
    assert answer.status_code in (403, 409)
    assert LogEntry.objects.filter(sort="event").count() == 0


def test_another_point_finds_no_such_page(together, sit):
    made = together.open()
    stranger = sit("border", unit=together.world.stranger)
    assert stranger.get(f"/operations/{made.pk}/").status_code == 404
    assert stranger.post(f"/operations/{made.pk}/closing/", {"words": "x"}).status_code == 404


@pytest.mark.parametrize("piece", ["log", "now"])
def test_a_living_part_is_sent_only_when_something_changed(together, sit, piece):
    made = together.open()
    border = sit("border")
    part = f"/operations/{made.pk}/part/{piece}/"
    digest = seen(border, part).partition('data-digest="')[2].partition('"')[0]
    assert border.get(part, {"seen": digest}).status_code == 204
    together.write(made, "Новое", agency="customs")
    assert border.get(part, {"seen": digest}).status_code == 200


def test_the_list_leads_with_what_is_under_way_and_says_what_falls_due(together, sit):
    made = together.open()
    together.assign(made)
    closed = together.open("customs")
    together.close(closed, "customs", at=NOON)
    border = sit("border")
    page = seen(border, "/operations/")
    assert f"Происшествие № {made}" in page
    assert "до 12:30" in page
    assert "Таможенный пост customs-4" in page
    assert str(closed.pk) not in page
    assert str(closed.pk) in seen(border, "/operations/?show=all")
    assert "Таких мероприятий нет." in seen(sit("internal"), "/operations/?kind=other")


def test_an_empty_list_teaches(sit):
    page = seen(sit("border"), "/operations/")
    assert "Сейчас ничего не идёт." in page
    assert '<a href="/operations/" aria-current="page">Совместно</a>' in page or "Совместно" in page


def test_what_was_left_untyped_comes_back(together, sit):
    border = sit("border")
    answer = border.post(
        "/drafts/operation-incident/", {"version": "0", "f-incident-what": "Толпа", "f-incident-place": "полоса 2"}
    )
    if answer.status_code < 400:
        assert "Толпа" in seen(border, "/operations/new?kind=incident")


def test_reports_after_the_end_are_refused_in_words(together, sit):
    made = together.open()
    task = together.assign(made, "border")
    together.close(made, at=NOON)
    answer = sit("border").post(f"/operations/{made.pk}/tasks/{task.pk}/report/", once(text="Сделано"))
    assert answer.status_code == 409
    assert "Уже окончено" in answer.content.decode()


def test_the_number_runs_by_the_unit_and_the_year(together):
    assert [str(together.open(agency)) for agency in ("border", "border", "customs")] == ["1/2026", "2/2026", "1/2026"]
