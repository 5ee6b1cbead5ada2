"""To draft: who may with whom, at which level; two officers edit one draft and lose nothing of each other's."""

from __future__ import annotations

import pytest
from agreeing import NOON, fresh, minutes, plan

from ortaq.acts import drafting
from ortaq.acts.errors import (
    AlreadyDone,
    NoParties,
    NoSuchKind,
    NotOnThisLevel,
    NotParty,
    NotPossible,
    Overtaken,
    StateSecret,
)
from ortaq.acts.models import Act, Edit
from ortaq.lib.ids import uuid7


def test_all_members_of_the_group_are_parties_to_its_plan(parties):
    act = parties.draft("plan", plan()).act
    assert {*act.parties} == {parties.unit(agency).pk for agency in ("border", "internal", "customs")}
    assert (act.level, act.group_id, act.clause) == (4, parties.group().pk, "C6")


def test_acts_are_numbered_by_kind_and_year_in_each_unit(parties):
    labels = [
        parties.draft("plan", plan()).act.label,
        parties.draft("plan", plan()).act.label,
        parties.draft("minutes", minutes()).act.label,
        parties.draft("plan", plan(), of="customs").act.label,
    ]
    assert labels == ["ПВ-1/2026", "ПВ-2/2026", "ПР-1/2026", "ПВ-1/2026"]


def test_a_hand_over_act_is_between_two_sides_in_their_order(parties):
    sides = [parties.unit("customs").pk, parties.unit("border").pk]
    act = parties.draft("hand_over", {"ground": "C9.6"}, parties=sides).act
    assert act.parties == sides


@pytest.mark.parametrize("sides", [(), ("border",), ("border", "border"), ("customs", "border", "internal")])
def test_two_sides_are_two(parties, sides):
    with pytest.raises(NoParties):
        parties.draft("hand_over", {}, parties=[parties.unit(one).pk for one in sides])


def test_nobody_drafts_for_others(parties):
    with pytest.raises(NotParty):
        parties.draft("hand_over", {}, parties=[parties.unit("customs").pk, parties.unit("internal").pk])


def test_a_sector_is_assigned_by_the_first_level_alone(parties):
    assert len(parties.draft("sector", {}, level=1).act.parties) == 3
    for level in (2, 3, 4):
        with pytest.raises(NotOnThisLevel):
            parties.draft("sector", {}, level=level)


def test_a_plan_of_processing_belongs_to_the_crossing_point_and_not_to_the_region(parties):
    with pytest.raises(NotOnThisLevel):
        parties.draft("technology", {}, level=2)


def test_a_kind_that_the_pack_does_not_know_is_not_drafted(parties):
    with pytest.raises(NoSuchKind):
        parties.draft("treaty", {})


def test_whoever_sends_the_same_form_again_is_led_to_the_act_that_was_begun(parties, everything):
    identity = uuid7()
    first = parties.draft("plan", plan(), id=identity)
    before = everything()
    assert parties.draft("plan", plan(), id=identity).pk == first.pk
    assert everything() == before
    with pytest.raises(AlreadyDone):
        parties.draft("minutes", minutes(), id=identity)


def test_what_bears_the_marking_of_a_state_secret_is_not_kept(parties, everything):
    before = everything()
    with pytest.raises(StateSecret):
        parties.draft("plan", plan(aims="СОВЕРШЕННО СЕКРЕТНО\nзамысел"))
    assert everything() == before


def test_every_party_edits_the_draft(parties):
    version = parties.draft("plan", plan())
    drafting.edit(version, plan(basis="Инструкция"), base=1, **parties.by("customs"))
    assert drafting.latest(version).body["basis"] == "Инструкция"
    assert drafting.latest(version).unit_id == parties.unit("customs").pk


def test_a_stranger_edits_nothing(parties):
    version = parties.draft("plan", plan())
    with pytest.raises(NotParty):
        drafting.edit(version, plan(), base=1, **parties.by("border", 3))


def test_two_who_edit_different_places_lose_nothing(parties):
    version = parties.draft("plan", plan())
    drafting.edit(version, plan(basis="Приказ"), base=1, **parties.by("customs"))
    drafting.edit(version, plan(flows="Четыреста машин в сутки"), base=1, **parties.by("internal"))
    body = drafting.latest(version).body
    assert (body["basis"], body["flows"]) == ("Приказ", "Четыреста машин в сутки")


def test_two_who_add_rows_keep_both_rows(parties):
    version = parties.draft("minutes", minutes())
    for n, agency in enumerate(("customs", "internal")):
        rows = [*minutes()["decisions"], {"what": f"Решение {n}", "owner": f"{agency}-4", "due": "2026-06-01"}]
        drafting.edit(version, minutes(decisions=rows), base=1, **parties.by(agency))
    assert [row["what"] for row in drafting.latest(version).body["decisions"]][2:] == ["Решение 0", "Решение 1"]


def test_two_who_change_the_same_words_are_shown_both_texts_and_nothing_is_overwritten(parties):
    version = parties.draft("plan", plan())
    drafting.edit(version, plan(aims="Наш текст"), base=1, **parties.by("customs"))
    with pytest.raises(Overtaken) as refused:
        drafting.edit(version, plan(aims="Другой текст"), base=1, **parties.by("internal"))
    assert refused.value.facts["newest"].body["aims"] == "Наш текст"
    assert refused.value.facts["places"] == (("aims",),)
    assert drafting.latest(version).body["aims"] == "Наш текст"


def test_the_same_text_kept_again_changes_nothing(parties):
    version = parties.draft("plan", plan())
    drafting.edit(version, plan(), base=1, **parties.by("border"))
    assert Edit.objects.count() == 1


def test_what_is_proposed_is_edited_no_more(parties):
    version = parties.proposed("plan", plan())
    with pytest.raises(NotPossible):
        drafting.edit(version, plan(aims="Иначе"), base=1, **parties.by("border"))


def test_a_draft_is_thrown_away_and_stays_to_be_seen(parties):
    version = parties.draft("plan", plan())
    drafting.discard(version, by=parties.commander("border"), at=NOON)
    assert fresh(version).state == "discarded"
    assert Act.objects.get().versions.count() == 1
    with pytest.raises(AlreadyDone):
        drafting.discard(version, by=parties.commander("border"), at=NOON)
