"""Heads, proofs and envelopes: what is signed stands, what is touched falls."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.wire import canonical, envelope, heads, keys, merkle, proof
from ortaq.wire.errors import BadProof, BadSignature, BadStatement, UnknownKey, WireError

KEY, STRANGER = keys.generate(), keys.generate()
RING = keys.ring([KEY])
AT = datetime(2013, 12, 31, 2, 30, tzinfo=UTC)
BODY = canonical.text({"v": 1, "kind": "receipt", "data": {"step": "acknowledged"}})
LEAVES = [merkle.leaf_hash(b"before"), merkle.leaf_hash(BODY.encode()), merkle.leaf_hash(b"after")]
ROOT = merkle.node_hash(merkle.node_hash(*LEAVES[:2]), LEAVES[2])


def _head(**changed: object) -> str:
    facts = {"size": 3, "root": ROOT, "at": AT, "node": "khorgos", "prev": None, "key": KEY} | changed
    return heads.sign(**facts)  # type: ignore[arg-type]


def _proof() -> proof.Proof:
    return proof.Proof(body=BODY, index=1, size=3, path=(LEAVES[0], LEAVES[2]), head=_head())


def test_a_head_says_how_long_the_ledger_was_and_when() -> None:
    found = heads.verify(_head(prev=b"\x07" * 32), RING)
    assert (found.size, found.root, found.at, found.node) == (3, ROOT, AT, "khorgos")
    assert (found.key, found.prev) == (keys.name(KEY), b"\x07" * 32)


def test_a_head_of_a_stranger_is_not_believed() -> None:
    with pytest.raises(UnknownKey) as refused:
        heads.verify(_head(key=STRANGER), RING)
    assert refused.value.facts["key"] == keys.name(STRANGER)


def test_a_head_that_names_our_key_but_was_signed_by_another_is_refused() -> None:
    with pytest.raises(BadSignature):
        heads.verify(_head(key=STRANGER), {keys.name(STRANGER): KEY})


def _claiming(header: dict[str, str], signature: str) -> str:
    payload = _head().split(".")[1]
    first = urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{first}.{payload}.{signature}"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "ES256"])
def test_a_token_does_not_choose_how_it_is_checked(algorithm: str) -> None:
    header = {"alg": algorithm, "kid": keys.name(KEY), "typ": heads.KIND}
    for signature in ("", _head().split(".")[2]):
        with pytest.raises(WireError):
            heads.verify(_claiming(header, signature), RING)


@given(st.integers(0, len(_head()) - 1), st.integers(0, 6))
def test_a_head_with_any_one_bit_changed_fails(place: int, bit: int) -> None:
    token = _head()
    other = chr(ord(token[place]) ^ 1 << bit)
    forged = token[:place] + other + token[place + 1 :]
    with pytest.raises(WireError):
        heads.verify(forged, RING)


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 2},
        {"size": -1},
        {"size": "3"},
        {"size": True},
        {"root": "00"},
        {"at": "yesterday"},
        {"prev": 5},
        {"root": None},
    ],
)
def test_a_signed_statement_that_is_no_head_is_refused(changed: dict[str, object]) -> None:
    statement = heads.verify(_head(), RING).statement | changed  # type: ignore[operator]
    with pytest.raises(BadStatement):
        heads.verify(keys.sign(heads.KIND, statement, KEY), RING)


def test_a_field_of_a_later_edition_is_kept() -> None:
    statement = heads.verify(_head(), RING).statement | {"later": ["x"]}  # type: ignore[operator]
    assert heads.verify(keys.sign(heads.KIND, statement, KEY), RING).statement["later"] == ["x"]


def test_a_head_must_name_the_key_that_signed_it() -> None:
    statement = heads.verify(_head(), RING).statement | {"key": "another"}  # type: ignore[operator]
    with pytest.raises(BadStatement):
        heads.verify(keys.sign(heads.KIND, statement, KEY), RING)


def test_an_envelope_cannot_be_passed_off_as_a_head() -> None:
    with pytest.raises(BadStatement):
        heads.verify(envelope.seal("message", {}, "", KEY), RING)


def test_a_proof_leads_from_the_entry_to_the_signed_head() -> None:
    assert _proof().verify(RING).size == 3
    assert _proof().entry["data"] == {"step": "acknowledged"}


def test_a_proof_can_be_written_down_and_read_back() -> None:
    written = canonical.encode(_proof().facts())
    assert proof.read(json.loads(written)) == _proof()


def test_a_proof_of_another_entry_or_head_fails() -> None:
    facts = _proof().facts()
    other = proof.read(facts | {"entry": {"v": 1, "kind": "receipt", "data": {"step": "read"}}})
    with pytest.raises(BadProof):
        other.verify(RING)
    with pytest.raises(BadStatement):
        proof.read(facts | {"head": _head(size=4)}).verify(RING)


@pytest.mark.parametrize(
    "changed", [{"v": 9}, {"path": ["zz"]}, {"index": "x"}, {"entry": {"a": 1.5}}, {"ortaq": "poem"}]
)
def test_what_is_not_a_proof_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(BadStatement):
        proof.read(_proof().facts() | changed)


def test_an_envelope_carries_a_message_and_the_latest_head() -> None:
    body = {"id": "m1", "clause": "C5.1", "later": {"kept": True}}
    found = envelope.opened(envelope.seal("message", body, _head(), KEY), RING)
    assert (found.kind, found.body, found.key) == ("message", body, keys.name(KEY))
    assert found.head is not None
    assert found.head.size == 3


def test_an_envelope_may_come_before_the_first_head() -> None:
    assert envelope.opened(envelope.seal("message", {}, "", KEY), RING).head is None


def test_an_envelope_with_a_stranger_s_head_is_refused() -> None:
    with pytest.raises(UnknownKey):
        envelope.opened(envelope.seal("message", {}, _head(key=STRANGER), KEY), RING)


@settings(max_examples=50)
@given(st.binary(max_size=80))
def test_rubbish_is_refused_and_never_crashes(rubbish: bytes) -> None:
    for read in (heads.verify, envelope.opened):
        with pytest.raises(WireError):
            read(rubbish.decode("latin-1"), RING)
    with pytest.raises(WireError):
        keys.load(rubbish)


def test_a_key_is_named_by_its_thumbprint_and_comes_back_from_its_text() -> None:
    again = keys.load(keys.private_text(KEY))
    assert keys.name(again) == keys.name(KEY) == keys.name(keys.load(keys.public_text(KEY)))
    assert "d" not in json.loads(keys.public_text(KEY))


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    public = '{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
    assert keys.name(keys.load(public)) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("text", ['{"kty":"oct","k":"AA"}', "[]", "null", '{"kty":"OKP","crv":"X25519","x":"AA"}'])
def test_a_key_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(BadStatement):
        keys.load(text)
