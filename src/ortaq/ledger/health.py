"""Whether the sealer keeps up: for the health page and the console."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ortaq.ledger.models import Waiting
from ortaq.lib import clock


def longest_wait() -> timedelta:
    """Return how long the oldest unsealed entry has waited; nought where none waits.

    Above a second, look for the sealer. In true time, which an entry's id carries, whatever the node's clock shows.
    """
    oldest = Waiting.objects.order_by("entry").values_list("entry", flat=True).first()
    if oldest is None:
        return timedelta()
    written = datetime.fromtimestamp((oldest.int >> 80) / 1000, UTC)
    return max(timedelta(), clock.now() - clock.shift() - written)
