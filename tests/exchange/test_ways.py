"""Each way out against a real server of this machine; and where none may lead."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import local_servers
import pytest
import world as worlds
from outside_cast import NOON, WAYS, attempt, channel_on, gateway, tell

from ortaq.exchange.outside import posting, sink, ways
from ortaq.exchange.outside.models import MAIL, SMS, WEBHOOK, Attempt, Delivery
from ortaq.exchange.outside.posting import allowed, post
from ortaq.exchange.outside.ways import NotDelivered, in_words
from ortaq.lib import node
from ortaq.lib.locked import unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture
def loopback(monkeypatch):
    monkeypatch.setenv("ORTAQ_TEST_LOOPBACK", "1")


@pytest.fixture
def outside(loopback):
    with local_servers.http() as running:
        yield running


@pytest.fixture(autouse=True)
def no_gateways(home):
    yield
    for path in (home / "outside").glob("*"):
        path.unlink()


def going(world, kind, address):
    channel = channel_on(world, kind, address)
    tell(world)
    return channel, Delivery.objects.get()


def reason():
    return Attempt.objects.get().reason


# ── webhook ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_webhook_gets_a_cloud_event_with_number_urgency_and_duty_line(world, outside):
    _, delivery = going(world, WEBHOOK, f"{outside.url}/hook?a=1")
    assert attempt(delivery, now=NOON).status == "sent"
    (got,) = outside.got
    message = delivery.message
    assert got.path == "/hook?a=1"
    assert got.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert got.json == {
        "specversion": "1.0",
        "id": str(delivery.pk),
        "source": "/ortaq/Test%20node",
        "type": "ortaq.alarm",
        "time": NOON.isoformat(),
        "subject": f"{message.number}/{message.year}",
        "datacontenttype": "application/json",
        "data": {"number": f"{message.number}/{message.year}", "urgent": True, "duty_line": ""},
    }


def test_its_receiver_checks_by_the_standard_that_it_is_ours(world, outside):
    channel, delivery = going(world, WEBHOOK, outside.url)
    attempt(delivery, now=NOON)
    (got,) = outside.got
    key = base64.b64decode(unlock(channel.secret, str(channel.pk)).removeprefix("whsec_"))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    proof = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{proof}"


def test_a_redirection_is_not_followed(world, outside):
    outside.status, outside.headers = 302, {"Location": f"{outside.url}/elsewhere"}
    _, delivery = going(world, WEBHOOK, outside.url)
    assert attempt(delivery, now=NOON).status == "waiting"
    assert reason() == "refused 302"
    assert len(outside.got) == 1


def test_an_answer_without_end_is_read_to_a_measure(world, outside):
    outside.answer = b"x" * (posting.MOST * 10)
    assert len(post(outside.url, b"", {}).body) <= posting.MOST + 4096


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.8.8", "::1", "169.254.169.254", "fe80::1%eth0", "0.0.0.0", "::", "224.0.0.1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "240.0.0.1", "255.255.255.255", "100.64.0.1"],
)  # fmt: skip
def test_no_webhook_leads_to_this_machine_to_its_link_or_to_no_one(address):
    assert not allowed(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "10.20.30.40", "192.168.7.7", "fd00::7", "2a00:1450::1"])
def test_a_webhook_may_lead_to_the_world_and_to_the_services_own_networks(address):
    assert allowed(address)


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://localhost/", "http://there.example/", "file:///etc", "https://[::1]/",
     "https://0177.0.0.1/", "https:///x", "https://a:99999/"],
)  # fmt: skip
def test_an_address_that_leads_inside_or_is_no_https_is_refused_before_a_byte_is_sent(url):
    with pytest.raises(NotDelivered, match="address"):
        post(url, b"", {})


def test_a_name_of_which_one_address_leads_inside_is_refused(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotDelivered, match="address"):
        post("https://there.example/", b"", {})


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    asked, gone_to = [], []

    def resolve(*_, **__):
        asked.append(1)
        return [(2, 1, 6, "", ("93.184.216.34", 443))]

    def connect(address, timeout):
        gone_to.append(address)
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(NotDelivered, match="unreachable"):
        post("https://there.example/", b"", {})
    assert (len(asked), gone_to) == (1, [("93.184.216.34", 443)])


def test_only_a_test_node_told_so_may_reach_its_own_machine(monkeypatch, outside):
    monkeypatch.setattr(node, "kind", lambda: "node")
    with pytest.raises(NotDelivered, match="address"):
        post(outside.url, b"", {})


def test_a_receiver_that_vouches_for_itself_alone_gets_nothing(world, loopback, tmp_path):
    with local_servers.http(local_servers.own_certificate(tmp_path)) as outside:
        _, delivery = going(world, WEBHOOK, outside.url)
        attempt(delivery, now=NOON)
    assert (reason(), outside.got) == ("no_trust", [])


# ── short message ─────────────────────────────────────────────────────────────────────────────────────────────────

FORM = {"to": "{to}", "msg": {"text": "{text}", "sender": "Ortaq"}, "refs": ["{id}"], "flash": False}


def test_an_sms_gateway_gets_the_form_that_it_wants_and_its_id_is_kept(world, outside, home):
    gateway(home, "sms", url=f"{outside.url}/v1", token="geheim", body=FORM, id="message_id")
    _, delivery = going(world, SMS, "+77270001234")
    assert attempt(delivery, now=NOON).status == "sent"
    (got,) = outside.got
    assert got.headers["authorization"] == "Bearer geheim"
    assert got.json["to"] == "+77270001234"
    assert got.json["msg"]["text"].startswith("Ortaq: СРОЧНО № ")
    assert got.json["refs"] == [str(delivery.pk)]
    assert Attempt.objects.get().gateway_id == "gw-17"


def test_a_gateway_that_refuses_is_named_by_its_number_alone(world, outside, home):
    outside.status, outside.answer = 402, b"no credit for token geheim"
    gateway(home, "sms", url=outside.url, token="geheim", body=FORM)
    _, delivery = going(world, SMS, "+77270001234")
    attempt(delivery, now=NOON)
    assert reason() == "refused 402"
    assert in_words(reason()) == "та сторона отказала (402)"


def test_a_node_without_a_gateway_says_so_and_goes_on_trying(world):
    _, delivery = going(world, SMS, "+77270001234")
    assert attempt(delivery, now=NOON).status == "waiting"
    assert reason() == "not_set_up"


def test_what_is_filled_in_is_not_read_again():
    from ortaq.exchange.outside.sms import _filled

    assert _filled("{text} {id}", {"to": "t", "text": "{id}", "id": "7"}) == "{id} 7"


# ── e-mail ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def letters(home):
    with local_servers.smtp() as running:
        facts = {"host": "127.0.0.1", "port": running.port, "tls": "none", "from": "ortaq@node.example"}
        gateway(home, "smtp", **facts, user="ortaq", password="geheim")
        yield running


def test_a_letter_is_handed_to_the_mail_server_under_the_deliverys_own_id(world, letters):
    from email import message_from_bytes, policy

    _, delivery = going(world, MAIL, "duty@customs.example")
    assert attempt(delivery, now=NOON).status == "sent"
    (envelope,) = letters.taken
    letter = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.to == ["duty@customs.example"]
    assert letter["Message-ID"] == f"<{delivery.pk}@node.example>"
    assert letter["Subject"] == f"Ortaq: СРОЧНО № {delivery.message}"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().startswith("Ortaq: СРОЧНО № ")
    assert Attempt.objects.get().gateway_id == "queued as AB12"


def test_a_letter_is_delivered_only_when_the_server_has_taken_it(world, letters):
    letters.answer = "451 try later"
    _, delivery = going(world, MAIL, "duty@customs.example")
    assert attempt(delivery, now=NOON).status == "waiting"
    assert reason() == "refused 451"


def test_a_wrong_password_of_the_node_is_told_and_not_shown(world, letters, home):
    facts = json.loads((home / "outside" / "smtp.json").read_text())
    gateway(home, "smtp", **(facts | {"password": "falsch"}))
    _, delivery = going(world, MAIL, "duty@customs.example")
    attempt(delivery, now=NOON)
    assert reason() == "refused 535"


def test_without_encryption_only_this_machine_is_handed_a_letter(world, home):
    gateway(home, "smtp", host="mail.example", port=25, tls="none", **{"from": "a@b.example"})
    _, delivery = going(world, MAIL, "duty@customs.example")
    attempt(delivery, now=NOON)
    assert reason() == "not_set_up"


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_was_asked_for(world, letters, home):
    facts = json.loads((home / "outside" / "smtp.json").read_text())
    gateway(home, "smtp", **(facts | {"tls": "starttls"}))
    _, delivery = going(world, MAIL, "duty@customs.example")
    attempt(delivery, now=NOON)
    assert (reason(), letters.taken) == ("unreachable", [])


def test_a_mail_server_that_vouches_for_itself_alone_gets_neither_password_nor_letter(world, home, tmp_path):
    with local_servers.smtp(local_servers.own_certificate(tmp_path)) as letters:
        facts = {"host": "localhost", "port": letters.port, "tls": "implicit", "from": "a@b.example"}
        gateway(home, "smtp", **facts, user="ortaq", password="geheim")
        _, delivery = going(world, MAIL, "duty@customs.example")
        attempt(delivery, now=NOON)
    assert (reason(), letters.taken) == ("no_trust", [])


def test_a_server_that_is_not_there_is_tried_again(world, home):
    gateway(home, "smtp", host="127.0.0.1", port=local_servers.closed_port(), tls="none", **{"from": "a@b.example"})
    _, delivery = going(world, MAIL, "duty@customs.example")
    assert attempt(delivery, now=NOON).status == "waiting"
    assert reason() == "unreachable"


# ── drill, demo, test ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["drill", "demo", "test"])
def test_a_node_that_is_not_real_sends_nothing_outside(monkeypatch, world, kind):
    monkeypatch.setattr(node, "kind", lambda: kind)
    assert set(ways.ways().values()) == {sink.send}


def test_a_real_node_has_its_ways(monkeypatch):
    monkeypatch.setattr(node, "kind", lambda: "node")
    assert dict(ways.ways()) == WAYS


def test_what_would_have_gone_out_is_shown_to_the_unit_whose_channel_it_is(world, home):
    channel, delivery = going(world, SMS, "+77270001234")
    assert attempt(delivery, now=NOON, ways=ways.ways()).status == "sent"
    (one,) = sink.shown({str(channel.pk)})
    assert (one["to"], one["id"]) == ("+77270001234", str(delivery.pk))
    assert sink.shown({"another"}) == []
