"""The law of the place and of the day, and what nobody needs to tick."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from holding import HOUR, MINUTE, NOON, PERSON, lines

from ortaq.console.held import held_here
from ortaq.custody import detaining, entering, taking
from ortaq.custody.errors import Disagrees, Incomplete, SafeguardsMissing
from ortaq.custody.handovers import Discrepancy
from ortaq.custody.models import Charge, Detention, Entry
from ortaq.custody.standing import annexed
from ortaq.custody.taking import Held
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import NotPossible, TimesDisagree

SEARCH = {
    "searcher": "Ким",
    "searcher_sex": "m",
    "witness_1": "Абенов",
    "witness_2": "Белов",
    "witnesses_sex": "m",
    "record": "№ 3",
}


def test_the_law_is_that_of_the_local_day(point):
    """At half past eight in the evening of Greenwich the new code was in force at the border already."""
    restricted = datetime(2014, 12, 31, 20, 30, tzinfo=UTC)
    man = taking.take("person", PERSON, held=Held("arrest", restricted, restricted), **point.by("border"))
    assert Detention.objects.get(charge=man).rule == "detention-arrest-2015"


def test_nobody_sobers_up_in_the_future(point):
    with pytest.raises(TimesDisagree):
        taking.take("person", PERSON, held=Held("general", NOON, NOON, NOON + HOUR), **point.by("border"))
    assert not Charge.objects.exists()


def test_what_has_run_out_is_not_prolonged(point):
    man = point.detain(limit="general")
    with pytest.raises(NotPossible) as error:
        detaining.prolong(man, "border_regime", "протокол", **point.by("border", at=man.due_at))
    assert error.value.facts["step"] == "prolong"
    detaining.prolong(man, "border_regime", "протокол", **point.by("border", at=man.due_at - MINUTE))


@pytest.mark.parametrize("annex", [None, {"minor": False}, {"medical": True}])
def test_a_minor_by_birth_is_one_whether_or_not_it_is_ticked(point, annex):
    boy = point.detain(born="2010-01-01", annex=annex)
    assert annexed(boy)["minor"] is True
    with pytest.raises(SafeguardsMissing) as error:
        point.offer(boy)
    assert {"parents", "apart"} <= set(error.value.facts["missing"])
    assert Duty.objects.get(rule="safeguard-defender").due_at == NOON + 3 * HOUR
    assert list(differences(NOON + HOUR)) == []


@pytest.mark.parametrize("annex", [None, {"medical": True}])
def test_a_date_of_birth_that_is_known_later_makes_him_a_minor_from_then_on(point, annex):
    boy = point.detain(born="", annex=annex)
    entering.describe(boy, PERSON | {"born": "2010-01-01"}, **point.by("border", at=NOON + HOUR))
    assert annexed(boy) == {**(annex or {}), "minor": True}
    assert Duty.objects.get(rule="safeguard-parents").opens_at == NOON + HOUR
    entering.describe(boy, PERSON | {"born": "2010-01-02"}, **point.by("border", at=NOON + 2 * HOUR))
    assert Entry.objects.filter(charge=boy, code="annexed").count() == (2 if annex else 1)
    assert list(differences(NOON + 3 * HOUR)) == []


def test_of_age_nobody_is_made_a_minor(point):
    assert not Entry.objects.filter(charge=point.detain(), code="annexed").exists()


def test_a_defender_is_called_for_whoever_needs_an_interpreter_from_that_moment(point):
    man = point.detain(annex={"interpreter": True})
    entering.annex(man, {"interpreter": True, "defender": True}, **point.by("border", at=NOON + HOUR))
    point.accept(lines(_handed(point, man))[0], at=NOON + 2 * HOUR)
    duty = Duty.objects.get(rule="safeguard-defender", owed_by=point.unit("internal"))
    assert duty.due_at == NOON + 3 * HOUR, "a later request for the same gives no more time"


def _handed(point, man):
    called = {"language": "узбекский", "interpreter": "Ахметова, по телефону"}
    entering.safeguard(man, "interpreter", called, **point.by("border", at=NOON + HOUR))
    return point.offer(man, at=NOON + HOUR)


@pytest.mark.parametrize("sex", ["", "x"])
def test_a_search_is_not_judged_while_the_sex_of_the_searched_is_unsaid(point, sex):
    man = point.detain(annex={"searched": True}, sex=sex)
    with pytest.raises(Incomplete) as error:
        entering.safeguard(man, "search", SEARCH, **point.by("border"))
    assert error.value.facts["fields"] == ("sex",)


@pytest.mark.parametrize(
    ("otherwise", "field"),
    [
        ({"searcher_sex": "f"}, "searcher_sex"),
        ({"witnesses_sex": "f"}, "witnesses_sex"),
        ({"witness_2": " абенов "}, "witness_2"),
    ],
)
def test_a_search_has_two_different_witnesses_all_of_one_sex(point, otherwise, field):
    man = point.detain(annex={"searched": True})
    with pytest.raises(Disagrees) as error:
        entering.safeguard(man, "search", SEARCH | otherwise, **point.by("border"))
    assert error.value.facts["field"] == field
    entering.safeguard(man, "search", SEARCH, **point.by("border"))


def test_a_seal_found_missing_is_a_discrepancy(point):
    (line,) = lines(point.offer(point.seize(), to="customs"))
    point.accept(line, "customs", at=NOON + MINUTE, seal="")
    assert [(one.field, one.offered, one.found) for one in Discrepancy.objects.all()] == [("seal", "KZ-0041", "")]


def test_whoever_is_held_is_found_by_an_index_of_those_who_have_a_clock(point):
    man, _goods = point.detain(limit="general"), point.seize()
    here = held_here(point.unit("border").pk, NOON, None)
    assert [one.id for one in here.held] == [str(man.pk)]
    assert not here.overrun
    late = held_here(point.unit("border").pk, NOON + 4 * HOUR, None)
    assert [one.id for one in late.overrun] == [str(man.pk)]
    assert not late.held
