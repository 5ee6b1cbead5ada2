"""What the clock engine says of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.clock import _beat
from ortaq.duties.models import ClockBeat

pytestmark = pytest.mark.django_db


def test_an_engine_that_was_off_for_two_months_still_says_that_it_lives():
    _beat(worlds.NOON, timedelta(days=60), 1)
    assert ClockBeat.objects.get().at == worlds.NOON
    assert ClockBeat.objects.get().worst_ms > timedelta(days=24).total_seconds() * 1000
