"""The pages of a variant of action: what it will give to whom, Ч running, each task, the stand-down and its lessons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import NOON, plan

from ortaq.acts import drafting, variants
from ortaq.acts.doing import Activation, Lesson, StandDown, Task
from ortaq.exchange.models import Message
from ortaq.lib.ids import uuid7

MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(parties, clock):
    clock.stand(NOON)
    return parties.in_force("plan", plan(forces=[{"variant": "А", "unit": "border-4", "people": 12}]))


@pytest.fixture
def running(parties, held):
    return variants.activate(held, "А", by=parties.world.by("border"), at=NOON, rulebook=parties.world.rulebook())


def text_of(page):
    return page.content.decode()


def start(version, n=1):
    return f"/acts/{version.act_id}/variants/{n}/activation/"


def test_before_it_is_set_going_each_party_sees_who_will_do_what_by_which_minute(sit, held):
    page = text_of(sit("customs", "duty_officer").get(start(held)))
    order = [page.index(words) for words in ("Закрыть линию", "Выставить оцепление", "Отвести грузовой транспорт")]
    assert order == sorted(order), "by the minute, whoever does it"
    for words in (
        "Попытка массового прорыва",
        "Ч+15",
        "Ч+30",
        "Ч+45",
        "Узнают сразу, по тревоге:",
        "Силы и средства",
        "12",
    ):
        assert words in page
    assert "Вывести людей" not in page, "that is the other variant's"


@pytest.mark.clause("C6")
def test_set_going_its_clock_runs_and_a_strip_stands_on_the_act(sit, held):
    client = sit("border", "duty_officer")
    page = client.post(start(held), {"once": str(uuid7()), "since": "-5м", "note": "у шлагбаума толпа"}, follow=True)
    activation = Activation.objects.get()
    assert page.redirect_chain[0][0] == f"/variants/{activation.pk}/"
    assert activation.h_at == NOON - 5 * MINUTE
    assert "у шлагбаума толпа" in text_of(page)
    assert "Действует вариант А" in text_of(client.get(f"/acts/{held.act_id}/"))


@pytest.mark.clause("C6")
def test_on_the_consoles_of_the_others_a_strip_sounds_and_the_hour_runs(sit, held):
    sit("border", "duty_officer").post(start(held), {"once": str(uuid7()), "note": "толпа"})
    activation = Activation.objects.get()
    client = sit("customs", "duty_officer")
    page = text_of(client.get("/"))
    assert "Действия по варианту плана взаимодействия" in page.partition('id="strip"')[2].partition("</section>")[0]
    running = page.partition('class="running"')[2].partition("</p>")[0]
    assert f"/variants/{activation.pk}/" in running
    assert "data-since" in running
    assert "Ч+45 (Ч – 12:00), вариант А" in page, "its task says by which minute"
    assert f"/variants/{activation.pk}/" in text_of(client.get(f"/messages/{Message.objects.get().pk}/"))
    assert "← Отделение border-4" in text_of(client.get("/")), "the log of the day has it"


def test_while_the_next_version_is_drafted_the_one_in_force_is_set_going_from_the_same_page(parties, sit, held):
    drafting.revise(held.act, by=parties.commander("border"), at=NOON)
    client = sit("border", "duty_officer")
    page = text_of(client.get(f"/acts/{held.act_id}/"))
    assert f"{start(held)}?version=1" in page
    assert client.post(f"{start(held)}?version=1", {"once": str(uuid7())}).status_code == 302
    assert Activation.objects.get().version_id == held.pk


def test_set_going_twice_it_runs_once(sit, held):
    for agency in ("border", "customs"):
        assert sit(agency, "duty_officer").post(start(held), {"once": str(uuid7())}).status_code == 302
    assert Activation.objects.count() == 1
    assert sit("internal", "duty_officer").get(start(held)).url == f"/variants/{Activation.objects.get().pk}/"


@pytest.mark.parametrize("since", ["рано", "01.05 10:00"])
def test_an_hour_that_cannot_be_is_said_and_nothing_runs(sit, held, since):
    page = sit("border", "duty_officer").post(start(held), {"once": str(uuid7()), "since": since, "note": "толпа"})
    assert page.status_code == 422
    assert "толпа" in text_of(page)
    assert not Activation.objects.exists()


def test_what_is_no_variant_of_a_plan_in_force_has_no_page(parties, sit, held):
    client = sit("border", "duty_officer")
    assert client.get(start(held, 9)).status_code == 404
    assert client.get(start(parties.draft("minutes", {"place": "x"}))).status_code == 404
    draft = parties.draft("plan", plan())
    assert "Эта редакция плана не действует." in text_of(client.get(start(draft)))
    assert sit("border", level=3).get(start(held)).status_code == 404, "a superior sets nothing going"


def test_its_page_changes_by_itself_and_only_where_something_has_changed(parties, sit, running):
    client, path = sit("customs", "duty_officer"), f"/variants/{running.pk}/"
    seen = client.get(path).context["running"].digest
    assert client.get(f"{path}now/part/?seen={seen}").status_code == 204
    assert client.get(f"{path}nothing/part/").status_code == 404
    task = Task.objects.get(unit=parties.unit("border"))
    variants.done(task, by=parties.world.by("border"), at=NOON)
    assert "1 из 3" in text_of(client.get(f"{path}now/part/?seen={seen}"))
    variants.stand_down(running, by=parties.world.by("border"), at=NOON, rulebook=parties.world.rulebook())
    assert "/stand-down/" not in text_of(client.get(f"{path}words/part/?seen={seen}"))


def test_its_section_is_marked(sit, running):
    page = text_of(sit("customs", "duty_officer").get(f"/variants/{running.pk}/"))
    assert 'href="/acts/" aria-current="page"' in page


def test_each_party_says_what_it_has_done(parties, sit, running):
    client = sit("border", "duty_officer")
    task = Task.objects.get(unit=parties.unit("border"))
    assert text_of(client.get(f"/variants/{running.pk}/")).count("/doing/") == 1, "its own alone"
    page = client.post(f"/tasks/{task.pk}/doing/", {"note": "линия закрыта"}, follow=True)
    assert "линия закрыта" in text_of(page)
    assert "1 из 3" in text_of(page)


def test_what_is_late_is_seen_by_all(sit, running, clock):
    clock.stand(NOON + 16 * MINUTE)
    page = text_of(sit("customs", "duty_officer").get(f"/variants/{running.pk}/"))
    assert "просрочено: 1" in page


@pytest.mark.clause("C3.1")
def test_stood_down_it_asks_each_party_what_was_learnt(sit, running):
    path = f"/variants/{running.pk}/"
    border, customs = sit("border", "duty_officer"), sit("customs", "duty_officer")
    typed = {"reason": "толпа разошлась", "lesson": "Нужен второй выход"}
    for _ in range(2):
        assert border.post(f"{path}stand-down/", typed).status_code == 302
    assert (StandDown.objects.count(), Lesson.objects.count()) == (1, 1)
    page = text_of(customs.get(path))
    assert "толпа разошлась" in page
    assert "Нужен второй выход" in page
    assert customs.post(f"{path}lessons/", {"once": str(uuid7()), "lesson": " "}).status_code == 422
    customs.post(f"{path}lessons/", {"once": str(uuid7()), "lesson": "Проверить громкую связь"})
    assert "Проверить громкую связь" in text_of(border.get(path))
    assert "Проверить громкую связь" in text_of(border.get(f"/acts/{running.version.act_id}/"))


def test_a_superior_follows_and_a_stranger_sees_nothing(parties, sit, running):
    page = text_of(sit("border", level=3).get(f"/variants/{running.pk}/"))
    assert "/stand-down/" not in page
    stranger = sit("border", "duty_officer", unit=parties.world.stranger)
    task = Task.objects.first()
    assert stranger.get(f"/variants/{running.pk}/").status_code == 404
    for path in (f"/variants/{running.pk}/stand-down/", f"/variants/{running.pk}/lessons/", f"/tasks/{task.pk}/doing/"):
        assert stranger.post(path, {"lesson": "x"}).status_code == 404
        assert stranger.get(path).status_code == 405
