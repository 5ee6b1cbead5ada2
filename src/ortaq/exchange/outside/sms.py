"""A short message by the node's gateway, which takes JSON over HTTP: `outside/sms.json` says where and in which form.

    {"url": "https://sms.example/v1/messages", "token": "…", "body": {"to": "{to}", "text": "{text}", "ref": "{id}"},
     "id": "message_id"}

`{to}`, `{text}` and `{id}` are filled in wherever they stand in the body; `{id}` is the delivery's, by which a gateway
knows a repetition. `id` names the field of the answer that holds the gateway's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ortaq.exchange.outside.models import Channel
from ortaq.exchange.outside.note import Note
from ortaq.exchange.outside.posting import post
from ortaq.exchange.outside.ways import NotDelivered, given

PLACE = re.compile(r"\{(to|text|id)\}")


def send(channel: Channel, secret: str, note: Note) -> str:
    """Hand the notice to the gateway; delivered is what it has answered with 2xx. Raises NotDelivered."""
    facts = given("sms")
    filled = _filled(facts["body"], {"to": channel.address, "text": note.text, "id": str(note.id)})
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(note.id)}
    if facts.get("token"):
        headers["Authorization"] = f"Bearer {facts['token']}"
    answer = post(str(facts["url"]), json.dumps(filled).encode(), headers, trusted=True)
    if not 200 <= answer.status < 300:
        raise NotDelivered("refused", answer.status)
    return _own_id(answer.body, str(facts.get("id", "id")))


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """Fill the places of the template in one pass: what is filled in is not read again."""
    if isinstance(template, dict):
        return {name: _filled(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if isinstance(template, str):
        return PLACE.sub(lambda found: values[found[1]], template)
    return template


def _own_id(body: bytes, name: str) -> str:
    try:
        said = json.loads(body or b"{}")
    except ValueError as error:
        raise NotDelivered("not_answered") from error
    return str(said.get(name, "")) if isinstance(said, dict) else ""
