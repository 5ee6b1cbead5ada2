"""The lines on the board: two clicks to say that one works, one to confirm; a broken one shows what else there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access import posts, watches
from ortaq.access.models import Officer, Shift, Watch
from ortaq.directory.models import Contact, StandingContact
from ortaq.exchange.lines import LineCheck, Outage
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.actor import Actor

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
WORKS = {"works": "1", "means": "telephone", "who": "Петров"}


@pytest.fixture
def border(here, sign_in):
    return sign_in(here.unit("border"))


def check(client, here, agency="customs", **form):
    return client.post(f"/lines/{here.unit(agency).pk}/checks/", WORKS | form)


def card(client, here, agency="customs"):
    return next(peer for peer in client.get("/").context["board"].peers if peer.unit == here.unit(agency).pk)


def test_the_card_of_a_counterpart_says_when_the_line_was_last_known_to_work(here, border):
    assert "связь не проверена" in border.get("/").content.decode()
    check(border, here)
    assert card(border, here).spoken_at == NOON
    assert "связь 12:00 ✓" in " ".join(border.get("/").content.decode().split())


def test_the_form_on_the_card_names_the_officer_on_watch_there(here, border):
    page = border.get("/").content.decode()
    assert f'value="{here.officers[here.unit("customs").pk]}"' in page


def test_each_line_stands_once_on_the_board_although_two_watches_owe_its_check(here, border):
    unit = here.unit("border")
    Watch.objects.filter(unit=unit).update(relieved_at=NOON)
    for login, post in (("duty", "duty_officer"), ("lead", "senior")):
        officer = Officer.objects.enrol(login, f"Сменов {login}", password=None, at=NOON)
        posts.found(officer, unit, post, at=NOON, by=Actor.program("test"))
        watches.take(unit, by=Actor(officer.pk, str(officer), post, unit.pk, "s"), at=NOON)
    (row,) = (row for row in border.get("/").context["board"].mine if row.clause == "C3.2")
    assert (row.told, row.of) == (0, 2)
    check(border, here)
    (row,) = (row for row in border.get("/").context["board"].mine if row.clause == "C3.2")
    assert row.of == 1
    assert "internal-4" in row.parties


def test_the_other_end_confirms_with_one_click(here, border, sign_in):
    check(border, here)
    customs = sign_in(here.unit("customs"))
    made = LineCheck.objects.get()
    assert f"/lines/checks/{made.pk}/confirmation/" in customs.get("/").content.decode()
    customs.post(f"/lines/checks/{made.pk}/confirmation/")
    assert f"/lines/checks/{made.pk}/confirmation/" not in customs.get("/").content.decode()
    assert "подтвердил" in border.get("/lines/").content.decode()


def test_a_broken_line_shows_the_backup_in_its_order_until_it_works_again(here, border, clock):
    for kind, value in (("fax", "555"), ("backup_line", "12-99"), ("radio", "канал 3")):
        Contact.objects.create(unit=here.unit("customs"), kind=kind, value=value)
    check(border, here, works="0", who="", note="гудков нет")
    broken = card(border, here)
    assert broken.backups == (("запасная линия", "12-99"), ("радио", "канал 3"), ("факс", "555"))
    assert "связи нет с" in border.get("/").content.decode()
    clock.advance(MINUTE)
    check(border, here)
    assert card(border, here).line.broken == ()


def test_a_broken_line_without_any_backup_says_so(here, border):
    check(border, here, works="0", who="")
    assert "запасной связи нет в справочнике" in border.get("/").content.decode()


@pytest.mark.clause("C3.2")
def test_a_duty_of_the_line_leads_to_where_it_is_done(here, border):
    check(border, here, works="0", who="")
    row = next(row for row in border.get("/").context["board"].mine if row.clause == "C3.2")
    assert border.get(row.url).status_code == 200
    assert row.url == "/lines/"


def test_a_line_that_works_names_who_answered(here, border):
    answer = check(border, here, who=" ")
    assert answer.status_code == 422
    assert "Впишите, кто ответил." in answer.content.decode()
    assert not LineCheck.objects.exists()


def test_a_form_that_was_sent_twice_made_one_check(here, border):
    form = {"once": "01890000-0000-7000-8000-000000000001"}
    assert [check(border, here, **form).status_code for _ in range(2)] == [302, 302]
    assert LineCheck.objects.count() == 1


def test_who_is_not_on_watch_checks_nothing(here, sign_in):
    senior = sign_in(here.unit("border"), "senior")
    assert check(senior, here).status_code == 403
    assert "Проверил связь" not in senior.get("/").content.decode()
    assert not Outage.objects.exists()


def test_who_is_on_until_when_and_who_next_stands_on_every_counterparts_card(here, border):
    customs = here.unit("customs")
    assert "дальше по графику никого" in border.get("/").content.decode()
    Shift.objects.create(
        unit=customs,
        post="duty_officer",
        officer=here.officers[here.unit("customs", 3).pk],
        starts_at=NOON + 60 * MINUTE,
        ends_at=NOON + 780 * MINUTE,
        planned_at=NOON,
    )
    shown = card(border, here)
    assert (shown.next_officer, shown.next_at) == ("Тестов customs-3", NOON + 60 * MINUTE)
    for page in ("/", f"/units/{customs.code}/"):
        assert "Тестов customs-3" in border.get(page).content.decode()


def test_goalert_showed_no_empty_schedule_of_a_counterpart(here, border):
    page = border.get(f"/units/{here.unit('customs').code}/").content.decode()
    assert "дальше по графику никого" in page


def test_the_senior_sees_on_the_board_what_to_put_right_this_week_and_the_duty_officer_does_not(here, border, sign_in):
    Officer.objects.filter(pk=here.officers[here.unit("border").pk].pk).update(telephone="")
    senior = sign_in(here.unit("border"), "senior").get("/").content.decode()
    assert "Исправить заранее" in senior
    assert "без телефона" in senior
    assert "Исправить заранее" not in border.get("/").content.decode()


def test_a_contact_on_leave_is_shown_by_who_replaces_him_and_until_when(here, border):
    unit, today = here.unit("customs"), NOON.date()
    named = StandingContact.objects.create(unit=unit, name="Отпускников", post="инспектор", telephone="1")
    StandingContact.objects.create(
        unit=unit,
        name="Заместителев",
        post="инспектор",
        substitute_of=named,
        valid_from=today,
        valid_to=today + timedelta(days=10),
    )
    page = border.get(f"/units/{unit.code}/").content.decode()
    assert "Заместителев" in page
    assert "замещает: Отпускников" in page
    assert "без телефона" in page


def test_the_list_of_a_hand_over_names_alarms_terms_drafts_and_broken_lines(here, border, sign_in):
    from ortaq.access.models import Watch

    check(border, here, works="0", who="")
    border.post("/drafts/urgent/", {"text": "секрет", "version": "0"})
    watch = Watch.objects.get(unit=here.unit("border"))
    page = border.get(f"/watch/{watch.pk}/list/").content.decode()
    for words in ("связи нет", "Восстановить связь", "срочный вызов"):
        assert words in page
    assert "секрет" not in page


def test_what_came_to_an_empty_post_is_listed_for_who_takes_it(here, sign_in, clock):
    from ortaq.access.handovers import HandOver
    from ortaq.access.models import Watch

    Watch.objects.filter(unit=here.unit("customs")).update(relieved_at=NOON - MINUTE, ends_at=NOON - MINUTE)
    book, saying = here.rulebook(), Saying("C5.1.c", {"text": "оружие"}, NOON - MINUTE)
    message = send_oral(
        saying, book.route("C5.1", here.unit("border").pk), by=here.by("border"), at=NOON, rulebook=book
    )
    clock.advance(5 * MINUTE)
    page = sign_in(here.unit("customs")).post("/watch/taking/", follow=True).content.decode()
    assert f"№ {message.number}" in page
    drawn = HandOver.objects.get()
    assert (drawn.kind, drawn.since) == ("gap", NOON - MINUTE)
    assert [row["group"] for row in drawn.told["open"]] == ["Тревоги"]


@pytest.mark.parametrize(("width", "theme"), [(1360, "light"), (360, "night")])
def test_the_board_with_lines_is_no_wider_than_the_screen(width, theme, open_screen):
    world = worlds.make()
    for agency in ("customs", "internal"):
        Contact.objects.create(unit=world.unit(agency), value="12-35")
    Contact.objects.create(unit=world.unit("customs"), kind="radio", value="канал 3, позывной 12")
    page = open_screen(world, world.unit("border"), viewport={"width": width, "height": 900}, theme=theme)
    page.goto("/")
    page.locator(f"#try-{world.unit('customs').pk}").click()
    page.get_by_role("button", name="Связи нет").first.click()
    page.wait_for_url("**/")
    page.locator(f"#try-{world.unit('internal').pk}").click()
    page.get_by_role("button", name="Связь есть").click()
    page.get_by_text("Связь проверена").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.faults == []
