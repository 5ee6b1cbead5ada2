"""What the node tidies by itself; safe to run twice."""

from __future__ import annotations

from ortaq.access.delays import FORGOTTEN_AFTER
from ortaq.access.models import Delay
from ortaq.access.session import SessionStore, true_now


def tidy() -> None:
    """Forget sessions that have expired and tries to sign in that count no longer."""
    SessionStore.clear_expired()
    Delay.objects.filter(last_at__lt=true_now() - FORGOTTEN_AFTER).delete()
