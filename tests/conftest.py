"""What every test may ask for: a node with a database, another role's eyes, a clock that stands where it is put.

Settings are read when the first test module is imported, so the node's folder is made here, before; its PostgreSQL is
started only when the first test asks for the database.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import testnode

from ortaq.lib import clock as ortaq_clock
from ortaq.lib import postgres

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from site_of_test import Site

if os.environ.get("ORTAQ_TEST_PG") == "distribution":
    found = postgres.distribution()
    if found is None:
        raise pytest.UsageError("ORTAQ_TEST_PG=distribution, but no PostgreSQL 15 or later is installed")
    os.environ["ORTAQ_PG_BIN"] = str(found)

HOME = testnode.make_home()
(HOME / "static").mkdir()  # nothing is collected for most tests, but whoever serves files wants the folder
os.environ.pop("ORTAQ_DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("ORTAQ_TEST_SETTINGS", "ortaq.settings")
os.environ |= {"ORTAQ_HOME": str(HOME), "ORTAQ_ROLE": "owner"}

from django.conf import settings  # noqa: E402 - reads the folder made above
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402 - reads the settings

settings.INSTALLED_APPS  # noqa: B018 - load them now
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
del os.environ["DJANGO_SETTINGS_MODULE"]  # a worker that inherits it would load them before its own folder is made


def pytest_report_header() -> str:
    """Name the PostgreSQL under test."""
    return f"PostgreSQL {postgres.major_version()}: {postgres.binaries()}"


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, so that it can be run again on another PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("database")


class _LongFirst:
    """Begin with the tests that take long, so that at the end no processor waits for the other's last one."""

    @pytest.hookimpl(trylast=True)  # after the shuffling
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure(config: pytest.Config) -> None:
    """Order what was shuffled."""
    config.pluginmanager.register(_LongFirst())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Make a test ready, run it and clear up after it as if no browser had been started before it.

    All three alike: Django keeps other connections for whoever runs in a loop.
    """
    with _without_the_loop_of_a_browser(item):
        return (yield)


@contextmanager
def _without_the_loop_of_a_browser(item: pytest.Item) -> Iterator[None]:
    """Playwright leaves its event loop marked as running in this thread for the whole session; whoever starts one of
    his own meanwhile, as pyHanko does to seal a paper, would be refused.
    """
    loop = None if "chromium" in getattr(item, "fixturenames", ()) else asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)
    try:
        yield
    finally:
        if loop is not None:
            asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Start the node's PostgreSQL, migrated, and connect to it as ortaq_owner."""
    from django.db import connections

    cluster = testnode.start(HOME)
    facts = {"HOST": postgres.HOST, "PORT": cluster.port, "PASSWORD": (HOME / "roles" / "owner.pw").read_text()}
    connections["default"].settings_dict |= facts
    _restore_instead_of_flush()
    yield
    connections.close_all()
    cluster.stop()


def _restore_instead_of_flush() -> None:
    """After a test that really committed, take the template again: append-only tables rightly refuse to be emptied."""
    from django.db import connections
    from django.test import TransactionTestCase

    def restore(case: object) -> None:
        connections.close_all()
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)  # and those of the tests without a browser, which are others
        connections.close_all()
        asyncio._set_running_loop(loop)
        testnode.restore(HOME)

    TransactionTestCase._fixture_teardown = restore


@pytest.fixture
def home() -> Path:
    """The test node's folder."""
    return HOME


@pytest.fixture
def as_role() -> Callable[[str], AbstractContextManager[None]]:
    """`with as_role("web"):` – the database sees what that role's process would be allowed."""
    from django.db import connection, transaction

    @contextmanager
    def acting(role: str) -> Iterator[None]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE ortaq_{role}")
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE NONE")

    return acting


@pytest.fixture(autouse=True)
def _cheap_passphrases(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealed text states its own costs; those of a test are small, but where the sealing itself is tested."""
    from ortaq.wire import sealing

    if request.path.parent.name != "wire":
        monkeypatch.setitem(sealing.COSTS, "m", 64)


@pytest.fixture
def web_screen(as_role: Callable[[str], AbstractContextManager[None]], settings: Any) -> Callable[[], Client]:
    """`web_screen()`: a browser without a browser, whose pages ask the database as the web's role.

    What a page forgets, PostgreSQL refuses.
    """
    from django.test import Client

    from ortaq.access.scope import set_scope

    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **static}

    class Screen(Client):
        def request(self, **request: Any) -> Any:
            with as_role("web"):
                answer = super().request(**request)
            set_scope(None)  # the test's own transaction goes on; a request's would have ended here
            return answer

    return Screen


class Clock:
    """The test node's clock, in the test's hands."""

    def travel(self, to: datetime) -> None:
        """Let it be `to` (aware) now and run on."""
        ortaq_clock.travel(to)

    def stand(self, at: datetime) -> None:
        """Let it stand at `at` (aware)."""
        ortaq_clock.stand(at)

    def advance(self, by: timedelta) -> None:
        """Move a standing clock on by `by`."""
        ortaq_clock.stand(ortaq_clock.now() + by)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The node's clock; after the test it shows the true time again."""
    yield Clock()
    (HOME / "clock").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def static_files() -> None:
    """The node's static files, gathered and named by their content as at every start."""
    from ortaq.lib.prepare import collect_static_files

    collect_static_files()


@pytest.fixture
def site(transactional_db: None, static_files: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The pages of the running program on this test's database. `site.address` is their URL."""
    from site_of_test import Site

    from ortaq.lib import serving

    monkeypatch.setattr(serving, "WEB_WORKERS", "1")  # one or two answer alike, and each reads the whole program anew
    running = Site(HOME)
    running.start("web")
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture
def whole_site(site: Site) -> Site:
    """The running program with its live stream, its clock and its sealer."""
    site.start("live stream", "clock", "sealer")
    site.wait()
    return site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium of the machine; in continuous integration its absence is a failure."""
    import browser
    from playwright.sync_api import sync_playwright

    program = browser.find()
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no browser: {browser.ADVICE}")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(browser.FLAGS))
        yield running
        running.close()


@pytest.fixture
def new_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`new_page(width=360, java_script_enabled=False)`: a page in a browser context of its own, at the site.

    An error of a script or a breach of the content security policy fails the test at its end.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(width: int = 1280, height: int = 800, **options: object) -> Page:
        defaults = {"base_url": site.address, "locale": "ru-RU", "viewport": {"width": width, "height": height}}
        contexts.append(chromium.new_context(**(defaults | options)))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def screen_of(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """`screen_of(appointment, width=360)`: a page before which an officer has sat down, on this process's database.

    An error of a script or a breach of the content security policy fails the test at its end.
    """
    from django.test import Client

    from ortaq.access.testing import sit_down

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **plain}
    complaints: list[str] = []
    contexts = []

    def opened(appointment: Any, width: int = 1280, height: int = 900, **options: Any) -> Page:
        client = sit_down(Client(), appointment)
        size = {"width": width, "height": height}
        contexts.append(
            chromium.new_context(**{"base_url": live_server.url, "locale": "ru-RU", "viewport": size} | options)
        )
        name = settings.SESSION_COOKIE_NAME
        contexts[-1].add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
