"""What every test of forces asks for: three agencies at one point, each with a list of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from forcing import Sides


@pytest.fixture
def sides(db: None) -> Sides:
    """The crossing point of the small world; nobody has entered anything yet."""
    from forcing import Sides
    from world import make

    return Sides(make())
