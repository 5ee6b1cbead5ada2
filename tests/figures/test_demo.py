"""The demonstration counted for two years, compared the last month and signed the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.testing import appoint
from ortaq.acts.models import Version
from ortaq.duties.rebuild import differences
from ortaq.figures.demo import fill
from ortaq.figures.reconciliations import Difference, Reconciliation
from ortaq.rules import packs


@pytest.mark.django_db
def test_it_has_two_years_of_figures_differences_of_several_causes_and_a_signed_act():
    world = worlds.make()
    now, folder = worlds.NOON, packs.load().folder
    for agency in ("border", "internal", "customs"):
        appoint(f"c-{agency}", world.unit(agency), "commander", at=now - timedelta(days=30))
    made = fill(now, folder)
    assert made > 24 * 3 * 15
    assert fill(now, folder) == 0
    last = Reconciliation.objects.latest("month")
    assert {"cut_off", "misspelt", "fields"} <= set(last.differences.values_list("cause", flat=True))
    assert set(Difference.objects.values_list("state", flat=True)) == {"open", "explained"}
    assert Version.objects.get().state == "in_force"
    assert list(differences(now)) == []
