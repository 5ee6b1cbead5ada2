"""A small act and its officers, for the tests of signatures and of paper."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from ortaq.wire import act_envelope, acts, keys
from ortaq.wire.acts import Asked, Signer

AT = datetime(2013, 12, 31, 2, 30, tzinfo=UTC)
ACT = uuid.UUID("0190a3c8-0000-7000-8000-000000000001")
BODY = {"person": {"name": "Сәбит Өмірұлы", "born": "1980-02-29"}, "items": [{"n": 1, "what": "нож"}]}
GIVER = Signer("o-1", "Асқар Ғалымұлы Жұмабек", "майор", "начальник смены", "unit-a", "Застава", "first")
TAKER = Signer("o-2", "Айгүл Қайратқызы Сейіт", "капитан", "оперативный дежурный", "unit-b", "Отдел", "second")
CHIEF = Signer("o-3", "Ерлан Нұрланұлы Оспан", "полковник", "начальник", "unit-c", "Управление", "first")
ASKED = (Asked("party", "unit-a"), Asked("party", "unit-b"), Asked("approver", "unit-c"))
KEYS = {signer.officer: keys.generate() for signer in (GIVER, TAKER, CHIEF)}
FACTS = {"id": str(ACT), "kind": "hand-over", "number": "17", "version": 1, "title": "Акт приёма-передачи"}


def said(signer: Signer = GIVER, **changed: Any) -> dict[str, Any]:
    """What an officer signs of this act."""
    usual: dict[str, Any] = {
        "act": ACT,
        "kind": "hand-over",
        "number": "17",
        "version": 1,
        "body": acts.body_hash(BODY),
        "role": "approver" if signer is CHIEF else "party",
        "signer": signer,
        "at": AT + timedelta(minutes=int(signer.officer[-1])),
        "node": "khorgos",
        "asked": ASKED,
    }
    return acts.statement(**usual | changed)


def signed(signer: Signer = GIVER, **changed: Any) -> str:
    return acts.sign(said(signer, **changed), KEYS[signer.officer])


def envelope(**changed: Any) -> dict[str, Any]:
    """The act as all three have signed it, with parts of it as a test wants them."""
    usual: dict[str, Any] = {
        "act": FACTS,
        "body": BODY,
        "signatures": [signed(signer) for signer in (GIVER, TAKER, CHIEF)],
        "keys": KEYS.values(),
    }
    return act_envelope.read(act_envelope.written(**usual | changed))
