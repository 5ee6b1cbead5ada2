"""A webhook: a CloudEvent (1.0, structured JSON) posted to another system, signed with the channel's own secret.

The signature is that of Standard Webhooks: `webhook-id`, `webhook-timestamp`, and `webhook-signature: v1,` with
HMAC-SHA256 over "id.timestamp.body". Not the node's own key: only the sealer reads that, and a receiver needs no more
than to know that the event is ours, fresh, and which one it is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from urllib.parse import quote

from ortaq.exchange.outside.models import Channel
from ortaq.exchange.outside.note import Note
from ortaq.exchange.outside.posting import post
from ortaq.exchange.outside.ways import NotDelivered
from ortaq.lib import clock, node

PREFIX = "whsec_"


def send(channel: Channel, secret: str, note: Note) -> str:
    """Post the event; delivered is what the other side has answered with 2xx. Raises NotDelivered."""
    body = json.dumps(event(channel, note), ensure_ascii=False).encode()
    at = str(round((clock.now() - clock.shift()).timestamp()))
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": str(note.id),
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature(secret, str(note.id), at, body)}",
    }
    answer = post(channel.address, body, headers)
    if not 200 <= answer.status < 300:
        raise NotDelivered("refused", answer.status)
    return ""


def event(channel: Channel, note: Note) -> dict[str, object]:
    """Return the notice as a CloudEvent: number, urgency and duty line; the words where they may go out."""
    data = {"number": note.number, "urgent": note.what == "alarm", "duty_line": note.line}
    return {
        "specversion": "1.0",
        "id": str(note.id),
        "source": f"/ortaq/{quote(str(node.facts().get('name', 'node')))}",
        "type": f"ortaq.{note.what}",
        "time": note.at.isoformat(),
        "datacontenttype": "application/json",
        **({"subject": note.number} if note.number else {}),
        "data": data | ({"text": note.words} if note.words else {}),
    }


def signature(secret: str, identity: str, at: str, body: bytes) -> str:
    """Return the signature over an event, as its receiver makes it anew."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, f"{identity}.{at}.".encode() + body, hashlib.sha256)).decode()


def new_secret() -> str:
    """Return a secret that has never been used."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
