"""The country's reference data, loaded as it stood on the last day of 2013."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ortaq.directory.folders import PACKS
from ortaq.ledger.actor import Actor

if TYPE_CHECKING:
    from ortaq.directory import loading

LOADER = Actor.program("loader")
AS_OF = date(2013, 12, 31)
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def folder() -> Path:
    """The pack's folder."""
    return PACKS / "kz_2002"


@pytest.fixture(scope="session")
def as_it_stood(folder: Path) -> loading.Plan:
    """The files, read as of that day."""
    from ortaq.directory import loading

    return loading.plan(folder, as_of=AS_OF)


@pytest.fixture(scope="session")
def kept() -> list[Any]:
    """What loading made and said, once it was done for some test."""
    return []


@pytest.fixture
def loaded(db: None, as_it_stood: loading.Plan, kept: list[Any]) -> loading.Report:
    """A database with the directory in it: loaded for the first test, the same rows for each other one."""
    from copies import Copies
    from django.apps import apps

    from ortaq.directory import loading
    from ortaq.directory.models import Version
    from ortaq.ledger.models import Entry

    if not kept:
        report = loading.load(as_it_stood, by=LOADER, at=AT)
        filled = apps.get_app_config("directory").get_models(include_auto_created=True)
        kept.extend([report, Copies([one for one in (*filled, Entry) if one is not Version])])
    else:
        kept[1].put()
    return kept[0]
