"""A signed act on paper, sealed by a node: what the tests of verification take apart."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from acts.paper import papers
from wire import acting

from ortaq.acts.paper import printing
from ortaq.lib import pades
from ortaq.wire import act_envelope, acts

AT = acting.AT + timedelta(hours=1)


@lru_cache
def node(name: str) -> tuple[str, str]:
    """A node's key and certificate, as PEM."""
    key = pades.new_key()
    return key, pades.certificate(key, f"Ortaq, {name}")


def envelope(**changed: Any) -> bytes:
    usual: dict[str, Any] = {
        "act": acting.FACTS,
        "body": acting.BODY,
        "signatures": [acting.signed(each) for each in (acting.GIVER, acting.TAKER, acting.CHIEF)],
        "keys": acting.KEYS.values(),
    }
    return act_envelope.written(**usual | changed)


def printed(**changed: Any) -> bytes:
    """The act as PDF with its envelope, not yet sealed."""
    body = changed.get("body", acting.BODY)
    paper = papers.hand_over(id=acting.ACT, hash=acts.body_hash(body))
    return printing.pdf(paper, ("ru",), envelope(**changed), at=AT)


def sealed(name: str = "khorgos", **changed: Any) -> bytes:
    return pades.sign(printed(**changed), pades.of_pem(*node(name)), at=AT)
