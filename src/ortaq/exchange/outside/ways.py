"""The ways out, behind one small interface: take a channel and a notice, return the other side's id, or say why not.

    send(channel, secret, note) -> gateway id        raises NotDelivered

A way returns only when the other side has said that it has the notice. Only a real node has ways that lead outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.exchange.outside.models import MAIL, SMS, WEBHOOK, Channel
from ortaq.exchange.outside.note import Note
from ortaq.lib import node

Way = Callable[[Channel, str, Note], str]

WHY: dict[str, Promise] = {
    "not_set_up": _("на узле этот способ не настроен"),
    "secret_lost": _("секрет канала не открывается ключом узла: заведите канал заново"),
    "address": _("адрес ведёт внутрь узла или не существует"),
    "unreachable": _("та сторона не отвечает"),
    "too_slow": _("та сторона отвечает слишком долго"),
    "no_trust": _("сертификату той стороны нельзя верить"),
    "refused": _("та сторона отказала"),
    "not_answered": _("ответ той стороны не читается"),
    "broken": _("неожиданная ошибка; подробности в журнале процесса"),
}


class NotDelivered(Exception):
    """It did not go out; `why` is one of WHY, `code` what the other side said, a number alone."""

    def __init__(self, why: str, code: int | None = None) -> None:
        super().__init__(why)
        self.why, self.code = why, code

    def __str__(self) -> str:
        return f"{self.why} {self.code}" if self.code is not None else self.why


def in_words(reason: str) -> str:
    """Return the reason of an attempt as it is shown."""
    why, _, code = reason.partition(" ")
    words = str(WHY.get(why, why))
    return f"{words} ({code})" if code else words


def ways() -> Mapping[str, Way]:
    """Return the way of each kind of channel on this node."""
    from ortaq.exchange.outside import mail, sink, sms, webhook

    if node.kind() != "node":
        return dict.fromkeys((MAIL, SMS, WEBHOOK), sink.send)
    return {MAIL: mail.send, SMS: sms.send, WEBHOOK: webhook.send}


def given(name: str) -> dict[str, Any]:
    """Return what the node's folder says of a gateway (`outside/<name>.json`, mode 0600); raises NotDelivered."""
    home = node.home()
    try:
        facts: dict[str, Any] = json.loads((home / "outside" / f"{name}.json").read_text()) if home else {}
    except (FileNotFoundError, ValueError):
        facts = {}
    if not facts:
        raise NotDelivered("not_set_up")
    return facts
