"""The whole way out on a running node: told by the web, handed out by the clock, tried by the jobs."""

from __future__ import annotations

import pytest
import world as worlds
from outside_cast import channel_on
from processes import eventually
from site_of_test import Site

from ortaq.exchange.outside import sink
from ortaq.exchange.outside.models import SMS, Delivery
from ortaq.exchange.sending import Saying, send_oral
from ortaq.lib.clock import now

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_alarm_leaves_the_console_by_itself(home):
    at = now()
    world = worlds.make(at=at)
    channel = channel_on(world, SMS, "+77270001234")
    site = Site(home)
    site.start("clock", "jobs")
    try:
        book = world.rulebook(at)
        to = book.route("C5.1", world.unit("border").pk)
        send_oral(Saying("C5.1.c", {"text": "оружие"}, at), to, by=world.by("border"), at=at, rulebook=book)
        assert eventually(lambda: Delivery.objects.get().status == "sent", 60)
    finally:
        site.stop()
    (one,) = sink.shown({str(channel.pk)})
    assert one["id"] == str(Delivery.objects.get().pk)
    (home / "outside" / "sent.jsonl").unlink()
