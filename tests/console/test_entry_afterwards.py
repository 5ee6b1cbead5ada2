"""The telephone and the console failed: a blank sheet, and entry afterwards with the true times beside the entry's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.models import Message

ALMATY, MINUTE = ZoneInfo("Asia/Almaty"), timedelta(minutes=1)
MIDNIGHT, MONTH_END, NEW_YEAR, LEAP = (
    (datetime(2026, 5, 12, 23, 40, tzinfo=ALMATY), datetime(2026, 5, 13, 0, 20, tzinfo=ALMATY)),
    (datetime(2026, 5, 31, 23, 40, tzinfo=ALMATY), datetime(2026, 6, 1, 0, 20, tzinfo=ALMATY)),
    (datetime(2026, 12, 31, 23, 40, tzinfo=ALMATY), datetime(2027, 1, 1, 0, 20, tzinfo=ALMATY)),
    (datetime(2028, 2, 29, 23, 40, tzinfo=ALMATY), datetime(2028, 3, 1, 0, 20, tzinfo=ALMATY)),
)


def form(world, known, told, **more):
    unit = world.unit("internal").pk
    return {
        "subject": "C5.1.e",
        "known_at": f"{known:%d.%m %H:%M}",
        "text": "Паспорт с переклеенной фотографией",
        f"to-{unit}": "on",
        f"at-{unit}": f"{told:%d.%m %H:%M}",
        f"who-{unit}": "Сериков",
        **more,
    }


@pytest.mark.parametrize(("known", "entered"), [MIDNIGHT, MONTH_END, NEW_YEAR, LEAP])
def test_the_true_times_count_and_the_entry_time_stands_beside_them_everywhere(here, sign_in, clock, known, entered):
    clock.stand(entered)
    client, told = sign_in(here.unit("border")), known + 5 * MINUTE
    client.post("/urgent/new/?afterwards=1", form(here, known, told))
    message = Message.objects.get()
    call = message.calls.get()
    assert (message.known_at, call.told_at) == (known, told)
    assert (message.entered_at, call.entered_at) == (entered, entered)
    assert Duty.objects.get(record=call.pk).due_at == told + timedelta(hours=2)
    assert Duty.objects.get(record=message.pk).done_at == told
    assert list(differences(entered.astimezone(UTC))) == []
    true, beside = f"{told:%H:%M}", f"{entered:%H:%M}"
    for page in (f"/messages/{message.pk}/", f"/messages/{message.pk}/paper/", "/messages/", "/"):
        shown = client.get(page).content.decode()
        assert true in shown, page
        assert "записано" in shown.lower(), page
        assert beside in shown, page
    heard = sign_in(here.unit("internal")).get("/messages/").content.decode()
    assert "сообщено" in heard
    assert true in heard


def test_a_time_without_its_day_is_asked_for_the_day(here, sign_in):
    known = worlds.NOON.astimezone(ALMATY) - timedelta(hours=3)
    page = sign_in(here.unit("border")).post(
        "/urgent/new/?afterwards=1", form(here, known, known + MINUTE, known_at="0900")
    )
    assert page.status_code == 422
    assert "Впишите и дату, как на листе" in page.content.decode()
    assert not Message.objects.exists()


def test_the_urgent_form_leads_to_the_entry_afterwards_and_to_the_sheet_and_back(here, sign_in):
    client = sign_in(here.unit("border"))
    now = client.get("/urgent/new/").content.decode()
    assert "?afterwards=1" in now
    assert "/paper/log-sheet/" in now
    later = client.get("/urgent/new/?afterwards=1").content.decode()
    assert "data-now-for" not in later
    assert "запись после" in later


def test_a_draft_of_the_entry_afterwards_is_not_the_draft_of_the_call(here, sign_in):
    client = sign_in(here.unit("border"))
    assert client.get("/urgent/new/").context["draft"] != client.get("/urgent/new/?afterwards=1").context["draft"]


def test_the_sheet_has_the_customary_columns_the_units_lines_and_the_fields_of_each_subject(here, sign_in):
    page = sign_in(here.unit("border")).get("/paper/log-sheet/")
    shown = page.content.decode()
    for words in (
        "Отделение border-4", "Дата, часы, минуты", "От кого / кому", "Содержание", "Кто передал", "Кто принял",
        "Подпись", "Отметка об исполнении", "Пост internal-4", "Государство выезда", "C5.1.a", "C5.1.f",
    ):  # fmt: skip
        assert words in shown
    assert len(page.context["rows"]) == 8


@pytest.mark.parametrize(("asked", "rows"), [("3", 3), ("0", 1), ("9999", 8), ("400", 40), ("много", 8)])
def test_the_sheet_has_as_many_lines_as_one_asks_for(here, sign_in, asked, rows):
    page = sign_in(here.unit("border")).get("/paper/log-sheet/", {"rows": asked})
    assert len(page.context["rows"]) == rows


def test_the_sheet_prints_across_in_black_and_white_the_log_on_one_side(open_screen):
    here = worlds.make()
    page = open_screen(here, here.unit("border"))
    page.goto("/paper/log-sheet/")
    paper = page.pdf(prefer_css_page_size=True)
    sides = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(sides) > 1  # the log, and behind it what each clause asks for
    assert all(float(wide) > float(high) for wide, high in sides)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.log-sheet td')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('.head')).display") == "none"
    assert page.faults == []
