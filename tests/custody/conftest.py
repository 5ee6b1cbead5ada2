"""What every test of custody asks for: three agencies at one point, and words for taking in, offering, deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from holding import Point


@pytest.fixture
def point(db: None) -> Point:
    """The crossing point of the small world; the Border Service holds nobody yet."""
    from holding import Point
    from world import make

    return Point(make())
