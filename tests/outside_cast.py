"""What the tests of channels share: a channel that is on, an alarm on its way, the hands of clock and job."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import world as worlds

from ortaq.access import posts
from ortaq.access.models import Officer
from ortaq.exchange.outside import channels, mail, sms, webhook
from ortaq.exchange.outside.delivering import deliver
from ortaq.exchange.outside.models import ALARMS, MAIL, SMS, WEBHOOK, Channel, Delivery
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.actor import Actor

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
WAYS = {MAIL: mail.send, SMS: sms.send, WEBHOOK: webhook.send}
WORDS = "В тайнике бензобака пистолеты"


def senior(world: Any, agency: str = "customs") -> Actor:
    """The senior of a unit, who asks for channels."""
    unit = world.unit(agency)
    login = f"senior-{unit.code}"
    officer = Officer.objects.filter(login=login).first()
    if officer is None:
        officer = Officer.objects.enrol(login, "Старшин", password=None, at=NOON)
        posts.found(officer, unit, "senior", at=NOON, by=Actor.program("test"))
    return Actor(officer.pk, str(officer), "senior", unit.pk, "s2")


def channel_on(world: Any, kind: str = WEBHOOK, address: str = "https://there.example/", **more: Any) -> Channel:
    """A channel of the customs post, asked for by its senior and confirmed by its watch."""
    facts = {"about": ALARMS, "language": "ru", **more}
    channel, _ = channels.ask(
        kind, address, facts.pop("about"), facts.pop("language"), **facts, by=senior(world), at=NOON
    )
    channels.confirm(channel, by=world.by("customs"), at=NOON)
    return channel


def tell(world: Any, *, at: Any = NOON, handling: str = "") -> Any:
    """The border's urgent message to its counterparts."""
    book = world.rulebook()
    saying = Saying("C5.1.c", {"text": WORDS}, at, handling=handling)
    return send_oral(saying, book.route("C5.1", world.unit("border").pk), by=world.by("border"), at=at, rulebook=book)


def attempt(delivery: Delivery, *, now: Any, ways: Any = None) -> Delivery:
    """Let a job that was handed out just now try it."""
    deliver(delivery.pk, handed_at=now, now=now, by_way=ways or WAYS)
    return Delivery.objects.get(pk=delivery.pk)


def gateway(home: Path, name: str, **facts: Any) -> None:
    """Say in the node's folder how a gateway is reached."""
    (home / "outside").mkdir(exist_ok=True, mode=0o700)
    (home / "outside" / f"{name}.json").write_text(json.dumps(facts))
