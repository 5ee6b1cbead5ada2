"""What an act costs: its paper, the seal over it, an officer's signature, the verification. No two acts are alike."""

from __future__ import annotations

import os
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import bench_node
from acts.paper import papers, sealing
from wire import acting

from ortaq.acts.paper import printing, signer, verifying
from ortaq.acts.paper.paper import Block, Line, Paper, Paragraph, Part, Table, Words
from ortaq.wire import acts
from ortaq.wire import sealing as sealed_keys

TIMES = 100
AT = datetime(2003, 5, 12, 9, 40, tzinfo=UTC)


def measure() -> dict[str, str]:
    """Return the figures, p50 / p99 of a hundred times each."""
    figures = {
        "a hand-over act of two pages, one language": _figure(lambda n: printing.pdf(act(n), ("ru",), at=AT)),
        "the same in two columns": _figure(lambda n: printing.pdf(act(n), ("kk", "ru"), at=AT)),
        "a plan of five pages, one language": _figure(lambda n: printing.pdf(plan(n), ("ru",), at=AT), TIMES // 4),
    }
    with tempfile.TemporaryDirectory() as folder:
        figures |= _seals(Path(folder))
    figures |= _officer()
    pdf = sealing.sealed()
    figures["a sealed act verified, three signatures"] = _figure(lambda _n: verifying.verify(pdf))
    figures["the process after all that, resident"] = f"{bench_node.resident_mb(os.getpid()):.0f} MB"
    return figures


def _seals(home: Path) -> dict[str, str]:
    pdf = printing.pdf(act(0), ("ru",), at=AT)
    path, _certificate = sealing.archive(home, "rsa")

    def seal(key: str) -> Callable[[int], bytes]:
        return lambda _n: signer.seal(pdf, home=home, key=key, name="bench", at=AT)

    return {
        "the seal of the node's own key, P-256": _figure(seal("")),
        "the seal of an archive's key, RSA-2048": _figure(seal(str(path))),
    }


def _officer() -> dict[str, str]:
    key = acting.KEYS["o-1"]
    sealed = sealed_keys.seal(key, "шекара қызметі")
    return {
        "an officer's key opened by the passphrase (Argon2id, 64 MiB)": _figure(
            lambda _n: sealed_keys.open_sealed(sealed, "шекара қызметі"), TIMES // 4
        ),
        "his signature with the opened key": _figure(lambda n: acts.sign(acting.said(number=str(n)), key)),
    }


def act(n: int) -> Paper:
    return _other(papers.hand_over(), n)


def plan(n: int) -> Paper:
    return _other(papers.plan(), n)


def _other(paper: Paper, n: int) -> Paper:
    """The same paper with other words in every part, so that nothing remembered from the last one helps."""
    blocks = tuple(Block(block.title, tuple(_part(part, n) for part in block.parts)) for block in paper.blocks)
    hash_ = sha256(str(n).encode()).hexdigest()
    return replace(paper, id=uuid.UUID(int=n), hash=hash_, number=f"{n}/2003", blocks=blocks)


def _part(part: Part, n: int) -> Part:
    def other(words: Words) -> Words:
        return words + f" {n}"

    match part:
        case Line():
            return Line(part.label, other(part.value))
        case Paragraph():
            return Paragraph(other(part.text))
        case Table():
            return replace(part, rows=tuple(tuple(map(other, row)) for row in part.rows))
        case _:
            return part


def _figure(what: Callable[[int], object], times: int = TIMES) -> str:
    what(times)
    took = []
    for n in range(times):
        started = time.perf_counter()
        what(n)
        took.append(time.perf_counter() - started)
    took.sort()
    return f"{took[len(took) // 2] * 1000:.1f} ms / {took[int(len(took) * 0.99)] * 1000:.1f} ms"


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"| {name} | {figure} |")
