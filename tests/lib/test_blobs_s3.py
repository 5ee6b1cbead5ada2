"""The same store, elsewhere: a server that speaks S3, checks every signature, and is sometimes out of reach."""

from __future__ import annotations

import os

import pytest
import s3_server

from ortaq.lib import blobs
from ortaq.lib.blobs import BlobLost


@pytest.fixture
def server():
    with s3_server.running() as running:
        yield running


@pytest.fixture
def bucket(server, tmp_path, monkeypatch):
    (tmp_path / "blobs.key").write_text(f"{s3_server.ACCESS} {s3_server.SECRET}\n")
    monkeypatch.setenv("ORTAQ_HOME", str(tmp_path))
    monkeypatch.setenv("ORTAQ_BLOBS", server.address)
    made = blobs.store()
    made.client._http.connection_pool_kw["retries"] = False
    yield made
    made.client._http.clear()


def keep(bucket, body):
    incoming = bucket.begin()
    incoming.write(body)
    try:
        return bucket.keep(incoming)
    finally:
        incoming.discard()


def read(bucket, key):
    with bucket.open(key) as body:
        return body.read()


def test_what_is_kept_there_is_read_again_byte_for_byte_under_a_key_of_its_own(bucket, server):
    first, second = keep(bucket, b"abc"), keep(bucket, b"abc")
    assert read(bucket, first) == b"abc"
    assert set(server.objects) == {f"node-1/{first}", f"node-1/{second}"}


def test_a_large_file_goes_up_in_parts_and_is_never_whole_in_memory(bucket, server):
    body = os.urandom(2**20) * 12
    assert read(bucket, keep(bucket, body)) == body
    assert server.largest == 5 * 2**20


def test_nothing_is_left_in_the_nodes_folder_once_it_is_there(bucket, tmp_path):
    keep(bucket, b"abc")
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_a_deleted_one_is_lost_and_deleting_again_changes_nothing(bucket):
    key = keep(bucket, b"abc")
    bucket.delete(key)
    bucket.delete(key)
    with pytest.raises(BlobLost):
        bucket.open(key)


def test_it_lists_what_is_there_for_the_sweep(bucket):
    keys = {keep(bucket, b"abc") for _ in range(3)}
    assert set(bucket.keys(older_than=60)) == keys


def test_a_wrong_secret_is_refused_and_said_without_the_secret(bucket, server, tmp_path, monkeypatch):
    (tmp_path / "blobs.key").write_text(f"{s3_server.ACCESS} geheim")
    monkeypatch.setenv("ORTAQ_BLOBS", f"{server.address}&other=1")
    other = blobs.store()
    with pytest.raises(OSError, match="SignatureDoesNotMatch") as said:
        keep(other, b"abc")
    other.client._http.clear()
    assert "geheim" not in str(said.value)
    assert server.objects == {}


def test_a_store_that_fails_is_an_error_of_the_disk_to_whoever_asks(bucket, server):
    server.fails = True
    with pytest.raises(OSError, match="SlowDown|out of reach"):
        keep(bucket, b"abc")
