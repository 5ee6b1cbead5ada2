"""An officer's key opens by his passphrase, by nothing else, and in no other officer's place."""

from __future__ import annotations

import json

import pytest

from ortaq.wire import keys, sealing
from ortaq.wire.errors import BadStatement, WireError

KEY = keys.generate()
PASSPHRASE = "шекара қызметі 2002"


@pytest.fixture(scope="module")
def sealed() -> str:
    return sealing.seal(KEY, PASSPHRASE)


def test_the_passphrase_opens_the_key(sealed):
    assert keys.private_text(sealing.open_sealed(sealed, PASSPHRASE)) == keys.private_text(KEY)


@pytest.mark.parametrize("passphrase", ["", "шекара қызметі 2003", PASSPHRASE + " "])
def test_another_passphrase_opens_nothing(sealed, passphrase):
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_sealed(sealed, passphrase)


def test_a_letter_typed_in_two_strokes_is_the_same_letter():
    decomposed, composed = "и\u0306од и\u0306од", "йод йод "
    with pytest.raises(sealing.WeakPassphrase):
        sealing.seal(KEY, decomposed)
    assert sealing.open_sealed(sealing.seal(KEY, composed), composed.replace("й", "и\u0306"))


@pytest.mark.parametrize("passphrase", ["", "1234567", "қазақ"])
def test_a_short_passphrase_is_refused(passphrase):
    with pytest.raises(sealing.WeakPassphrase) as refused:
        sealing.seal(KEY, passphrase)
    assert refused.value.facts == {"shortest": 8}


def test_the_sealed_text_shows_neither_the_key_nor_the_passphrase(sealed):
    private = json.loads(keys.private_text(KEY))["d"]
    assert private not in sealed
    assert PASSPHRASE not in sealed
    assert json.loads(sealed)["kid"] == keys.name(KEY)


def test_the_same_key_is_sealed_in_another_text_each_time(sealed):
    assert sealing.seal(KEY, PASSPHRASE) != sealed


def test_the_costs_stand_in_the_text_and_are_those_of_the_standard(sealed):
    kdf = json.loads(sealed)["kdf"]
    assert {name: kdf[name] for name in ("name", "v", "t", "m", "p")} == {
        "name": "argon2id",
        "v": 19,
        "t": 3,
        "m": 65536,
        "p": 4,
    }


def test_what_was_sealed_at_other_costs_opens_by_its_own(monkeypatch):
    monkeypatch.setattr(sealing, "COSTS", sealing.COSTS | {"t": 1, "m": 1024})
    cheap = sealing.seal(KEY, PASSPHRASE)
    monkeypatch.undo()
    assert keys.name(sealing.open_sealed(cheap, PASSPHRASE)) == keys.name(KEY)


def test_a_key_laid_in_another_officer_s_place_does_not_open(sealed):
    moved = json.loads(sealed) | {"kid": keys.name(keys.generate())}
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_sealed(json.dumps(moved), PASSPHRASE)


@pytest.mark.parametrize("changed", [{"m": 2**30}, {"t": 10**6}, {"p": 0}, {"m": 8.5}, {"name": "md5"}, {"salt": "!"}])
def test_a_sealed_text_that_asks_for_a_machine_of_its_own_is_refused(sealed, changed):
    value = json.loads(sealed)
    with pytest.raises(BadStatement):
        sealing.open_sealed(json.dumps(value | {"kdf": value["kdf"] | changed}), PASSPHRASE)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"v":1}', '{"v":2}'])
def test_what_is_no_sealed_key_is_refused(text):
    with pytest.raises(WireError):
        sealing.open_sealed(text, PASSPHRASE)
