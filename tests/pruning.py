"""The instruction without one of its points: what the tests that carry the point must notice.

As a plugin of pytest (`make prune`) each test marked `clause` runs once for each of its points, by a pack from which
that point is gone with everything that stands under it; it is expected to fail, and one that passes is a failure.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from ortaq.rules import packs
from ortaq.rules.edition import Clause, Edition, Pack, clause_within


def without(pack: Pack, number: str) -> Pack:
    """Return the pack as it would be had the point never been written."""
    return replace(pack, editions=tuple(_pruned(edition, number) for edition in pack.editions))


def entries(edition: Edition, number: str) -> list[str]:
    """Return what stands under the point itself: the parts of the edition, each as often as it has one."""
    return [part.name for part in fields(edition) for one in _of(getattr(edition, part.name)) if _at(one) == number]


@contextmanager
def pruned(number: str) -> Iterator[None]:
    """Let the program work by packs without this point."""
    loaded = packs._load

    def load(folder: Any) -> Pack:
        return without(loaded(folder), number)

    packs._load = load  # type: ignore[assignment]
    _forget()
    try:
        yield
    finally:
        packs._load = loaded
        _forget()


def _pruned(edition: Edition, number: str) -> Edition:
    changes = {part.name: _kept(getattr(edition, part.name), number) for part in fields(edition)}
    return replace(edition, **changes)


def _kept(value: Any, number: str) -> Any:
    """Return a list or a mapping of the edition without what stands under the point; a regime without its subjects."""
    if isinstance(value, Mapping):
        return {key: _without_subjects(one, number) for key, one in value.items() if not _under(one, number)}
    if isinstance(value, tuple):
        return tuple(_without_subjects(one, number) for one in value if not _under(one, number))
    return None if _under(value, number) else value


def _without_subjects(one: Any, number: str) -> Any:
    if not hasattr(one, "subjects"):
        return one
    return replace(one, subjects=tuple(subject for subject in one.subjects if not _under(subject, number)))


def _under(one: Any, number: str) -> bool:
    return clause_within(_at(one), number)


def _at(one: Any) -> str:
    """Return the point under which something stands: a clause under itself."""
    return (one.number if isinstance(one, Clause) else getattr(one, "clause", None) or "") if is_dataclass(one) else ""


def _of(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        value = tuple(value.values())
    found = list(value) if isinstance(value, tuple) else [value]
    return [*found, *(subject for one in found for subject in getattr(one, "subjects", ()))]


def _forget() -> None:
    """Empty whatever remembers what a pack said; what it says itself stays read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("ortaq.") and not name.startswith("ortaq.rules."):
            for value in list(vars(module).values()):
                getattr(value, "cache_clear", lambda: None)()


def numbers(item: Any) -> list[str]:
    """Return the points that a test carries."""
    return [number for mark in item.iter_markers("clause") for number in mark.args]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep those that carry a point."""
    carrying = [item for item in items if numbers(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in carrying])
    items[:] = carrying


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: Any, nextitem: Any) -> bool:
    """Run a test once for each of its points, that one gone before anything is made ready: it must fail."""
    carried = numbers(item)
    for number in carried:
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        item._initrequest()
        item.add_marker(pytest.mark.xfail(strict=True, reason=f"the pack lacks {number}"), append=False)
        with pruned(number):
            reports = runtestprotocol(item, log=False, nextitem=nextitem if number == carried[-1] else item.parent)
        for report in reports:
            if hasattr(report, "wasxfail"):
                report.wasxfail = f"without {number}: {_said(report)}"
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _said(report: Any) -> str:
    """Return the error by which a test noticed, so that whoever reads `-rx` sees that it was for the point."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return crash.message.splitlines()[0][:160] if crash else ""
