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
from statistics import median

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
    """Return the figures, p50 / p99 of a hundred times each, and the processor's median."""

    def printed(paper: Callable[[int], Paper], *languages: str, times: int = TIMES) -> str:
        return _figure(lambda n: printing.pdf(paper(n), languages, at=AT), times)

    figures = {
        "a hand-over act of a person": printed(short, "ru"),
        "of a person and four things, in a table": printed(usual, "ru"),
        "the same in two columns": printed(usual, "kk", "ru"),
        "an act of two pages with a table and a diagram": printed(act, "ru"),
        "the same in two columns, with a diagram": printed(act, "kk", "ru"),
        "a plan of five pages": printed(plan, "ru", times=TIMES // 4),
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


def short(n: int) -> Paper:
    """A person handed over with nothing on him: no table and no diagram."""
    whole = act(n)
    return replace(whole, blocks=whole.blocks[:1])


def usual(n: int) -> Paper:
    """A hand-over as custody draws it up: a person and things."""
    whole = act(n)
    return replace(whole, blocks=whole.blocks[:2])


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
    """By the clock, and of the processor: beside other work the two are far apart."""
    what(times)
    took, used = [], []
    for n in range(times):
        started, spent = time.perf_counter(), time.process_time()
        what(n)
        took.append(1000 * (time.perf_counter() - started))
        used.append(1000 * (time.process_time() - spent))
    took.sort()
    return f"{median(took):.1f} ms / {took[int(times * 0.99)]:.1f} ms; processor {median(used):.1f} ms"


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"| {name} | {figure} |")
