"""What the law gives to somebody held cannot be passed over in silence."""

from __future__ import annotations

import pytest
from holding import HOUR, MINUTE, NOON, RIGHTS, lines

from ortaq.custody import detaining, entering
from ortaq.custody.errors import Barred, Disagrees, Incomplete, SafeguardsMissing, UnknownKind
from ortaq.custody.models import Entry, Override
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone, NeedsAnother
from ortaq.ledger import comparing, registry
from ortaq.ledger.actor import Actor

TOLD = {"whom": "мать", "how": "по телефону 8 700 000"}


def missing(error: pytest.ExceptionInfo[SafeguardsMissing]) -> set[str]:
    return set(error.value.facts["missing"])


def test_nobody_is_handed_over_before_his_rights_were_explained(point):
    man = point.detain(rights=False)
    with pytest.raises(SafeguardsMissing) as error:
        point.offer(man)
    assert missing(error) == {"rights"}
    entering.safeguard(man, "rights", RIGHTS, **point.by("border"))
    point.offer(man)


@pytest.mark.parametrize("said", ["interpreter", "relatives", "consulate", "medical"])
def test_what_is_asked_for_or_needed_holds_up_the_hand_over(point, said):
    man = point.detain(annex={said: True})
    with pytest.raises(SafeguardsMissing):
        point.offer(man)


def test_the_parents_of_a_minor_are_always_told_and_he_is_kept_apart(point):
    man = point.detain(annex={"minor": True})
    with pytest.raises(SafeguardsMissing) as error:
        point.offer(man)
    assert missing(error) == {"parents", "apart"}
    entering.safeguard(man, "parents", TOLD, **point.by("border"))
    entering.safeguard(man, "apart", {"where": "кабинет 4"}, **point.by("border"))
    point.offer(man)


def test_a_record_that_lacks_something_is_no_record(point):
    man = point.detain(rights=False)
    with pytest.raises(Incomplete) as error:
        entering.safeguard(man, "rights", {"language": "узбекский"}, **point.by("border"))
    assert error.value.facts["fields"] == ("how",)


def test_a_search_by_the_other_sex_is_refused(point):
    man = point.detain(annex={"searched": True})
    search = {"searcher": "Ким", "searcher_sex": "f", "witness_1": "А", "witness_2": "Б"}
    search |= {"witnesses_sex": "m", "record": "№ 3"}
    with pytest.raises(Disagrees):
        entering.safeguard(man, "search", search, **point.by("border"))
    with pytest.raises(Incomplete):
        entering.safeguard(man, "search", search | {"searcher_sex": "m", "witness_2": ""}, **point.by("border"))
    entering.safeguard(man, "search", search | {"searcher_sex": "m"}, **point.by("border"))


def second(point, agency: str = "border") -> dict:
    """Another officer of the same unit."""
    first = point.by(agency, at=NOON + MINUTE)
    return first | {"by": Actor(9999, "Второй", "senior", first["by"].unit, "s2")}


def test_a_second_officer_lets_a_safeguard_be_passed_over_on_a_ground_of_the_law(point):
    man = point.detain(rights=False)
    asked = detaining.ask_override(man, "rights", "unable", "сильно пьян", **point.by("border"))
    with pytest.raises(SafeguardsMissing):
        point.offer(man)
    detaining.settle_override(asked, confirmed=True, **second(point))
    point.offer(man, at=NOON + 2 * MINUTE)
    assert point.duties("border")["safeguard-rights"] == "waived", "it stays visible in the figures"
    for kind in ("override.asked", "override.settled"):
        assert comparing.compare(registry.book(kind)).faults == []
    assert list(differences(NOON + HOUR)) == []


def test_what_an_override_puts_off_is_still_owed_and_goes_with_the_person(point):
    man = point.detain(rights=False)
    asked = detaining.ask_override(man, "rights", "unable", "сильно пьян", **point.by("border"))
    detaining.settle_override(asked, confirmed=True, **second(point))
    assert point.duties("border") | {"safeguard-rights-unable": "open"} == point.duties("border")
    due = Duty.objects.get(rule="safeguard-rights-unable")
    assert due.due_at == NOON + MINUTE + 3 * HOUR
    entering.safeguard(man, "rights", RIGHTS, **point.by("border", at=NOON + HOUR))
    due.refresh_from_db()
    assert due.status == "done"
    assert list(differences(NOON + HOUR)) == []


def test_whoever_asked_does_not_confirm(point):
    man = point.detain(rights=False)
    asked = detaining.ask_override(man, "rights", "unable", "сильно пьян", **point.by("border"))
    with pytest.raises(NeedsAnother):
        detaining.settle_override(asked, confirmed=True, **point.by("border", at=NOON + MINUTE))
    assert Override.objects.get().state == "asked"


def test_a_declined_override_leaves_the_safeguard_owed(point):
    man = point.detain(rights=False)
    asked = detaining.ask_override(man, "rights", "unable", "сильно пьян", **point.by("border"))
    detaining.settle_override(asked, confirmed=False, **second(point))
    with pytest.raises(SafeguardsMissing):
        point.offer(man)
    with pytest.raises(AlreadyDone):
        detaining.settle_override(asked, confirmed=True, **second(point))


def test_there_is_no_ground_but_those_of_the_law(point):
    man = point.detain(rights=False)
    with pytest.raises(UnknownKind):
        detaining.ask_override(man, "rights", "no_time", "некогда", **point.by("border"))
    with pytest.raises(UnknownKind):
        detaining.ask_override(man, "asylum", "unable", "неизвестно", **point.by("border"))


@pytest.mark.parametrize("way", ["expelled", "given_abroad"])
def test_nobody_who_asks_for_asylum_is_given_to_a_foreign_side(point, way):
    man = point.detain(annex={"asylum": True})
    with pytest.raises(Barred):
        entering.enter(man, way, {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))
    assert point.now(man).is_held
    entering.annex(man, {"injuries": "нет"}, **point.by("border", at=NOON + HOUR))
    with pytest.raises(Barred):
        entering.enter(man, way, {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))
    with pytest.raises(SafeguardsMissing):
        entering.enter(man, "asylum_settled", {"decision": "отказано"}, **point.by("border", at=NOON + HOUR))
    entering.safeguard(man, "asylum", {"body": "акимат, № 7"}, **point.by("border", at=NOON + HOUR))
    entering.enter(man, "asylum_settled", {"decision": "отказано, № 2"}, **point.by("border", at=NOON + 2 * HOUR))
    entering.enter(man, way, {"decision": "№ 3"}, **point.by("border", at=NOON + 3 * HOUR))
    assert not point.now(man).is_held


def test_an_asylum_request_is_to_be_told_within_a_day_of_being_said(point):
    man = point.detain()
    entering.annex(man, {"asylum": True}, **point.by("border", at=NOON + HOUR))
    assert Duty.objects.get(rule="safeguard-asylum").due_at == NOON + 25 * HOUR
    entering.safeguard(man, "asylum", {"body": "акимат, № 7"}, **point.by("border", at=NOON + 2 * HOUR))
    assert point.duties("border")["safeguard-asylum"] == "done"


def test_the_bar_goes_with_the_person(point):
    man = point.detain(annex={"asylum": True})
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    with pytest.raises(Barred):
        entering.enter(man, "expelled", {"decision": "№ 1"}, **point.by("internal", at=NOON + HOUR))


def test_a_suspected_victim_of_trafficking_is_referred_before_being_placed_anywhere(point):
    man = point.detain(annex={"trafficking": True})
    with pytest.raises(SafeguardsMissing) as error:
        entering.enter(man, "placed", {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))
    assert missing(error) == {"victim"}
    entering.safeguard(man, "victim", {"body": "кризисный центр"}, **point.by("border", at=NOON + HOUR))
    entering.enter(man, "placed", {"decision": "№ 1"}, **point.by("border", at=NOON + HOUR))


def test_what_is_owed_to_somebody_passes_on_with_him(point):
    man = point.detain(annex={"asylum": True, "defender": True})
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    ours, theirs = point.duties("border"), point.duties("internal")
    for rule in ("safeguard-asylum", "safeguard-defender", "safeguard-prosecutor"):
        assert (ours[rule], theirs[rule]) == ("void", "open")
    assert list(differences(NOON + HOUR)) == []


def test_the_same_safeguard_sent_twice_is_one_entry(point):
    from ortaq.lib.ids import uuid7

    man, identity = point.detain(rights=False), uuid7()
    for _ in range(2):
        entering.safeguard(man, "rights", RIGHTS, id=identity, **point.by("border"))
    assert Entry.objects.filter(code="rights").count() == 1
