"""Passkeys, the locked screen and accessibility in a real browser at the running program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from ortaq.access.testing import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ortaq.access.testing import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officers(settings: Any, site: Any, clock: Any) -> Cast:
    """The cast with passwords hashed as the running program checks them."""
    import world

    from ortaq.access import testing

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    clock.stand(world.NOON)
    made = world.make()
    assert made.stranger is not None
    counterparts = made.unit("internal"), made.unit("customs")
    return testing.cast(
        made.unit("border"), counterparts, made.stranger, made.unit("internal", 1), at=world.NOON - world.timedelta(1)
    )


@pytest.fixture
def page(new_page: Any, site: Any, officers: Cast) -> Page:
    """A page whose browser has an authenticator of its own; keys need a name, so that it goes to localhost."""
    port = urlsplit(site.address).port
    opened: Page = new_page(base_url=f"http://localhost:{port}")
    device = opened.context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    features = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": features})
    return opened


def sign_in(page: Page, login: str = "officer") -> None:
    page.goto("/sign-in/")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")


def add_key(page: Page) -> None:
    page.goto("/account/factors/keys/new/")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_label("Входить одним этим ключом, без пароля").check()
    page.get_by_role("button", name="Приложить ключ").click()
    expect(page.get_by_role("heading", name="Запасные коды")).to_be_visible()


def test_an_officer_signs_in_and_opens_the_locked_screen_by_a_key_alone(page: Page) -> None:
    sign_in(page)
    add_key(page)

    page.goto("/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/sign-in/**")
    page.get_by_role("button", name="Войти ключом").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.goto("/lock/")
    page.get_by_role("button", name="Заблокировать", exact=True).click()
    page.goto("/our-unit/")
    expect(page.get_by_role("heading", name="Экран заблокирован")).to_be_visible()
    page.get_by_role("button", name="Открыть ключом").click()
    page.wait_for_url("**/our-unit/")


def test_every_page_of_access_works_with_scripts_off(new_page: Any, officers: Cast) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page)
    for path in ("/watch/", "/roster/", "/our-unit/", "/account/", "/account/factors/", "/posts/"):
        assert page.goto(path).status == 200, path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_no_page_of_access_is_wider_than_the_screen(new_page: Any, officers: Cast) -> None:
    for width in (360, 1280):
        page = new_page(width=width)
        sign_in(page, "lead")
        for path in ("/watch/", "/roster/", "/our-unit/", "/account/", "/account/factors/", "/posts/", "/officers/"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
