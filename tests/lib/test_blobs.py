"""Files outside the database: whole or not there, under keys that tell nothing, gone when nobody kept them."""

from __future__ import annotations

import hashlib
import os
import stat
import time

import pytest

from ortaq.lib import blobs
from ortaq.lib.blobs import BlobLost, Files


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "blobs")


def arrive(files, body=b"abc"):
    incoming = files.begin()
    incoming.write(body)
    return incoming


def read(files, key):
    with files.open(key) as body:
        return body.read()


def kept_on_disk(files):
    return [path for path in files.folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_read_again_byte_for_byte(files):
    key = files.keep(arrive(files, b"\0\xff" * 100_000))
    assert read(files, key) == b"\0\xff" * 100_000


def test_it_is_counted_and_hashed_while_it_arrives(files):
    incoming = files.begin()
    for chunk in (b"ab", b"c"):
        incoming.write(chunk)
    assert (incoming.size, incoming.sha256) == (3, hashlib.sha256(b"abc").hexdigest())
    incoming.discard()


def test_the_same_bytes_twice_are_two_blobs_under_two_keys(files):
    first, second = (files.keep(arrive(files)) for _ in range(2))
    assert first != second
    files.delete(first)
    assert read(files, second) == b"abc"


def test_what_is_discarded_leaves_nothing(files):
    arrive(files).discard()
    assert kept_on_disk(files) == []


def test_what_was_kept_stays_when_the_request_ends(files):
    incoming = arrive(files)
    key = files.keep(incoming)
    incoming.discard()
    assert read(files, key) == b"abc"


def test_others_on_this_machine_may_not_look_in(files):
    key = files.keep(arrive(files))
    for path in (files.folder, files.folder / key[:2], files.folder / "incoming"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((files.folder / key[:2] / key).stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["0" * 32, "../../secret_key", "", "0" * 31 + "/"])
def test_a_key_that_names_nothing_or_another_place_is_lost(files, key):
    with pytest.raises(BlobLost):
        files.open(key)


def test_deleting_twice_changes_nothing(files):
    key = files.keep(arrive(files))
    files.delete(key)
    files.delete(key)
    assert list(files.keys(older_than=-1)) == []


def test_what_began_to_arrive_a_day_ago_is_swept_and_what_arrives_now_is_not(files):
    old, new = arrive(files), arrive(files)
    os.utime(old.path, (time.time() - 100_000,) * 2)
    assert files.sweep_incoming(older_than=86_400) == 1
    assert (old.path.exists(), new.path.exists()) == (False, True)
    for incoming in (old, new):
        incoming.discard()


def test_only_old_blobs_are_listed(files):
    old, new = files.keep(arrive(files)), files.keep(arrive(files))
    os.utime(files.folder / old[:2] / old, (time.time() - 100_000,) * 2)
    assert list(files.keys(older_than=86_400)) == [old]
    assert set(files.keys(older_than=-1)) == {old, new}


def test_without_a_setting_they_lie_in_the_nodes_folder(home):
    store = blobs.store()
    assert isinstance(store, Files)
    assert store.folder == home / "blobs"


def test_a_setting_that_names_no_known_store_says_so_and_keeps_its_secrets(monkeypatch):
    monkeypatch.setenv("ORTAQ_BLOBS", "ftp://there?key=geheim")
    with pytest.raises(RuntimeError, match="ftp://there") as said:
        blobs.store()
    assert "geheim" not in str(said.value)
