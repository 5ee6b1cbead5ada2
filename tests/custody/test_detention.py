"""The time of somebody held: counted as the code of its day counts it, passed on unchanged, ended by law alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from holding import HOUR, MINUTE, NOON, PERSON, RIGHTS, lines

from ortaq.custody import detaining, entering, taking
from ortaq.custody.errors import Incomplete, UnknownKind
from ortaq.custody.models import Charge, Detention
from ortaq.custody.taking import Held
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import NotPossible, TimesDisagree
from ortaq.rules import packs

BY_2014 = "detention-border_regime-2015"
GENERAL = "detention-general-2015"


def held_until(charge: Charge) -> datetime:
    due = charge.due_at
    assert due is not None
    return due


def test_by_the_code_of_2014_it_is_counted_from_actual_restriction():
    custody = packs.load().editions[1].custody
    limit = custody.limit("border_regime", date(2015, 3, 1))
    held = Held("border_regime", NOON, NOON + HOUR, NOON + 9 * HOUR)
    assert taking.counted_from(limit, held) == NOON, "sobering up does not stop the clock of 2014"


def test_by_the_code_of_2001_it_is_counted_from_delivery_or_sobering_up():
    custody = packs.load().editions[1].custody
    limit = custody.limit("border_regime", date(2014, 12, 31))
    assert taking.counted_from(limit, Held("border_regime", NOON, NOON + HOUR)) == NOON + HOUR
    assert taking.counted_from(limit, Held("border_regime", NOON, NOON + HOUR, NOON + 9 * HOUR)) == NOON + 9 * HOUR


@pytest.mark.parametrize(
    ("day", "limit", "hours"),
    [
        ("2014-06-01", "general", 3),
        ("2014-06-01", "border_regime", 48),
        ("2014-06-01", "arrest", 48),
        ("2015-01-01", "general", 3),
        ("2015-01-01", "border_regime", 48),
        ("2015-01-01", "arrest", 24),
    ],
)
def test_the_limits_are_dated_as_the_law_is_and_name_their_source(day, limit, hours):
    found = packs.load().editions[1].custody.limit(limit, date.fromisoformat(day))
    assert found.ends(NOON) == NOON + hours * HOUR
    assert "ст." in found.source.ru


def test_hours_run_through_a_change_of_the_offset():
    """Almaty put its clocks back on 2024-03-01: 48 hours are 48 hours."""
    limit = packs.load().editions[1].custody.limit("border_regime", date(2024, 2, 29))
    since = datetime(2024, 2, 29, 12, 0, tzinfo=UTC)
    assert limit.ends(since) - since == timedelta(hours=48)


def test_it_is_on_the_charge_and_owed_by_its_custodian(point):
    man = point.detain()
    assert man.due_at == NOON - 10 * MINUTE + 48 * HOUR
    assert point.duties("border")[BY_2014] == "open"


def test_times_must_follow_one_another(point):
    for restricted, delivered in [(NOON, NOON - MINUTE), (NOON, NOON + HOUR)]:
        with pytest.raises(TimesDisagree):
            taking.take("person", PERSON, held=Held("general", restricted, delivered), **point.by("border"))
    assert not Charge.objects.exists()


def test_nobody_is_held_without_a_limit_of_the_law(point):
    with pytest.raises(Incomplete):
        taking.take("person", PERSON, **point.by("border"))
    with pytest.raises(UnknownKind):
        taking.take("person", PERSON, held=Held("for_ever", NOON, NOON), **point.by("border"))


def test_a_transfer_carries_the_clock_unchanged(point):
    man = point.detain()
    (line,) = lines(point.offer(man, at=NOON + HOUR))
    point.accept(line, at=NOON + 2 * HOUR)
    assert point.now(man).due_at == man.due_at
    assert (point.duties("border")[BY_2014], point.duties("internal")[BY_2014]) == ("void", "open")
    assert Duty.objects.get(rule=BY_2014, owed_by=point.unit("internal")).due_at == man.due_at
    assert list(differences(NOON + 3 * HOUR)) == []


def test_a_limit_reached_alarms_two_levels_until_release(point, clock):
    man = point.detain(limit="general")
    clock.stand(NOON + 4 * HOUR)
    turn_once()
    at = NOON + 4 * HOUR
    assert point.duties("border")[GENERAL] == "overdue"
    for level in (4, 3):
        assert man in Charge.objects.alarming(point.unit("border", level).pk, at)
    assert man not in Charge.objects.alarming(point.unit("border", 2).pk, at)
    assert man not in Charge.objects.alarming(point.unit("internal").pk, at)
    entering.enter(man, "released", {"decision": "освобождён, № 5"}, **point.by("border", at=at))
    assert not Charge.objects.alarming(point.unit("border").pk, at).exists()
    assert point.duties("border")[GENERAL] == "done_late"
    assert list(differences(at)) == []


def test_the_alarm_goes_with_the_person_and_the_givers_lateness_stays_with_the_giver(point, clock):
    man = point.detain(limit="general")
    handover = point.offer(man)
    clock.stand(NOON + 4 * HOUR)
    turn_once()
    at = NOON + 4 * HOUR
    point.accept(lines(handover)[0], at=at)
    turn_once()
    assert man in Charge.objects.alarming(point.unit("internal").pk, at)
    assert man not in Charge.objects.alarming(point.unit("border").pk, at)
    moves = Duty.objects.get(rule=GENERAL, owed_by=point.unit("border")).history.values_list("status", flat=True)
    assert "overdue" in moves
    assert list(differences(at)) == []


def test_the_law_prolongs_by_its_act_from_the_same_moment(point):
    man = point.detain(limit="general")
    at = NOON + HOUR
    row = detaining.prolong(man, "border_regime", "протокол № 12 от 12.05.2026", **point.by("border", at=at))
    assert (row.n, row.due_at) == (2, NOON - 10 * MINUTE + 48 * HOUR)
    assert point.now(man).due_at == row.due_at
    assert (point.duties("border")[GENERAL], point.duties("border")[BY_2014]) == ("void", "open")
    again = detaining.prolong(man, "border_regime", "протокол № 12 от 12.05.2026", **point.by("border", at=at))
    assert again == row
    assert list(differences(NOON + 2 * HOUR)) == []


def test_it_is_not_prolonged_without_an_act_nor_beyond_what_the_law_lets_follow(point):
    man = point.detain(limit="general")
    with pytest.raises(Incomplete):
        detaining.prolong(man, "border_regime", "  ", **point.by("border"))
    longest = point.detain(limit="border_regime")
    for limit in ("arrest", "general", "for_ever"):
        with pytest.raises(UnknownKind):
            detaining.prolong(longest, limit, "протокол", **point.by("border"))
    assert Detention.objects.count() == 2


def test_only_the_custodian_prolongs(point):
    man = point.detain(limit="general")
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    from ortaq.custody.errors import NotCustodian

    with pytest.raises(NotCustodian):
        detaining.prolong(man, "border_regime", "протокол", **point.by("border", at=NOON + HOUR))
    detaining.prolong(man, "border_regime", "протокол", **point.by("internal", at=NOON + HOUR))


def test_a_thing_has_no_clock(point):
    goods = point.seize()
    assert goods.due_at is None
    with pytest.raises(UnknownKind):
        detaining.prolong(goods, "border_regime", "протокол", **point.by("border"))


def test_the_prosecutor_is_told_only_of_those_held_on_the_longer_limit(point):
    point.detain(limit="general")
    assert "safeguard-prosecutor" not in point.duties("border")
    point.detain(limit="border_regime")
    duty = Duty.objects.get(rule="safeguard-prosecutor")
    assert duty.due_at == NOON - 5 * MINUTE + 24 * HOUR


def test_rights_are_owed_at_once_and_done_from_their_true_time(point):
    man = point.detain(rights=False)
    assert point.duties("border")["safeguard-rights"] == "open"
    at = NOON + HOUR
    entering.safeguard(man, "rights", RIGHTS, happened_at=NOON + MINUTE, **point.by("border", at=at))
    assert point.duties("border")["safeguard-rights"] == "done"
    with pytest.raises(NotPossible):
        entering.safeguard(point.seize(), "rights", RIGHTS, **point.by("border"))
