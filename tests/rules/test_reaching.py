"""Whom a unit may ask: its counterparts, their superiors, its own line; each once and with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ortaq.rules.edition import Edition
from ortaq.rules.errors import NoParty
from ortaq.rules.reaching import reachable
from ortaq.rules.routing import Directory

POST = "opk-road-khorgos"


def test_a_crossing_point_asks_its_counterparts_first_then_up_and_beside(
    edition: Edition, directory: Directory
) -> None:
    found = reachable(edition, directory, edition.requests["information"], POST)
    agencies = [directory.unit(one.unit).agency for one in found]
    assert agencies[:2] == ["customs", "internal"]
    assert len({one.unit for one in found}) == len(found)
    assert POST not in {one.unit for one in found}
    assert "counterpart at the same level" in found[0].why.en
    assert any("own superior" in one.why.en for one in found)
    assert any("superior of a counterpart" in one.why.en for one in found)


def test_a_superior_may_ask_those_below(edition: Edition, directory: Directory) -> None:
    above = next(
        one.unit for one in reachable(edition, directory, edition.requests["aid"], POST) if "own" in one.why.en
    )
    assert POST in {one.unit for one in reachable(edition, directory, edition.requests["aid"], above)}


def test_a_kind_reaches_only_whom_the_pack_says(edition: Edition, directory: Directory) -> None:
    kind = replace(edition.requests["aid"], to=("counterparts",))
    assert {directory.unit(one.unit).agency for one in reachable(edition, directory, kind, POST)} == {
        "customs",
        "internal",
    }


def test_a_body_that_oversees_asks_nobody(edition: Edition, directory: Directory) -> None:
    with pytest.raises(NoParty):
        reachable(edition, directory, edition.requests["aid"], "mvd-dmp")
