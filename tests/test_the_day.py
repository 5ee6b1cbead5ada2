"""The day of a crossing point, played to its end: two officers at their screens, and once with nobody at them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import world as worlds
from playwright.sync_api import expect
from processes import eventually

from ortaq.access.models import Officer
from ortaq.duties.models import ClockBeat, Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.models import Climb, Message
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.ledger.models import Entry, Sealed
from ortaq.lib.clock import now

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "beket-7-shekara"


def ortaq(home, *words):
    """Run a command of the program on the test node."""
    env = os.environ | {"ORTAQ_HOME": str(home)}
    return subprocess.run([sys.executable, "-m", "ortaq", *words], env=env, capture_output=True, text=True, check=False)


def sit_down(page, officer):
    officer.set_password(PASSWORD)
    officer.save()
    page.goto("/")
    page.fill("input[name=login]", officer.login)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator("#strip")).to_be_attached()
    return page


def officer(world, agency):
    return Officer.objects.get(pk=world.by(agency).officer)


def everything_is_sealed():
    return Sealed.objects.count() == Entry.objects.count()


@pytest.mark.long
@pytest.mark.browser
def test_a_call_sounds_is_taken_confirmed_in_writing_and_proved(whole_site, new_page, home):
    world = worlds.make(at=now())
    customs = sit_down(new_page(), officer(world, "customs"))
    customs.click("[data-arms-sound]")
    expect(customs.locator("html")).to_have_attribute("data-audio-state", "running")
    border = sit_down(new_page(), officer(world, "border"))

    # the call is logged, by keyboard
    border.keyboard.press("KeyE")
    border.wait_for_url("**/urgent/new/")
    border.keyboard.press("Digit3")
    border.fill("[name=known_at]", "-5м")
    border.fill("[name=text]", "В кабине найдены части оружия, водитель удержан.")
    for unit in (world.unit("customs"), world.unit("internal")):
        border.fill(f"[name=at-{unit.pk}]", "-2м")
        border.fill(f"[name=who-{unit.pk}]", "Петров")
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/messages/*/")
    message = Message.objects.get()

    # the other's screen shows it and sounds, and one key takes it
    expect(customs.locator("[data-alarm]")).to_have_count(1)
    expect(customs.locator("html")).to_have_attribute("data-audio-state", "sounding")
    customs.keyboard.press("Space")
    expect(customs.locator("[data-alarm]")).to_have_count(0)
    expect(customs.locator("html")).to_have_attribute("data-audio-state", "running")
    taken = message.receipts.get(step="acknowledged")
    assert (taken.unit, taken.officer) == (world.unit("customs"), world.by("customs").officer)

    # the writing closes the two hours of both calls
    border.goto(f"/messages/{message.pk}/confirmation/")
    border.keyboard.press("Control+Enter")
    border.wait_for_url(lambda url: "confirmation" not in url)
    written = Message.objects.get(form="written")
    closed = Duty.objects.filter(done_by=written.pk)
    assert {(duty.owed_to, duty.status) for duty in closed} == {
        (world.unit("customs"), "done"),
        (world.unit("internal"), "done"),
    }
    expect(customs.locator("body")).to_contain_text("письмен")

    # and all of it stands in a ledger that one command verifies
    assert eventually(everything_is_sealed, 10)
    verified = ortaq(home, "ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_same_day_unattended_climbs_to_every_level_and_is_late(whole_site, clock, home):
    begun = now()
    world = worlds.make(at=begun)
    book, told = world.rulebook(begun), Told(world.unit("customs").pk, begun, to="Петров")
    to = [one for one in book.route("C5.1.c", world.unit("border").pk) if one.unit == told.unit]
    saying = Saying("C5.1.c", {"text": "Найдено оружие"}, begun - timedelta(minutes=1), told=[told])
    send_oral(saying, to, by=world.by("border"), at=begun, rulebook=book)

    limit = book.edition.limits.acknowledge
    for step, level in enumerate((3, 2, 1, 1), start=1):
        clock.travel(begun + step * limit + timedelta(seconds=1))
        assert eventually(lambda n=step: Climb.objects.filter(n=n).exists(), 20)
        assert Climb.objects.get(n=step).unit == world.unit("customs", level)

    clock.travel(begun + timedelta(hours=2, seconds=1))
    assert eventually(Duty.objects.filter(status="overdue", record__isnull=False).exists, 20)
    assert Duty.objects.get(status="overdue").due_at == begun + timedelta(hours=2)
    assert eventually(everything_is_sealed, 10)
    assert ortaq(home, "ledger", "verify").returncode == 0
    settled = ClockBeat.objects.get().at
    assert eventually(lambda: ClockBeat.objects.get().at > settled, 10)
    assert [line for line in differences(now()) if "C5.1" in line] == []
