"""The client against the program as it is served: a night between two posts' own systems, on a line that breaks."""

from __future__ import annotations

import ast
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from programs import ALL, given

import ortaq.client
from ortaq.client import Client, Refused, Unanswered
from ortaq.lib import clock


@pytest.fixture
def posts(site):
    """A client of the border post and one of the customs post, at the running program."""
    import world

    here = world.make(at=clock.now())
    found = []
    for agency in ("border", "customs"):
        _token, secret = given(here.unit(agency), ALL, at=clock.now())
        found.append(Client(site.address, token=secret, language="en"))
    yield found
    for one in found:
        one.close()


def test_two_systems_tell_take_over_and_confirm_over_the_wire(posts, site):
    site.start("sealer")  # what is told of is what stands sealed
    border, customs = posts
    now = clock.now()
    _events, since = customs.events(latest=True)
    told = {"unit": "customs-4", "told_at": now - timedelta(minutes=1), "told_to": "Петров", "told_by": "Тестов"}
    message = border.tell("C5.1.c", "оружие", known_at=now - timedelta(minutes=3), calls=[told])
    assert border.me()["unit"]["code"] == "border-4"
    assert [one["unit"]["code"] for one in border.route("C5.1.c")]
    (line,) = customs.messages(direction="in", alarms=True)
    assert line["message"]["id"] == message["id"]
    assert customs.message(message["id"])["content"]["text"] == "оружие"
    assert customs.deliver(message["id"])["step"] == "delivered"
    assert b"<msgType>Alert</msgType>" in customs.cap(message["id"])
    border.confirm(message["id"], "оружие, подробно")
    assert {duty["status"] for duty in border.duties(state="done")} == {"done"}
    assert border.keep("daily", {"text": "утро"}) == 1
    assert border.draft("daily")["body"] == {"text": "утро"}
    heard = eventually(lambda: [one for one in customs.events(since)[0] if one["type"] == "ortaq.message.sent"])
    assert {one["subject"].split("/")[0] for one in heard} == {"messages"}


def eventually(ask, seconds=20):
    from processes import eventually as until

    found = []
    assert until(lambda: found.extend(ask()) or found, seconds)
    return found


def test_an_answer_that_was_lost_is_asked_for_again_and_the_message_is_one(posts):
    border, _customs = posts
    reached, once, waited = [], border._once, []
    border._pause = waited.append

    def on_a_broken_line(*request):
        answer = once(*request)
        reached.append(answer.status)
        if len(reached) < 3:
            raise ConnectionResetError("the line broke after the node had done it")
        return answer

    border._once = on_a_broken_line
    message = border.tell("C5.1.c", "оружие", known_at=clock.now() - timedelta(minutes=3))
    assert reached == [201, 201, 201]
    assert waited == [0.5, 1.0]
    assert [line["message"]["id"] for line in border.messages()] == [message["id"]]


def test_what_is_refused_says_why_and_is_not_tried_again(posts):
    border, _customs = posts
    with pytest.raises(Refused) as refused:
        border.post("/messages/00000000-0000-7000-8000-000000000000/acknowledgement")
    assert (refused.value.status, refused.value.kind) == (403, "person-needed")
    with pytest.raises(Refused) as refused:
        border.tell("C9.9", "x")
    assert refused.value.facts == {"clause": "C9.9"}


def test_every_page_of_a_list_is_fetched_and_no_more(posts):
    border, _customs = posts
    pages = iter([{"items": [{"n": 1}, {"n": 2}], "next": "c2"}, {"items": [{"n": 3}], "next": None}])
    asked = []
    border.get = lambda path, **query: asked.append(query) or next(pages)
    assert [one["n"] for one in border.pages("/units", level=4)] == [1, 2, 3]
    assert asked == [{"level": 4}, {"level": 4, "cursor": "c2"}]


def test_a_node_that_never_answers_is_given_up_after_the_last_try():
    waited = []
    client = Client("http://127.0.0.1:9", token="ort_x", tries=3, pause=waited.append, timeout=0.2)
    with pytest.raises(Unanswered):
        client.me()
    assert len(waited) == 2


def test_a_time_without_its_zone_is_not_sent():
    from datetime import datetime

    with pytest.raises(ValueError, match="zone"):
        Client("http://127.0.0.1:9", token="ort_x").tell("C5.1.c", "x", known_at=datetime(2026, 5, 12))  # noqa: DTZ001


def test_the_client_needs_nothing_but_the_standard_library():
    tree = ast.parse(Path(ortaq.client.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in names if name} <= set(sys.stdlib_module_names)
