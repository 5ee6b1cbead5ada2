"""What a demonstration agrees on, by the verbs of the program: at its crossing point, and above it."""

from __future__ import annotations

from datetime import timedelta

from agreeing import AGENCIES, NOON

from ortaq.acts.demo import fill
from ortaq.acts.models import Act, Version
from ortaq.rules import packs


def test_it_agrees_at_the_point_and_on_the_use_of_the_bank_above_it_once(parties, clock):
    for level in (1, 3, 4):
        for agency in AGENCIES:
            parties.commander(agency, level)
    now, folder = NOON + timedelta(days=30), packs.load().folder
    clock.stand(now)
    made = fill(now, folder)
    assert made == Act.objects.count() > 1
    above = Version.objects.in_force().get(act__kind="bank_use")
    assert above.act.level == 1
    assert set(above.act.parties) == {parties.unit(agency, 1).pk for agency in AGENCIES}
    assert fill(now, folder) == 0
