"""The day's calls on one screen: whom still to call, each call taken down by itself, nothing said twice or lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.exchange.answers import dispute
from ortaq.exchange.models import Call, Draft, Message
from ortaq.exchange.sending import Saying, Told, send_oral

SEVEN = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)  # 07:00 in Almaty
MINUTE = timedelta(minutes=1)


@pytest.fixture
def morning(here, clock):
    """Ten past seven on the unit's own clock, the window open."""
    plan(SEVEN - timedelta(hours=7), since=date(2026, 5, 10))
    clock.stand(SEVEN + 10 * MINUTE)
    return here


@pytest.fixture
def border(morning, sign_in):
    return sign_in(morning.unit("border"))


def said(world, agency="internal", said="nothing", text="", at="", who="Сериков", **more):
    unit = world.unit(agency).pk
    return {"said": said, "text": text, f"at-{unit}": at, f"who-{unit}": who, **more}


def log(client, world, agency="internal", **more):
    return client.post(f"/daily/calls/{world.unit(agency).pk}/", said(world, agency, **more))


def duty(world, agency):
    return Duty.objects.get(owed_by=world.unit("border"), owed_to=world.unit(agency), opens_at=SEVEN, record=None)


def lines(client):
    return {line.name: line for line in client.get("/daily/new/").context["lines"]}


def test_each_counterpart_stands_with_its_watch_and_when_last_spoken_with(border, morning):
    one = lines(border)["Пост internal-4"]
    assert str(one.watch.officer) == "Тестов internal-4"
    assert one.to.value() == "Тестов internal-4"
    assert one.heard_at is None
    log(border, morning)
    assert lines(border)["Пост internal-4"].heard_at == SEVEN + 10 * MINUTE


@pytest.mark.clause("C5.2")
def test_a_call_is_logged_with_the_choice_and_one_press_at_the_present_time(border, morning):
    answer = log(border, morning)
    assert answer["Location"] == "/daily/new/"
    call = Call.objects.get()
    assert (call.told_at, call.told_to) == (SEVEN + 10 * MINUTE, "Сериков")
    assert duty(morning, "internal").status == "done"
    assert duty(morning, "customs").status == "open"


def test_the_second_call_with_the_same_words_joins_the_message(border, morning):
    log(border, morning)
    log(border, morning, "customs", who="Петров")
    assert Message.objects.count() == 1
    assert {call.unit_id for call in Call.objects.all()} == {morning.unit("internal").pk, morning.unit("customs").pk}
    assert {duty(morning, one).status for one in ("internal", "customs")} == {"done"}


def test_other_words_make_another_message_for_those_not_yet_called(border, morning):
    log(border, morning)
    log(border, morning, "customs", said="changed", text="Очередь 60 машин")
    last = Message.objects.order_by("-number")[0]
    counterparts = {one.unit_id for one in last.recipients.exclude(role="copy")}
    assert counterparts == {morning.unit("customs").pk}
    assert last.content.body["text"] == "Очередь 60 машин"


def test_the_same_call_sent_twice_is_one(border, morning):
    for _ in range(2):
        assert log(border, morning).status_code == 302
    assert (Message.objects.count(), Call.objects.count()) == (1, 1)


def test_a_change_after_the_call_is_told_by_a_second_call(border, morning, clock):
    log(border, morning)
    clock.advance(30 * MINUTE)
    log(border, morning, said="changed", text="Закрыт один канал досмотра")
    assert [call.message.nothing_to_report for call in Call.objects.order_by("told_at")] == [True, False]


def test_a_disputed_call_stands_to_be_made_again(border, morning):
    log(border, morning)
    call = Call.objects.get()
    dispute(call, by=morning.by("internal"), at=SEVEN + 12 * MINUTE, reason="звонка не было")
    assert lines(border)["Пост internal-4"].made is None
    log(border, morning, at="0711")
    assert duty(morning, "internal").status == "done"


def test_nothing_to_report_is_a_statement_of_the_officer_about_its_hours(border, morning):
    log(border, morning)
    message = Message.objects.get()
    assert message.nothing_to_report
    assert message.content.body["covers"] == {
        "from": (SEVEN - timedelta(days=1)).isoformat(),
        "to": SEVEN.isoformat(),
    }
    page = border.get(f"/messages/{message.pk}/").content.decode()
    assert "Тестов border-4 заявляет: изменений обстановки за этот период нет." in page
    assert "11.05.2026 07:00 – 12.05.2026 07:00</b> (24 ч)" in page
    assert "заявляет" in border.get(f"/messages/{message.pk}/paper/").content.decode()


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 12), 24)])
def test_the_day_in_which_the_clocks_are_changed_has_23_or_25_hours(day, hours, db, clock):
    from ortaq.exchange.daily import rule_of, window_at
    from ortaq.exchange.views.daily import hours as told

    world = worlds.make(zone="Europe/Helsinki", at=datetime(2026, 3, 1, tzinfo=UTC), adopted=date(2026, 1, 1))
    book = world.rulebook(datetime(2026, 3, 1, tzinfo=UTC))
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert told(window_at(rule_of(book), world.unit("border").pk, at, book)) == hours


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(border, morning):
    page = log(border, morning, said="changed", who="", text="")
    shown = page.content.decode()
    assert page.status_code == 422
    assert "Напишите, что изменилось, или отметьте, что изменений нет." in shown
    page = log(border, morning, said="changed", who="", text="Очередь 60 машин", at="утром")
    shown = page.content.decode()
    assert "Напишите время так: 0735" in shown
    assert "Очередь 60 машин" in shown
    assert "Впишите, кто принял сообщение." in log(border, morning, who="").content.decode()
    assert not Message.objects.exists()


def test_a_call_told_in_the_future_is_refused_and_leaves_nothing(border, morning):
    page = log(border, morning, at="12.05.2026 0800")
    assert page.status_code == 422
    assert "Времена не сходятся" in page.content.decode()
    assert not Message.objects.exists()


def test_a_call_made_before_the_window_is_kept_and_said_not_to_count(border, morning):
    log(border, morning, at="0655")
    assert "обязанность этого дня он не закрывает" in border.get("/daily/new/").content.decode()
    assert duty(morning, "internal").status == "open"
    assert lines(border)["Пост internal-4"].made is None


def test_who_does_not_interact_cannot_be_called(border, morning):
    stranger = morning.stranger.pk
    assert border.post(f"/daily/calls/{stranger}/", said(morning)).status_code == 404


def test_the_words_of_yesterdays_draft_do_not_come_back_today(border, morning, clock):
    border.post(border.get("/daily/new/").context["draft"], {"said": "changed", "text": "вчерашнее"})
    assert "вчерашнее" in border.get("/daily/new/").content.decode()
    clock.advance(timedelta(days=1))
    assert "вчерашнее" not in border.get("/daily/new/").content.decode()


def test_the_draft_is_thrown_away_when_everybody_was_called(border, morning):
    border.post(border.get("/daily/new/").context["draft"], {"said": "nothing", "text": ""})
    log(border, morning)
    assert Draft.objects.exists()
    log(border, morning, "customs")
    assert not Draft.objects.exists()


def test_whoever_is_called_next_is_offered_the_words_that_were_said(border, morning):
    log(border, morning, said="changed", text="Очередь 60 машин")
    assert border.get("/daily/new/").context["form"]["text"].value() == "Очередь 60 машин"


def test_an_unchanged_list_of_calls_answers_with_nothing(border, morning):
    seen = border.get("/daily/new/").context["day"].digest
    assert border.get("/daily/part/", {"seen": seen}).status_code == 204
    log(border, morning)
    assert border.get("/daily/part/", {"seen": seen}).status_code == 200


def test_an_analyst_tells_nothing(morning, sign_in, clock):
    clock.stand(worlds.NOON)
    client = sign_in(morning.unit("border"), "analyst")
    assert client.get("/daily/new/").status_code == 403
    assert log(client, morning).status_code == 403


def tell(world, at, who="border", called=("internal", "customs"), to=None):
    book = world.rulebook()
    calls = [Told(world.unit(agency).pk, at, to="Петров") for agency in called]
    saying = Saying("C5.1.c", {"text": "В тайнике бензобака пистолеты"}, at - MINUTE, True, told=calls)
    route = [one for one in book.route("C5.1", world.unit(who).pk) if to is None or one.unit in to]
    return send_oral(saying, route, by=world.by(who), at=at + MINUTE, rulebook=book)


def test_what_changed_is_prepared_from_the_records_with_numbers_and_times(border, morning):
    ours = tell(morning, SEVEN - timedelta(hours=5))
    theirs = tell(morning, SEVEN - timedelta(hours=3), who="customs", called=("border",))
    ready = border.get("/daily/new/").context["prepared"]
    assert f"– № {ours.number}, 02:00: В тайнике бензобака пистолеты" in ready
    assert f"№ {theirs.number} ← Таможенный пост customs-4 04:00" in ready
    assert "Ещё не принято" in ready
    assert ready == border.get("/daily/new/").context["form"]["text"].value()


def test_the_words_of_a_matter_that_not_everybody_was_told_are_not_repeated(border, morning):
    only = morning.unit("internal").pk
    told = tell(morning, SEVEN - timedelta(hours=5), called=("internal",), to={only})
    ready = border.get("/daily/new/").context["prepared"]
    assert f"– № {told.number}, 02:00" in ready
    assert "пистолеты" not in ready


def test_what_lies_outside_the_covered_day_is_not_prepared(border, morning):
    tell(morning, SEVEN - timedelta(hours=25))
    assert "пистолеты" not in border.get("/daily/new/").context["prepared"]
