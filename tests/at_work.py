"""For the long tests: officers who sign in at the running program, and the node's own commands beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect
from processes import eventually

from ortaq.access.models import Appointment, Officer
from ortaq.access.testing import sit_down as seated
from ortaq.ledger.models import Entry, Sealed

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "beket-7-shekara"
PASSPHRASE = "шесть слов и одна запятая"
T = TypeVar("T")


def sit_down(page: Page, officer: Officer) -> Page:
    """Give an officer a password; he signs in with it himself."""
    officer.set_password(PASSWORD)
    officer.save()
    page.goto("/")
    page.fill("input[name=login]", officer.login)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator("#strip")).to_be_attached()
    return page


def take_a_seat(page: Page, post: Appointment, address: str) -> Page:
    """Seat an officer at his screen, signed in already: where many come, their passwords would take half the time."""
    client = seated(Client(), post)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    page.goto("/")
    expect(page.locator("#strip")).to_be_attached()
    return page


def sign(page: Page, address: str) -> None:
    """Sign, or approve, what stands at this address; at the first signature of an officer his key is made."""
    page.goto(address)
    given = page.locator("#signatures .is-given").count()
    page.fill("#id_passphrase", PASSPHRASE)
    if page.locator("#id_again").count():
        page.fill("#id_again", PASSPHRASE)
    page.click("#steps button.primary")
    expect(page.locator("#signatures .is-given")).to_have_count(given + 1)


def ortaq(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the program on the test node."""
    env = os.environ | {"ORTAQ_HOME": str(home)}
    return subprocess.run([sys.executable, "-m", "ortaq", *words], env=env, capture_output=True, text=True, check=False)


def ledger_is_whole(home: Path) -> None:
    """Say that everything is sealed, and that the node's own command finds nothing amiss."""
    assert eventually(lambda: Sealed.objects.count() == Entry.objects.count(), 10)
    verified = ortaq(home, "ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def apart(work: Callable[[], T]) -> T:
    """Do it in a thread of its own: this one's event loop belongs to the browser, and sealing a paper needs one."""
    from django.db import connections

    def alone() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result()
