"""The sign to other screens that a message is new or changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ortaq.lib import screens
from ortaq.lib.screens import CHANNEL as CHANNEL

if TYPE_CHECKING:
    from ortaq.exchange.models import Message


def tell_screens(message: Message, units: Iterable[int], what: str = "message") -> None:
    """Sign to the screens of these units, and of the author's, that this message is new or changed."""
    screens.tell(what, message.pk, {*units, message.unit_id})
