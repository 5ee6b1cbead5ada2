"""What every test of the data bank asks for: three agencies at one point, who enter, look up and settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from banking import Bank


@pytest.fixture
def bank(db: None) -> Bank:
    """The data bank of the small world; nothing stands in it yet."""
    from banking import Bank
    from world import make

    return Bank(make())
