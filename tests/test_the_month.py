"""A demonstration tells a month of two regions by the program's own verbs, once; the duties stand as the facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.testing import appoint
from ortaq.acts.demo import fill as agree
from ortaq.acts.doing import Activation, Lesson
from ortaq.acts.models import Version
from ortaq.custody.demo import fill as hold
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import Charge
from ortaq.databank.demo import fill as bank
from ortaq.databank.models import Entry, Hit
from ortaq.directory.models import CrossingPoint
from ortaq.duties.rebuild import differences
from ortaq.exchange.demo import tell_stories
from ortaq.figures.demo import fill as count
from ortaq.operations.demo import fill as act
from ortaq.operations.forces_demo import fill as give
from ortaq.operations.log import Link, LogFile
from ortaq.operations.models import Operation
from ortaq.rules import packs

pytestmark = pytest.mark.django_db
NOON, FOLDER = worlds.NOON, packs.load().folder
FILLS = (tell_stories, hold, agree, act, give, count, bank)


def test_in_both_regions_a_matter_runs_from_the_call_through_everything_and_the_duties_stand_as_the_facts():
    told = _told()
    assert [fill(NOON, FOLDER) for fill in FILLS if fill is not count] == [0] * 6, "it is told once"
    _nothing_is_to_come()
    assert list(differences(NOON)) == []
    for there in told:
        _held_handed_over_agreed_acted_and_entered([there.unit(agency) for agency in worlds.KINDS])
        _one_matter_in_all_of_it(list(there.units.values()))
    assert LogFile.objects.get(entry__operation__kind="incident").is_picture, "an incident's log shows its scheme"


def _told():
    world = worlds.make()
    second = worlds.another_region(world, at=NOON - timedelta(days=60))
    CrossingPoint.objects.filter(code="second").update(kind="rail")
    for n, there in enumerate((world, second)):
        for level in (4, 3):
            for agency in worlds.KINDS:
                appoint(f"c{n}-{agency}-{level}", there.unit(agency, level), "commander", at=NOON - timedelta(days=32))
    for fill in FILLS:
        assert fill(NOON, FOLDER)
    return world, second


def _nothing_is_to_come():
    assert not Charge.objects.filter(taken_at__gt=NOON).exists()
    assert not HandOver.objects.filter(at__gt=NOON).exists()
    assert not Operation.objects.filter(opened_at__gt=NOON).exists()


def _held_handed_over_agreed_acted_and_entered(units):
    assert {"accepted", "refused"} <= set(Line.objects.filter(handover__unit__in=units).values_list("state", flat=True))
    kept = Version.objects.filter(act__unit__in=units, state="in_force").values_list("act__kind", flat=True)
    assert {"plan", "minutes", "hand_over"} <= set(kept)
    ran = Activation.objects.get(version__act__unit__in=units)
    assert ran.stood_down_at
    assert Lesson.objects.filter(activation=ran).exists()
    done = Operation.objects.filter(unit__in=units, state="closed").values_list("kind", flat=True)
    assert {"incident", "operation", "exercise"} <= set(done)
    assert Entry.objects.filter(unit__in=units).exists()
    hits = Hit.objects.filter(look_up__unit__in=units).exclude(answer="").values_list("answer", flat=True)
    assert {"same", "namesake"} <= set(hits)


def _one_matter_in_all_of_it(units):
    file = Operation.objects.get(unit__in=units, kind="channel")
    put = dict(Link.objects.filter(operation=file).values_list("what", "target"))
    assert HandOver.objects.filter(pk=put["handover"]).exists()
    assert Entry.objects.filter(message=put["message"]).exists()
    assert Charge.objects.filter(matter__isnull=False, unit__in=units).exists()
