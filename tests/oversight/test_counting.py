"""The figures equal an independent count: what a clerk who knows every fact would write down with a pencil."""

from __future__ import annotations

from datetime import date, timedelta

import months
import pytest
import world as worlds
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.access.scope import acting_in
from ortaq.directory.models import Unit
from ortaq.duties.models import Duty
from ortaq.oversight.counting import KINDS, Counts, Which, count, summed, total
from ortaq.oversight.listing import listed
from ortaq.oversight.periods import DAY, Period
from ortaq.oversight.standing import standing

NOON, ZONES = worlds.NOON, ("Asia/Almaty", "Asia/Aqtau", "Asia/Qyzylorda")
SEEDS = range(24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def units(here):
    """Units of two agencies on three levels, in three zones."""
    chosen = [here.unit("border"), here.unit("customs"), here.unit("border", 3), here.unit("internal", 2)]
    for unit, zone in zip(chosen, (*ZONES, ZONES[0]), strict=True):
        Unit.objects.filter(pk=unit.pk).update(zone=zone)
        unit.zone = zone
    return chosen


def as_counted(counts: Counts) -> dict[str, int]:
    return {kind: counts.of(kind) for kind in KINDS if counts.of(kind)}


def periods(seed):
    """A month, a week, one day, and a span of the seed's own."""
    first = date(2026, 4, 20) + timedelta(days=seed % 20)
    return [
        Period.month_of(NOON.date()),
        Period(date(2026, 5, 4), date(2026, 5, 10)),
        Period(first, first),
        Period(first, first + timedelta(days=seed)),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_month_counts_as_a_clerk_would_count_it(seed, here, bodies, units, as_role):
    told = months.play(seed, here, units, NOON)
    for period in periods(seed):
        pieces = tuple(period.pieces(DAY))
        with as_role("web"), acting_in(bodies.units["internal"].pk):
            found = count(Which(pieces), ("unit", "clause", "piece"), now=NOON, zones=ZONES)
        for by, place in (("unit", 0), ("clause", 1), ("day", 2)):
            counted = summed(found, lambda key, place=place: key[place])
            named = {pieces[key].first if by == "day" else key: as_counted(one) for key, one in counted.items()}
            assert named == {key: dict(one) for key, one in months.naive(told, period.first, period.last, by).items()}


@pytest.mark.parametrize("seed", SEEDS[::6])
def test_the_count_is_what_the_steps_of_each_life_say(seed, here, bodies, units, as_role):
    months.play(seed, here, units, NOON)
    begun = Duty.objects.filter(opens_at__lte=NOON)
    kinds = [months.from_history(duty, NOON) for duty in begun]
    everything = Which(tuple(Period(date(2026, 1, 1), date(2026, 12, 31)).pieces("month")))
    with as_role("web"), acting_in(bodies.units["border"].pk):
        found = total(count(everything, ("clause",), now=NOON, zones=ZONES).values())
    assert {kind: kinds.count(kind) for kind in KINDS} == {kind: found.of(kind) for kind in KINDS}
    assert [standing(duty, NOON) for duty in begun] == kinds


@pytest.mark.parametrize("seed", SEEDS[::9])
def test_the_list_behind_each_figure_is_as_long_as_the_figure_says(seed, here, bodies, units, sit):
    months.play(seed, here, units, NOON)
    inspector = sit(bodies.inspectors["customs"])
    totals = inspector.get("/oversight/").context["total"]
    for kind in KINDS:
        page = inspector.get(f"/oversight/duties/?kind={kind}")
        assert page.context["found"].paginator.count == totals.of(kind)
        assert {line["kind"] for line in page.context["lines"]} <= {kind}


def test_every_page_shows_the_same_month_the_same(here, bodies, units, sit):
    months.play(5, here, units, NOON)
    inspector = sit(bodies.inspectors["border"])
    whole = inspector.get("/oversight/").context["total"]
    assert whole.expected > 10
    for by in ("clause", "level", "agency", "unit"):
        assert (
            total(line[0].counts for line in inspector.get(f"/oversight/breakdown/?by={by}").context["lines"]) == whole
        )
    trend = inspector.get("/oversight/trend/").context
    assert total(row[2] for row in trend["fine"]) == trend["rows"][-1][2] == whole
    filters = [
        total(
            [
                inspector.get(f"/oversight/?agency={agency}").context["total"]
                for agency in ("border", "customs", "internal")
            ]
        ),
        total([inspector.get(f"/oversight/?level={level}").context["total"] for level in (1, 2, 3, 4)]),
        total([inspector.get(f"/oversight/?unit={unit.pk}").context["total"] for unit in units]),
    ]
    assert filters == [whole] * 3


def test_a_term_at_midnight_belongs_to_the_day_that_ends_in_the_zone_of_whoever_owes():
    from ortaq.oversight.periods import bounds

    pieces = Period(date(2026, 5, 1), date(2026, 5, 2)).pieces(DAY)
    almaty, aqtau = bounds(pieces, "Asia/Almaty"), bounds(pieces, "Asia/Aqtau")
    assert [at.isoformat() for at in almaty] == [
        "2026-05-01T00:00:00+05:00",
        "2026-05-02T00:00:00+05:00",
        "2026-05-03T00:00:00+05:00",
    ]
    assert almaty[0] == aqtau[0]  # since March 2024 there is one zone
    old = bounds(Period(date(2014, 5, 1), date(2014, 5, 1)).pieces(DAY), "Asia/Almaty")[0]
    assert old != bounds(Period(date(2014, 5, 1), date(2014, 5, 1)).pieces(DAY), "Asia/Aqtau")[0]


def test_a_page_asks_the_duties_twice_however_many_units_there_are(here, bodies, units, sit):
    months.play(11, here, units, NOON)
    with CaptureQueriesContext(connection) as asked:
        sit(bodies.inspectors["border"]).get("/oversight/")
    assert len([one for one in asked.captured_queries if "duties_duty" in one["sql"]]) == 2


def test_a_unit_whose_zone_was_put_right_later_loses_no_duty(here, bodies, units, as_role):
    told = months.play(3, here, units, NOON)
    which = Which(tuple(Period(date(2026, 1, 1), date(2026, 12, 31)).pieces("month")))
    with as_role("web"), acting_in(bodies.units["border"].pk):
        assert total(count(which, (), now=NOON, zones=["Asia/Almaty"]).values()).expected == len(
            [one for one in told if one.kind != "void"]
        )


def test_the_superior_counts_the_units_below_and_nobody_elses(here, units, sit):
    from ortaq.access.models import Appointment

    told = months.play(8, here, units, NOON)
    level_3 = Appointment.objects.get(unit=here.unit("border", 3), role="duty_officer")
    seen = sit(level_3).get("/record/?from=2026-01-01&to=2026-12-31").context["total"]
    ours = {here.unit("border", 3).pk, here.unit("border").pk, here.stranger.pk}
    assert seen.expected == len([one for one in told if one.unit in ours and one.kind != "void"])
    own = Appointment.objects.get(unit=here.unit("border"), role="duty_officer")
    own_seen = sit(own).get("/record/?from=2026-01-01&to=2026-12-31").context["total"]
    assert own_seen.expected == len([one for one in told if one.unit == here.unit("border").pk and one.kind != "void"])


def test_the_list_holds_exactly_what_the_count_holds_also_at_the_edges(here, units):
    from types import SimpleNamespace

    from ortaq.oversight.asked import Asked
    from ortaq.oversight.lens import Lens

    months.play(21, here, units, NOON)
    desk = SimpleNamespace(now=NOON, name=str, rulebook=here.rulebook())
    for day in range(20):
        on = date(2026, 4, 28) + timedelta(days=day)
        period = Period(on, on)
        rows = listed(Asked(period), Lens("oversight", None), desk)
        counted = total(count(Which(tuple(period.pieces(DAY))), (), now=NOON, zones=ZONES).values())
        assert rows.count() == counted.expected + counted.void


def test_chance_brings_about_everything_that_can_become_of_a_duty(here, units):
    kinds = {one.kind for seed in range(4) for one in months.play(seed, here, units, NOON)}
    assert kinds == set(KINDS)
