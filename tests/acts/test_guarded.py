"""Who sees what of an act, as PostgreSQL decides it: strangers nothing, superiors the header, parties the words."""

from __future__ import annotations

import pytest
from agreeing import AGENCIES, NOON, PASSPHRASE, fresh, plan

from ortaq.access.scope import acting_in
from ortaq.acts import drafting, keys, signing
from ortaq.acts.models import Act, ActStep, Body, Edit, Signature, Version
from ortaq.acts.officer_keys import OfficerKey, SealedKey, as_owner


@pytest.fixture
def sees(as_role):
    def looking(unit, *tables):
        with as_role("web"), acting_in(unit.pk):
            return [table._base_manager.count() for table in tables]

    return looking


def test_a_stranger_sees_nothing_at_all(parties, sees):
    parties.signed(parties.proposed("plan", plan()))
    assert sees(parties.world.stranger, Act, Version, Edit, Body, Signature, ActStep) == [0] * 6


def test_the_words_of_a_draft_are_for_its_parties(parties, sees):
    parties.draft("plan", plan())
    assert sees(parties.unit("customs"), Act, Edit) == [1, 1]
    assert sees(parties.unit("customs", 3), Act, Edit) == [1, 0]


def test_a_superior_reads_the_words_from_submission_on_and_not_before(parties, sees):
    version = parties.proposed("plan", plan())
    parties.signed(version)
    assert sees(parties.unit("border", 3), Version, Body) == [1, 0]
    signing.submit(fresh(version), **parties.by("border"))
    for agency in AGENCIES:
        assert sees(parties.unit(agency, 3), Body) == [1]
    assert sees(parties.unit("border", 2), Version, Body) == [1, 0]


def test_the_whole_way_into_force_is_gone_by_the_webs_own_role(parties, as_role):
    def acting(agency, level, verb, *given, **more):
        who = parties.by(agency, level)
        with as_role("web"), acting_in(parties.unit(agency, level).pk):
            return verb(*given, **who, **more)

    for agency in AGENCIES:
        parties.commander(agency, 3)
    version = acting("border", 4, drafting.draft, "plan", plan())
    acting("customs", 4, drafting.edit, version, plan(basis="x"), base=1)
    acting("border", 4, signing.propose, version)
    for agency in AGENCIES:
        acting(agency, 4, signing.sign, fresh(version), PASSPHRASE)
    acting("internal", 4, signing.submit, fresh(version))
    for agency in AGENCIES:
        acting(agency, 3, signing.approve, fresh(version), PASSPHRASE)
    assert fresh(version).state == "in_force"
    with as_role("web"), acting_in(parties.unit("customs").pk):
        assert drafting.revise(version.act, by=parties.commander("customs"), at=NOON).n == 2


def test_a_sealed_key_is_read_by_its_owners_request_alone(parties, as_role):
    version = parties.proposed("plan", plan())
    parties.sign(version, "border")
    owner, colleague = parties.commander("border"), parties.commander("customs")
    with as_role("web"), acting_in(parties.unit("border").pk):
        assert OfficerKey.objects.count() == 1
        assert SealedKey.objects.count() == 0
        with as_owner(colleague.officer):
            assert SealedKey.objects.count() == 0
        with as_owner(owner.officer):
            assert SealedKey.objects.count() == 1
        assert SealedKey.objects.count() == 0
        assert keys.opened(PASSPHRASE, by=owner, at=NOON) is not None
