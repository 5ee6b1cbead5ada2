"""A signature names the act, its body and the officer; together they show what is missing, late or exchanged."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.acting import AT, BODY, CHIEF, FACTS, GIVER, KEYS, TAKER, envelope, said, signed

from ortaq.wire import act_envelope, acts, heads, keys
from ortaq.wire.acts import Asked
from ortaq.wire.errors import BadStatement, UnknownKey, WireError

NODE = keys.generate()
HEAD = heads.sign(size=3, root=b"\x01" * 32, at=AT, node="khorgos", prev=None, key=NODE)


def faults(**changed: object) -> list[str]:
    return [fault.what for fault in act_envelope.check(envelope(**changed)).faults]


def test_a_signature_says_who_signed_which_body_as_what_and_when():
    found = acts.verify(signed(), KEYS["o-1"])
    assert (found.signer, found.role, found.body) == (GIVER, "party", acts.body_hash(BODY))
    assert (found.at, found.node, found.key) == (AT + timedelta(minutes=1), "khorgos", keys.name(KEYS["o-1"]))


def test_a_signature_is_checked_by_the_public_key_alone():
    assert acts.verify(signed(), json.loads(keys.public_text(KEYS["o-1"]))).signer == GIVER


def test_another_officer_s_key_does_not_verify_it():
    with pytest.raises(UnknownKey):
        acts.verify(signed(), KEYS["o-2"])


@given(st.integers(0, 5000), st.integers(0, 6))
def test_a_signature_with_any_one_bit_changed_fails(place, bit):
    token = signed()
    place %= len(token)
    forged = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
    with pytest.raises(WireError):
        acts.verify(forged, KEYS["o-1"])


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 2},
        {"act": "0190A3C8-0000-7000-8000-000000000001"},
        {"version": 0},
        {"version": True},
        {"body": "00"},
        {"role": "witness"},
        {"signer": {"name": "x"}},
        {"signer": None},
        {"at": "yesterday"},
        {"kind": ""},
        {"number": None},
        {"asked": [{"role": "party"}]},
    ],
)
def test_what_no_reader_would_take_is_not_signed_and_not_believed(changed):
    with pytest.raises(BadStatement):
        acts.sign(said() | changed, KEYS["o-1"])
    with pytest.raises(BadStatement):
        acts.verify(keys.sign(acts.KIND, said() | changed, KEYS["o-1"]), KEYS["o-1"])


def test_a_field_of_a_later_edition_is_kept():
    assert acts.verify(acts.sign(said() | {"later": ["x"]}, KEYS["o-1"]), KEYS["o-1"]).facts["later"] == ["x"]


def test_a_head_of_the_ledger_cannot_be_passed_off_as_a_signature():
    with pytest.raises(BadStatement):
        acts.verify(HEAD, NODE)


def test_an_act_that_all_have_signed_is_whole():
    report = act_envelope.check(envelope(head=HEAD))
    assert report.whole
    assert [each.signer for each in report.signed] == [GIVER, TAKER, CHIEF]
    assert report.head is not None
    assert (report.head["size"], report.head_proved) == (3, False)


def test_the_head_is_proved_by_the_ledger_s_key_from_a_trusted_hand():
    report = act_envelope.check(envelope(head=HEAD), keys.ring([NODE]))
    assert report.whole
    assert report.head_proved


def test_a_head_by_another_than_the_known_key_is_a_fault():
    report = act_envelope.check(envelope(head=HEAD), keys.ring([KEYS["o-1"]]))
    assert [fault.what for fault in report.faults] == ["head.unknown_key"]


def test_an_exchanged_body_is_found_by_every_signature():
    assert faults(body=BODY | {"items": []}) == ["signature.body"] * 3


@pytest.mark.parametrize("changed", [{"number": "18"}, {"version": 2}, {"kind": "plan"}, {"id": "another"}])
def test_signatures_do_not_pass_to_another_act(changed):
    assert faults(act=FACTS | changed) == ["signature.act"] * 3


def test_a_signature_taken_away_is_missed_by_those_that_are_left():
    report = act_envelope.check(envelope(signatures=[signed(GIVER), signed(CHIEF)]))
    assert [(fault.what, dict(fault.facts)) for fault in report.faults] == [
        ("signature.missing", {"role": "party", "unit": "unit-b"})
    ]


def test_an_act_that_nobody_has_signed_is_not_whole():
    assert faults(signatures=[]) == ["signature.none"]


def test_a_signature_that_the_act_does_not_ask_for_is_named():
    assert faults(signatures=[signed(each, asked=[Asked("party", "unit-a")]) for each in (GIVER, TAKER)]) == [
        "signature.unasked"
    ]


def test_signers_who_were_told_of_different_signatories_are_named():
    assert "signature.asked" in faults(signatures=[signed(GIVER), signed(TAKER, asked=[Asked("party", "unit-b")])])


def test_the_same_signature_twice_does_not_stand_for_two():
    assert "signature.repeated" in faults(signatures=[signed(GIVER)] * 2 + [signed(TAKER), signed(CHIEF)])


def test_an_exchanged_key_leaves_its_signature_unknown():
    found = faults(keys=[KEYS["o-1"], keys.generate(), KEYS["o-3"]])
    assert found == ["signature.unknown_key", "signature.missing"]


def test_one_key_in_two_hands_is_a_fault():
    second = acts.sign(said(TAKER), KEYS["o-1"])
    assert faults(signatures=[signed(GIVER), second, signed(CHIEF)]) == ["key.shared"]


def test_a_private_key_in_the_envelope_is_a_fault():
    found = envelope()
    found["keys"].append(json.loads(keys.private_text(keys.generate())))
    assert [fault.what for fault in act_envelope.check(found).faults] == ["key.private"]


def test_a_key_revoked_afterwards_leaves_its_signature_valid():
    assert faults(revoked={keys.name(KEYS["o-1"]): AT + timedelta(days=1)}) == []


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_signature_at_or_after_the_revocation_of_its_key_is_a_fault(minutes):
    assert faults(revoked={keys.name(KEYS["o-1"]): AT + timedelta(minutes=minutes)}) == ["signature.after_revocation"]


def test_a_key_that_replaced_another_verifies_beside_it():
    fresh = keys.generate()
    second = acts.sign(said(TAKER), fresh)
    ring = [*KEYS.values(), fresh]
    assert faults(signatures=[signed(GIVER), second, signed(CHIEF)], keys=ring) == []


def test_a_broken_signature_is_named_by_its_place():
    token = signed(TAKER).rsplit(".", 1)[0] + "." + signed(GIVER).rsplit(".", 1)[1]
    report = act_envelope.check(envelope(signatures=[signed(GIVER), token, signed(CHIEF)]))
    assert [fault.what for fault in report.faults] == ["signature.broken", "signature.missing"]
    assert report.faults[0].facts["place"] == 2


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["format", "act", "body", "signatures", "keys", "revoked", "head"]), JSONS)
def test_no_part_of_an_envelope_can_make_the_verification_fail(part, value):
    report = act_envelope.check(envelope(head=HEAD) | {part: value})
    assert report.whole or report.faults


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"format":"ortaq-act-2"}', b'{ "format":"ortaq-act-1"}', b"[1]", b"\xff"]
)
def test_what_is_not_an_envelope_is_refused(data):
    with pytest.raises(BadStatement):
        act_envelope.read(data)


def test_a_report_can_be_written_down():
    facts = act_envelope.check(envelope(head=HEAD)).facts()
    assert facts["signed"][0]["name"] == GIVER.name
    assert facts["faults"] == []
