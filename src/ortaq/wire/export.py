"""An export of a ledger, and its verification with nothing but the file: JSON lines, each in canonical form.

    {"keys":[…],"ortaq":"ledger","v":1}                    first: the public keys of the node
    {"body":{…},"leaf":"…","seq":0}                        an entry: its body, its leaf hash, its number
    {"head":"…"}                                           a signed head over all entries above it
    {"end":{"entries":2,"heads":1}}                        last: a file cut short is seen to be

The leaf beside the body lets a changed entry be named, not merely the batch in which it stands. A file with
a single proof (`ortaq.wire.proof`) is verified by the same door.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ortaq.wire import canonical, keys, merkle, proof
from ortaq.wire.canonical import JSON
from ortaq.wire.chain import Chain
from ortaq.wire.errors import BadExport, BadProof, BadStatement, WireError
from ortaq.wire.keys import Key, Keys
from ortaq.wire.report import Report

VERSION = 1


def opening(ring: Iterable[Key]) -> bytes:
    """Return the first line. Whose ledger it is stands in the signed heads, not here."""
    publics = [json.loads(keys.public_text(key)) for key in ring]
    return _line({"ortaq": "ledger", "v": VERSION, "keys": publics})


def entry_line(seq: int, leaf: bytes, body: str) -> bytes:
    """Return the line of an entry; `body` is its canonical text and stands in the line as it is."""
    return f'{{"body":{body},"leaf":"{leaf.hex()}","seq":{seq}}}\n'.encode()


def head_line(token: str) -> bytes:
    """Return the line of a head."""
    return _line({"head": token})


def closing(entries: int, heads: int) -> bytes:
    """Return the last line."""
    return _line({"end": {"entries": entries, "heads": heads}})


def proof_line(found: proof.Proof, ring: Iterable[Key]) -> bytes:
    """Return a file with one proof and the keys to check it."""
    publics = [json.loads(keys.public_text(key)) for key in ring]
    return _line(found.facts() | {"keys": publics})


def verify(lines: Iterable[bytes], ring: Keys | None = None, witnesses: Iterable[str] = ()) -> Report:
    """Verify an export line by line and return what was found; memory does not grow with the file.

    `ring` holds the keys that are believed; without it those in the file are, which proves that the file
    agrees with itself and not who made it. `witnesses` are heads kept elsewhere. Raises BadExport for what
    is no export at all.
    """
    stream = iter(lines)
    first = _first(stream)
    report = Report(pinned=ring is not None)
    believed = _ring(first) if ring is None else ring
    if first["ortaq"] == "proof":
        _verify_proof(first, believed, report)
    else:
        _verify_ledger(stream, Chain(believed, report, witnesses), report)
    return report


def _first(stream: Iterator[bytes]) -> dict[str, Any]:
    try:
        first = json.loads(next(stream, b""))
        if first["ortaq"] not in ("ledger", "proof") or first["v"] != VERSION:
            raise BadExport(why="another kind or version", line=1)
    except (ValueError, KeyError, TypeError) as exc:
        raise BadExport(why="not an export of a ledger", line=1) from exc
    found: dict[str, Any] = first
    return found


def _ring(first: dict[str, Any]) -> dict[str, Key]:
    try:
        return keys.ring(keys.load(json.dumps(jwk)) for jwk in first["keys"])
    except (KeyError, TypeError, BadStatement) as exc:
        raise BadExport(why="the keys are missing or malformed", line=1) from exc


def _verify_proof(first: dict[str, Any], ring: Keys, report: Report) -> None:
    try:
        found = proof.read(first)
        report.entries = report.heads = 1
        report.proved = dict(found.entry)
        Chain(ring, report).note(found.verify(ring))
    except WireError as fault:
        what = "proof.path" if isinstance(fault, BadProof) else "proof.head"
        report.fault(what, why=str(fault.facts.get("why") or type(fault).__name__))


def _verify_ledger(stream: Iterator[bytes], chain: Chain, report: Report) -> None:
    ended = False
    for number, line in enumerate(stream, start=2):
        if ended:
            raise BadExport(why="lines after the last one", line=number)
        if line.startswith(b'{"body":'):
            _entry(line, number, chain, report)
        else:
            ended = _other(line, number, chain, report)
    if not ended:
        report.fault("file.cut", entries=report.entries, heads=report.heads)
    chain.end()


def _entry(line: bytes, number: int, chain: Chain, report: Report) -> None:
    """Take the line apart by place and not by parsing, so that what is hashed is what is written."""
    body, found, tail = line.rstrip(b"\n").rpartition(b',"leaf":"')
    leaf, seq = tail[:64], tail[64:]
    if not (found and seq.startswith(b'","seq":') and seq.endswith(b"}") and seq[8:-1].isdigit()):
        raise BadExport(why="not a line of an entry", line=number)
    stated, at = _hash(leaf, number), int(seq[8:-1])
    if merkle.leaf_hash(body[8:]) != stated:
        report.fault("entry.changed", number=at, **_named(body[8:]))
    chain.entry(at, stated)


def _hash(text: bytes, number: int) -> bytes:
    try:
        value = bytes.fromhex(text.decode())
    except ValueError as exc:
        raise BadExport(why="not a hash", line=number) from exc
    if value.hex().encode() != text:
        raise BadExport(why="not a hash", line=number)
    return value


def _named(body: bytes) -> dict[str, JSON]:
    try:
        value = json.loads(body)
        return {"kind": str(value["kind"]), "record": str(value["record"])}
    except (ValueError, KeyError, TypeError):
        return {}


def _other(line: bytes, number: int, chain: Chain, report: Report) -> bool:
    """Take in a head or the end; return whether it was the end."""
    try:
        value = json.loads(line)
        if "head" in value:
            chain.head(str(value["head"]))
            return False
        stated = (value["end"]["entries"], value["end"]["heads"])
    except (ValueError, KeyError, TypeError) as exc:
        raise BadExport(why="neither an entry nor a head", line=number) from exc
    if stated != (report.entries, report.heads):
        report.fault("file.cut", entries=report.entries, heads=report.heads)
    return True


def _line(value: JSON) -> bytes:
    return canonical.encode(value) + b"\n"
