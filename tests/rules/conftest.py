"""The pack of 2002, its second edition and its units, for every test of the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ortaq.rules import packs, reference
from ortaq.rules.edition import Edition, Pack
from ortaq.rules.routing import Directory

ORLANIA = Path(__file__).parent / "packs" / "orlania"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return packs.load("kz_2002")


@pytest.fixture(scope="session")
def edition(pack: Pack) -> Edition:
    return pack.edition("kz_2002-2")


@pytest.fixture(scope="session")
def directory(pack: Pack, edition: Edition) -> Directory:
    return reference.of_pack(pack, edition, date(2013, 12, 31))


@pytest.fixture(scope="session")
def orlania() -> Pack:
    return packs.load(ORLANIA)
