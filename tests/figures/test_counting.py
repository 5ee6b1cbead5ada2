"""What the node's own records know of a month is counted from them, by the hour at which the days end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from holding import Point, lines
from numbers_of import APRIL

from ortaq.figures.counting import counted
from ortaq.figures.months import figures_of

FIRST_OF_MAY = datetime(2026, 4, 30, 20, 0, tzinfo=UTC)  # 01:00 on 1 May in Almaty
MAY = date(2026, 5, 1)
MID_APRIL = datetime(2026, 4, 15, 6, 0, tzinfo=UTC)


def of(stats, agency: str, cut_off: str = "midnight", month: date = APRIL) -> dict[str, str]:
    book = stats.world.rulebook()
    found = counted(stats.unit(agency).pk, month, figures_of(book).cut_offs[cut_off], book)
    return {code: f"{value.normalize():f}" for code, value in found.items() if value}


def test_persons_are_counted_by_the_ground_on_which_they_were_detained(stats):
    point = Point(stats.world)
    point.detain(at=MID_APRIL)
    point.detain(at=MID_APRIL, limit="general", number="B2")
    assert of(stats, "border") == {"detained.border_regime": "1", "detained.general": "1"}
    assert of(stats, "internal") == {}


def test_a_hand_over_is_counted_by_the_giver_and_by_the_receiver_alike(stats):
    point = Point(stats.world)
    handover = point.offer(point.detain(at=MID_APRIL), point.detain(at=MID_APRIL, number="B2"), at=MID_APRIL)
    first, second = lines(handover)
    point.accept(first, at=MID_APRIL + timedelta(minutes=9))
    point.refuse(second, at=MID_APRIL + timedelta(minutes=9))
    assert of(stats, "border")["handed_by_border"] == of(stats, "internal")["handed_by_border"] == "1"
    assert "handed_by_border" not in of(stats, "customs")


def test_what_is_seized_is_added_up_in_the_measure_of_the_figure(stats):
    point = Point(stats.world)
    point.seize("customs", at=MID_APRIL, kind="substance", name="вещество", quantity="1,5", unit="kilogram")
    point.seize("customs", at=MID_APRIL, kind="substance", name="вещество", quantity="250", unit="gram")
    point.seize("customs", at=MID_APRIL, kind="substance", name="ампулы", quantity="7", unit="piece")
    point.seize("customs", at=MID_APRIL)
    assert of(stats, "customs") == {"seized_substances": "1.75", "seized_lots": "1"}


def test_the_hour_at_which_days_end_decides_to_which_month_the_night_belongs(stats):
    Point(stats.world).detain(at=FIRST_OF_MAY)
    assert of(stats, "border", "midnight", MAY) == {"detained.border_regime": "1"}
    assert of(stats, "border", "shift", MAY) == {}
    assert of(stats, "border", "shift", APRIL) == {"detained.border_regime": "1"}
