"""From the draft into force: proposed, signed by each party, submitted, approved; refused, revised, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import AGENCIES, NOON, PASSPHRASE, fresh, minutes, plan

from ortaq.access.models import Watch
from ortaq.acts import drafting, keys, signing
from ortaq.acts.errors import (
    AlreadyDone,
    Incomplete,
    NoReason,
    NotApprover,
    NotParty,
    NotPossible,
    NotYourPost,
    WeakPassphrase,
    WrongPassphrase,
)
from ortaq.acts.models import Body, Signature, Version
from ortaq.acts.officer_keys import OfficerKey, SealedKey
from ortaq.acts.statements import checked
from ortaq.ledger.actor import Actor

HOUR = timedelta(hours=1)


@pytest.fixture
def proposed(parties):
    return parties.proposed("plan", plan())


def states(version):
    return [step.state for step in fresh(version).history.all()]


def test_a_proposed_version_is_frozen_under_its_hash(parties, proposed):
    assert (proposed.state, len(proposed.hash)) == ("proposed", 64)
    frozen = Body.objects.get(version=proposed).body
    assert frozen["fields"] == plan()
    assert frozen["parties"] == ["border-4", "customs-4", "internal-4"]
    assert [one["clause"] for one in frozen["quoted"]] == ["C5.1", "C5.2", "C5.3", "C5.4", "C5.5"]


def test_the_superior_of_each_party_is_asked_to_approve(parties, proposed):
    assert {*proposed.approvers} == {parties.unit(agency, 3).pk for agency in AGENCIES}


def test_it_is_signed_by_each_party_then_submitted_then_approved_then_in_force(parties, whole, clock, proposed):
    clock.stand(NOON)
    parties.signed(proposed)
    assert fresh(proposed).state == "signed"
    signing.submit(fresh(proposed), **parties.by("customs"))
    for agency in AGENCIES:
        assert fresh(proposed).state == "submitted"
        parties.approve(proposed, agency)
    assert fresh(proposed).state == "in_force"
    assert fresh(proposed).in_force_from == NOON
    assert checked(fresh(proposed)).faults == []
    assert len(checked(fresh(proposed)).signed) == 6
    whole()


def test_minutes_hold_as_soon_as_the_last_party_has_signed(parties):
    version = parties.proposed("minutes", minutes())
    parties.signed(version)
    assert states(version) == ["proposed"] * 4 + ["in_force"]


def test_a_unit_at_the_top_needs_no_approval(parties):
    version = parties.proposed("plan", {"aims": "Цели"}, level=1)
    assert version.approvers == []
    parties.signed(version)
    assert fresh(version).state == "in_force"


def test_a_signature_names_officer_rank_post_unit_time_and_hash(parties, proposed):
    parties.sign(proposed, "border", at=NOON + HOUR)
    (said,) = checked(fresh(proposed)).signed
    assert (said.body, said.at, said.role) == (proposed.hash, NOON + HOUR, "party")
    who = said.signer
    assert (who.name, who.rank, who.post) == ("Начальник border-4", "полковник", "начальник")
    assert (who.unit, who.agency) == ("border-4", "border")
    assert len(said.asked) == 6


def test_a_key_is_made_at_the_first_signature_and_serves_the_next(parties, proposed):
    parties.sign(proposed, "border")
    other = parties.proposed("minutes", minutes())
    parties.sign(other, "border")
    assert OfficerKey.objects.count() == 1
    assert len({one.kid for one in Signature.objects.all()}) == 1


def test_a_wrong_passphrase_signs_nothing(parties, proposed, everything):
    parties.sign(proposed, "border")
    other = parties.proposed("minutes", minutes())
    before = everything()
    with pytest.raises(WrongPassphrase):
        parties.sign(other, "border", passphrase="не та фраза")
    assert everything() == before


def test_a_short_passphrase_makes_no_key(parties, proposed):
    with pytest.raises(WeakPassphrase):
        parties.sign(proposed, "border", passphrase="краткая")
    assert not OfficerKey.objects.exists()


def test_the_officer_who_signs_again_is_led_to_his_signature(parties, proposed, everything):
    first = parties.sign(proposed, "border")
    before = everything()
    assert parties.sign(proposed, "border", at=NOON + HOUR).pk == first.pk
    assert everything() == before


def test_nobody_signs_after_a_colleague_of_his_unit(parties, proposed):
    parties.sign(proposed, "border")
    unit = parties.unit("border")
    del parties.commanders[unit.pk]
    from ortaq.access.models import Officer

    Officer.objects.filter(login="c-border-4").update(login="c-former")
    with pytest.raises(AlreadyDone):
        parties.sign(proposed, "border")


def test_nobody_signs_for_two_units(parties, proposed):
    parties.sign(proposed, "border")
    mine = parties.commander("border")
    elsewhere = Actor(mine.officer, mine.name, "commander", parties.unit("customs").pk, "s2")
    with pytest.raises(AlreadyDone):
        signing.sign(fresh(proposed), PASSPHRASE, by=elsewhere, at=NOON, rulebook=parties.world.rulebook())


def test_a_superior_signs_for_no_party(parties, proposed):
    with pytest.raises(NotParty):
        signing.sign(proposed, PASSPHRASE, **parties.by("border", 3))


def test_an_officer_of_the_watch_signs_no_plan_but_a_hand_over(parties, proposed):
    watch = {"by": parties.world.by("border"), "at": NOON, "rulebook": parties.world.rulebook()}
    with pytest.raises(NotYourPost):
        signing.sign(proposed, PASSPHRASE, **watch)
    sides = [parties.unit("border").pk, parties.unit("customs").pk]
    act = drafting.draft("hand_over", {"ground": "C9.6"}, parties=sides, **watch)
    signing.propose(act, **watch)
    assert signing.sign(fresh(act), PASSPHRASE, **watch).post == "duty_officer"


def test_an_officer_off_watch_signs_no_hand_over(parties):
    watch = {"by": parties.world.by("border"), "at": NOON, "rulebook": parties.world.rulebook()}
    sides = [parties.unit("border").pk, parties.unit("customs").pk]
    act = drafting.draft("hand_over", {"ground": "C9.6"}, parties=sides, **watch)
    signing.propose(act, **watch)
    Watch.objects.filter(unit=parties.unit("border")).update(relieved_at=NOON - HOUR, ends_at=NOON - HOUR)
    with pytest.raises(NotYourPost):
        signing.sign(fresh(act), PASSPHRASE, **watch)


def test_a_draft_is_signed_by_nobody(parties):
    with pytest.raises(NotPossible):
        signing.sign(parties.draft("plan", plan()), PASSPHRASE, **parties.by("border"))


def test_a_version_that_has_moved_on_is_signed_by_nobody(parties, proposed):
    stale = fresh(proposed)
    signing.refuse(proposed, "Не согласны", **parties.by("customs"))
    with pytest.raises(NotPossible):
        signing.sign(stale, PASSPHRASE, **parties.by("border"))
    assert not Signature.objects.exists()


def test_only_the_superiors_of_the_parties_approve(parties, proposed):
    submitted = parties.submitted(proposed)
    for agency, level in (("border", 2), ("border", 4)):
        with pytest.raises(NotApprover):
            signing.approve(submitted, PASSPHRASE, **parties.by(agency, level))


def test_nothing_is_approved_before_it_is_submitted(parties, proposed):
    parties.signed(proposed)
    with pytest.raises(NotPossible):
        parties.approve(proposed, "border")


def test_what_is_refused_has_its_reason_and_a_new_version_begins_with_its_words(parties, proposed, whole, clock):
    clock.stand(NOON)
    with pytest.raises(NoReason):
        signing.refuse(proposed, " ", **parties.by("customs"))
    parties.sign(proposed, "border")
    signing.refuse(fresh(proposed), "Сроки нереальны", **parties.by("customs"))
    assert (fresh(proposed).state, fresh(proposed).history.last().reason) == ("refused", "Сроки нереальны")
    second = drafting.revise(proposed.act, by=parties.commander("internal"), at=NOON)
    assert (second.n, second.state, drafting.latest(second).body) == (2, "draft", plan())
    assert drafting.revise(proposed.act, by=parties.commander("border"), at=NOON).pk == second.pk
    whole()


def test_a_superior_sends_it_back_with_a_reason(parties, proposed):
    submitted = parties.submitted(proposed)
    signing.refuse(submitted, "Нет расчёта сил", **parties.by("border", 3))
    assert fresh(proposed).state == "refused"
    with pytest.raises(NotPossible):
        parties.approve(proposed, "customs")


def test_a_superior_refuses_nothing_that_is_not_laid_before_him(parties, proposed):
    with pytest.raises(NotApprover):
        signing.refuse(proposed, "Рано", **parties.by("border", 3))


def test_the_next_version_replaces_the_one_that_held(parties, whole, clock):
    clock.stand(NOON + HOUR)
    first = parties.in_force("plan", plan())
    second = parties.revised(first.act, plan(aims="Уточнённые цели"), at=NOON + HOUR)
    assert fresh(first).state == "in_force"
    parties.enacted(second, at=NOON + HOUR)
    assert (fresh(first).state, fresh(second).state) == ("replaced", "in_force")
    assert fresh(first).ended_at == NOON + HOUR
    assert Version.objects.in_force().count() == 1
    whole()


def test_what_has_ended_is_not_revised(parties):
    version = parties.in_force("minutes", minutes())
    with pytest.raises(NoReason):
        signing.end(version, "", **parties.by("border"))
    signing.end(version, "Исполнено", **parties.by("border"))
    assert fresh(version).state == "ended"
    with pytest.raises(NotPossible):
        drafting.revise(version.act, by=parties.commander("border"), at=NOON)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tasks": [{"variant": "В", "minutes": 1, "unit": "border-4", "what": "x"}]}, "no_such_variant"),
        ({"tasks": [{"variant": "А", "unit": "border-4", "what": "x"}]}, "no_minutes"),
        ({"tasks": [{"variant": "А", "minutes": 1, "what": "x"}]}, "no_owner"),
        ({"tasks": [{"variant": "А", "minutes": 1, "unit": "border-far", "what": "x"}]}, "owner_no_party"),
        ({"forces": [{"variant": "Г", "people": 5}]}, "no_such_variant"),
        ({"variants": [{"code": "А"}, {"code": "а "}]}, "mark_twice"),
        ({"variants": [{"situation": "x"}]}, "no_mark"),
        ({"terms": [{"what": "C5.1-written", "count": 3, "unit": "hours"}]}, "term_laxer"),
        ({"terms": [{"what": "C5.1-written", "count": 3, "unit": "days"}]}, "term_other"),
        ({"terms": [{"what": "C5.4-advance"}]}, "no_amount"),
    ],
)
def test_what_would_come_to_nothing_in_force_is_not_proposed(parties, change, code):
    version = parties.draft("plan", plan(**change))
    with pytest.raises(Incomplete) as refused:
        signing.propose(version, **parties.by("border"))
    assert code in {fault.code for fault in refused.value.facts["faults"]}
    assert fresh(version).state == "draft"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"what": "x", "due": "2026-06-01"}, "no_owner"),
        ({"what": "x", "owner": "border-3", "due": "2026-06-01"}, "owner_no_party"),
        ({"what": "x", "owner": "border-4"}, "no_due"),
    ],
)
def test_a_decision_without_owner_or_day_is_not_proposed(parties, row, code):
    version = parties.draft("minutes", minutes(decisions=[row]))
    with pytest.raises(Incomplete) as refused:
        signing.propose(version, **parties.by("border"))
    assert [fault.code for fault in refused.value.facts["faults"]] == [code]


def test_an_empty_act_is_not_proposed(parties):
    with pytest.raises(Incomplete):
        signing.propose(parties.draft("plan", {}), **parties.by("border"))


def test_proposed_again_it_is_proposed_once(parties, proposed, everything):
    before = everything()
    assert signing.propose(proposed, **parties.by("customs")).hash == proposed.hash
    assert everything() == before


# ── the officer's key ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_replaced_key_signed_stays_good_and_the_new_one_signs_from_now_on(parties, proposed, whole, clock):
    clock.stand(NOON + 2 * HOUR)
    parties.sign(proposed, "border")
    keys.replace("новая длинная фраза", by=parties.commander("border"), at=NOON + HOUR)
    other = parties.proposed("minutes", minutes())
    parties.sign(other, "border", at=NOON + 2 * HOUR, passphrase="новая длинная фраза")
    assert len({one.kid for one in Signature.objects.all()}) == 2
    assert checked(fresh(proposed)).signed
    assert "signature.after_revocation" not in {fault.what for fault in checked(fresh(proposed)).faults}
    whole()


def test_a_revoked_key_signs_no_more_and_its_sealed_text_is_gone(parties, proposed):
    parties.sign(proposed, "border")
    mine = parties.commander("border")
    key = keys.current(mine.officer)
    keys.revoke(key, "disclosed", by=mine, at=NOON + HOUR)
    assert not SealedKey.objects.exists()
    assert keys.current(mine.officer) is None
    with pytest.raises(AlreadyDone):
        keys.revoke(key, "disclosed", by=mine, at=NOON + HOUR)


def test_nobody_revokes_anothers_key(parties, proposed):
    from ortaq.acts.errors import NoKey

    parties.sign(proposed, "border")
    key = keys.current(parties.commander("border").officer)
    with pytest.raises(NoKey):
        keys.revoke(key, "lost", by=parties.commander("customs"), at=NOON)
