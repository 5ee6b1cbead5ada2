"""The newest signed head: what a message carries so that its receiver can later hold this node to it."""

from __future__ import annotations

from ortaq.ledger.models import Head


def latest() -> Head | None:
    """Return the newest head; None before the first entry is sealed."""
    return Head.objects.order_by("-size").first()


def latest_head() -> str:
    """Return the newest head as its compact JWS; empty before the first entry is sealed. One indexed row."""
    return Head.objects.order_by("-size").values_list("signature", flat=True).first() or ""
