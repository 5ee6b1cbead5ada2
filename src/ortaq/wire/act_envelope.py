"""An act as one file that needs no node: its body, everybody's signature, their public keys, the ledger's head.

    {"act": {"id", "kind", "number", "version", "title", …}, "body": {…}, "format": "ortaq-act-1",
     "head": jws or "", "keys": [jwk, …], "revoked": [{"at", "kid"}, …], "signatures": [jws, …]}

It lies in the printed act as an attachment. Whoever checks it learns who signed which body; that these keys are these
officers' is what the seal over the whole paper vouches for. A key revoked later does not undo what it signed before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from ortaq.wire import acts, canonical, heads
from ortaq.wire import keys as jwks
from ortaq.wire.act_report import ActReport
from ortaq.wire.acts import Asked, Statement
from ortaq.wire.canonical import JSON, parse_instant
from ortaq.wire.errors import BadSignature, BadStatement, NotCanonical, UnknownKey, WireError
from ortaq.wire.keys import Key, Keys

FORMAT = "ortaq-act-1"
NAMED = ("kind", "number", "version")


def written(
    *,
    act: Mapping[str, JSON],
    body: JSON,
    signatures: Iterable[str],
    keys: Iterable[Key],
    revoked: Mapping[str, datetime] | None = None,
    head: str = "",
) -> bytes:
    """Return the envelope. `act` has at least id, kind, number and version; `revoked` says since when, by key."""
    return canonical.encode(
        {
            "format": FORMAT,
            "act": act,
            "body": body,
            "signatures": list(signatures),
            "keys": [json.loads(jwks.public_text(key)) for key in keys],
            "revoked": [{"kid": name, "at": at} for name, at in sorted((revoked or {}).items())],
            "head": head,
        }
    )


def read(data: bytes) -> dict[str, Any]:
    """Return the envelope that `data` writes. Raises BadStatement for anything else."""
    try:
        value = canonical.decode(data)
    except NotCanonical as exc:
        raise BadStatement(why="the envelope is not in canonical form") from exc
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise BadStatement(why="not an envelope of an act of this version")
    return value


def check(envelope: Mapping[str, Any], known: Keys | None = None) -> ActReport:
    """Say whether the envelope is whole, who signed what, and what is amiss; nothing in it can make this raise.

    `known` are ledger keys from a trusted hand, by which the head is checked.
    """
    report = ActReport()
    try:
        report.act, report.body = _act(envelope), acts.body_hash(envelope["body"])
        ring, revoked = _ring(envelope["keys"], report), _revoked(envelope["revoked"])
        signatures, head = list(envelope["signatures"]), str(envelope["head"])
    except (WireError, KeyError, TypeError, ValueError, AttributeError) as exc:
        report.fault("envelope.malformed", why=type(exc).__name__)
        return report
    for place, token in enumerate(signatures, 1):
        _take(token, place, ring, report)
    for statement in report.signed:
        _late(statement, revoked, report)
    _together(report)
    _head(head, known, report)
    return report


def _act(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    act = envelope["act"]
    if envelope["format"] != FORMAT or any(name not in act for name in ("id", *NAMED)):
        raise ValueError("act")
    return dict(act)


def _ring(jwk: Iterable[Any], report: ActReport) -> dict[str, Key]:
    ring: dict[str, Key] = {}
    for place, each in enumerate(jwk, 1):
        try:
            key = jwks.load(canonical.encode(each))
        except WireError:
            report.fault("key.malformed", place=place)
            continue
        if "d" in each:
            report.fault("key.private", key=jwks.name(key))
        ring[jwks.name(key)] = key
    return ring


def _revoked(entries: Iterable[Mapping[str, str]]) -> dict[str, datetime]:
    """Since when each key is revoked; where it is said twice, the earlier counts."""
    since: dict[str, datetime] = {}
    for each in entries:
        at = parse_instant(each["at"])
        since[each["kid"]] = min(at, since.get(each["kid"], at))
    return since


def _take(token: Any, place: int, ring: Mapping[str, Key], report: ActReport) -> None:
    """Add the statement of one signature to the report, or why it is none of this act."""
    try:
        name = jwks.signer(token) if isinstance(token, str) else ""
        if name not in ring:
            report.fault("signature.unknown_key", place=place, key=name)
            return
        statement = acts.verify(token, ring[name])
    except BadSignature:
        report.fault("signature.broken", place=place, key=name)
    except WireError:
        report.fault("signature.malformed", place=place)
    else:
        _of_this_act(statement, report)


def _of_this_act(statement: Statement, report: ActReport) -> None:
    facts = {"name": statement.signer.name, "role": statement.role}
    if statement.body != report.body:
        report.fault("signature.body", **facts, signed=statement.body, found=report.body)
        return
    other = [name for name in NAMED if statement.facts[name] != report.act[name]]
    if str(statement.act) != str(report.act["id"]) or other:
        report.fault("signature.act", **facts, fields=other or ["id"])
        return
    report.signed.append(statement)


def _late(statement: Statement, revoked: Mapping[str, datetime], report: ActReport) -> None:
    since = revoked.get(statement.key)
    if since is not None and statement.at >= since:
        facts = {"name": statement.signer.name, "role": statement.role, "key": statement.key}
        report.fault("signature.after_revocation", **facts, at=statement.at, since=since)


def _together(report: ActReport) -> None:
    """What only all signatures together show: one missing, one too many, one key in two hands."""
    if not report.signed and not report.faults:
        report.fault("signature.none")
    owners: dict[str, str] = {}
    for statement in report.signed:
        if owners.setdefault(statement.key, statement.signer.officer) != statement.signer.officer:
            report.fault("key.shared", key=statement.key)
    seen = Counter((each.role, each.signer.unit, each.signer.officer) for each in report.signed)
    for (role, unit, _officer), times in seen.items():
        if times > 1:
            report.fault("signature.repeated", role=role, unit=unit)
    _asked(report)


def _asked(report: ActReport) -> None:
    asked = {each.asked for each in report.signed}
    if len(asked) > 1:
        report.fault("signature.asked")
    wanted = Counter(*asked) if len(asked) == 1 else Counter({each for one in asked for each in one})
    given = Counter(Asked(each.role, each.signer.unit) for each in report.signed)
    for each in sorted((wanted - given).elements()):
        report.fault("signature.missing", role=each.role, unit=each.unit)
    for each in sorted((given - wanted).elements()) if wanted else ():
        report.fault("signature.unasked", role=each.role, unit=each.unit)


def _head(token: str, known: Keys | None, report: ActReport) -> None:
    if not token:
        return
    try:
        if known is None:
            claimed: dict[str, Any] = json.loads(jws.extract_compact(token.encode()).payload or b"")
            report.head = {name: claimed.get(name) for name in ("at", "node", "root", "size", "key")}
        else:
            head = heads.verify(token, known)
            report.head = {name: head.statement[name] for name in ("at", "node", "root", "size", "key")}
            report.head_proved = True
    except UnknownKey:
        report.fault("head.unknown_key", key=jwks.signer(token))
    except BadSignature:
        report.fault("head.signature")
    except (WireError, JoseError, ValueError, AttributeError, TypeError):
        report.fault("head.malformed")
