"""The page of channels, and where a failing one shows: on the message, on the board, at /healthz."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.clock import _beat
from ortaq.exchange.outside.delivering import deliver
from ortaq.exchange.outside.models import Channel, Delivery
from ortaq.exchange.outside.ways import NotDelivered
from ortaq.exchange.sending import Saying, send_oral

NOON, MINUTE, DAY = worlds.NOON, timedelta(minutes=1), timedelta(days=1)
HOOK = {"kind": "webhook", "address": "https://there.example/hook", "about": "alarms", "language": "ru"}
PAGE = "/unit/channels/"
pytestmark = pytest.mark.django_db


def fail(*_):
    raise NotDelivered("refused", 503)


def attempt(delivery, *, now=NOON, way=fail):
    deliver(delivery.pk, handed_at=now, now=now, by_way=dict.fromkeys(("mail", "sms", "webhook"), way))
    return Delivery.objects.get(pk=delivery.pk)


@pytest.fixture
def senior(here, sign_in):
    return sign_in(here.unit("customs"), "senior")


@pytest.fixture
def watch(here, sign_in):
    return sign_in(here.unit("customs"))


def text(client, address=PAGE):
    return client.get(address).content.decode()


def tell(world):
    book = world.rulebook()
    saying = Saying("C5.1.c", {"text": "оружие"}, NOON)
    return send_oral(saying, book.route("C5.1", world.unit("border").pk), by=world.by("border"), at=NOON, rulebook=book)


@pytest.fixture
def delivery(here, senior, watch):
    senior.post(PAGE, HOOK)
    watch.post(f"{PAGE}{Channel.objects.get().pk}/confirmation/")
    tell(here)
    return Delivery.objects.get()


# ── asked for and confirmed ───────────────────────────────────────────────────────────────────────────────────────


def test_the_secret_of_a_webhook_is_shown_once_and_never_again(senior):
    page = senior.post(PAGE, HOOK).content.decode()
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{44}", page)[0]
    assert secret not in text(senior)
    assert "ждёт второго лица" in text(senior)


def test_a_second_officer_of_the_unit_confirms_and_who_asked_cannot(senior, watch):
    senior.post(PAGE, HOOK)
    address = f"{PAGE}{Channel.objects.get().pk}/confirmation/"
    assert address not in text(senior)
    refused = senior.post(address)
    assert (refused.status_code, "другой офицер" in refused.content.decode()) == (409, True)
    assert address in text(watch)
    watch.post(address)
    assert "включён" in text(watch)


def test_a_duty_officer_sees_the_channels_and_asks_for_none(senior, watch):
    senior.post(PAGE, HOOK)
    assert "there.example" in text(watch)
    assert "Запросить канал" not in text(watch)
    watch.post(PAGE, HOOK)
    assert Channel.objects.count() == 1


def test_another_unit_neither_sees_nor_confirms_nor_ends_it(senior, here, sign_in):
    senior.post(PAGE, HOOK)
    pk = Channel.objects.get().pk
    other = sign_in(here.unit("border"), "senior")
    assert "there.example" not in text(other)
    assert other.post(f"{PAGE}{pk}/confirmation/").status_code == 404
    assert other.post(f"{PAGE}{pk}/ending/").status_code == 404


def test_switched_off_it_stands_in_the_list_with_who_did_it(senior, watch):
    senior.post(PAGE, HOOK)
    senior.post(f"{PAGE}{Channel.objects.get().pk}/ending/")
    assert "выключен" in text(watch)
    assert Channel.objects.get().secret == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "http://there.example/"}, "только по https://"),
        ({"address": "https://user:pass@there.example/"}, "только по https://"),
        ({"secret": "geheim"}, "whsec_"),
        ({"kind": "mail", "address": "дежурный"}, "не почтовый адрес"),
        ({"kind": "mail", "address": "a@b.example\r\nBcc: x@y.example"}, "не почтовый адрес"),
        ({"kind": "sms", "address": "2-34-56"}, "с кодом страны"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_beside_it_and_nothing_is_asked_for(senior, change, words):
    page = senior.post(PAGE, HOOK | change)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Channel.objects.exists()


def test_a_telephone_is_taken_as_people_write_it(senior):
    senior.post(PAGE, HOOK | {"kind": "sms", "address": "+7 (727) 000-12-34"})
    assert Channel.objects.get().address == "+77270001234"


# ── seen where it matters ─────────────────────────────────────────────────────────────────────────────────────────


def test_on_the_matter_author_and_addressee_see_what_went_outside_and_what_does_not(delivery, here, sign_in, watch):
    address = f"/messages/{delivery.message_id}/"
    attempt(delivery)
    failing = text(sign_in(here.unit("border")), address)
    assert "не уходит с 12:00" in failing
    assert "следующая 12:01" in failing
    assert "there.example" not in failing
    attempt(delivery, now=NOON + MINUTE, way=lambda *_: "gw-1")
    assert "ушло 12:01" in text(sign_in(here.unit("border")), address)
    assert "ушло 12:01" in text(watch, address)


def test_a_living_page_shows_it_when_it_changes(delivery, watch):
    address = f"/messages/{delivery.message_id}/part/"
    digest = re.search(r'data-digest="([0-9a-f]+)"', text(watch, address))[1]
    assert watch.get(f"{address}?seen={digest}").status_code == 204
    attempt(delivery)
    assert watch.get(f"{address}?seen={digest}").status_code == 200


def test_the_board_of_the_channels_unit_says_how_many_fail_and_since_when(delivery, watch, here, sign_in):
    assert "не уходят" not in text(watch, "/")
    attempt(delivery)
    assert "оповещения вне консоли не уходят с 12:00: 1" in text(watch, "/")
    assert "не уходят" not in text(sign_in(here.unit("border")), "/")


def test_given_up_after_thirty_days_it_alarms_until_somebody_of_the_watch_notes_it(delivery, watch):
    attempt(delivery, now=NOON + 30 * DAY)
    assert "примите к сведению" in text(watch, "/")
    assert "та сторона отказала (503)" in text(watch)
    watch.post(f"/unit/deliveries/{delivery.pk}/noting/")
    assert "примите к сведению" not in text(watch, "/")
    assert "принято к сведению" in text(watch, f"/messages/{delivery.message_id}/")


def test_a_watcher_outside_the_node_is_told_at_healthz(delivery, client, as_role):
    _beat(NOON, timedelta(), 0)
    attempt(delivery)
    with as_role("web"):
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["outside"] == {"well": False, "failing": 1, "since": NOON.isoformat(), "given_up": 0}


def test_the_ledgers_proof_of_the_matter_names_what_went_outside(delivery, watch):
    attempt(delivery, way=lambda *_: "gw-1")
    assert "delivery.sent" in text(watch, f"/messages/{delivery.message_id}/proof/")


def test_a_node_that_is_not_real_shows_what_it_would_have_sent(delivery, watch, home):
    from ortaq.exchange.outside import sink

    attempt(delivery, way=sink.send)
    page = text(watch)
    assert "наружу ничего не отправляет" in page
    assert f"Ortaq: СРОЧНО № {delivery.message}" in page
    (home / "outside" / "sent.jsonl").unlink()
