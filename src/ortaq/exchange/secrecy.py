"""State secrets are refused by policy: neither sent nor kept as a draft."""

from __future__ import annotations

from typing import Any

from ortaq.exchange.errors import StateSecret
from ortaq.rules.edition import Edition
from ortaq.rules.secrecy import marking_in


def refuse_state_secrets(body: Any, edition: Edition) -> None:
    """Raise StateSecret where words or fields bear a marking that the pack lists."""
    marking = marking_in(body, edition.state_secrets)
    if marking and edition.state_secrets:
        raise StateSecret("a marking of a state secret", marking=marking, advice=edition.state_secrets.advice)
