"""The processes among which a verification is spread. Nothing of Django is imported before a worker has begun."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from ortaq.wire.report import Report


def spread(
    parts: Sequence[str], keys: Sequence[str], witnesses: Sequence[str], *, snapshot: str, cores: int
) -> list[Report]:
    """Return what each part of the verification found, all in the moment of `snapshot`, in the order of `parts`."""
    with ProcessPoolExecutor(min(cores, len(parts)), get_context("spawn"), _begin) as pool:
        waiting = [pool.submit(_at, snapshot, part, list(keys), list(witnesses)) for part in parts]
        return [each.result() for each in waiting]


def _begin() -> None:
    """A worker has the environment of the process that asked: the same node, the same role."""
    from ortaq.lib.setup import django_setup

    django_setup(os.environ.get("ORTAQ_ROLE", "owner"))


def _at(snapshot: str, part: str, keys: list[str], witnesses: list[str]) -> Report:
    from ortaq.ledger import verifying

    with verifying.moment(snapshot):
        return verifying.part(part, keys, witnesses)
