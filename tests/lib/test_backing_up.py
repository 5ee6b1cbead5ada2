"""A node in one file, and the same node out of it on another machine: whole, verified, or refused in words."""

from __future__ import annotations

import tarfile
from types import SimpleNamespace

import psycopg
import pytest
import world as worlds

from ortaq.exchange.files import Attachment, Upload
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.sealer import prepare
from ortaq.lib import archives, backing_up, node, nodes
from ortaq.lib.blobs import store
from ortaq.lib.nodes import NodeError

NOON = worlds.NOON
said = []


@pytest.fixture
def real(transactional_db, home, clock):
    """The test's node as one with a PostgreSQL of its own, a sealed message with a file in it, keys and secrets."""
    clock.stand(NOON)
    before = node.read_facts(home)["name"]
    node.write_facts(home, server="own", name="Пост у реки")
    world = worlds.make()
    incoming = store().begin()
    incoming.write("снимок".encode())
    facts = {"name": "снимок.jpg", "media_type": "image/jpeg", "size": incoming.size, "sha256": incoming.sha256}
    officer, unit = world.by("border").officer, world.unit("border").pk
    file = Upload.objects.create(
        officer=officer, form="urgent", at=NOON, blob=store().keep(incoming), visible_to=[unit], **facts
    )
    saying = Saying("C5.1.c", {"text": "оружие"}, NOON, files=[file])
    book = world.rulebook()
    send_oral(saying, book.route("C5.1", unit), by=world.by("border"), at=NOON, rulebook=book)
    prepare(home).seal()
    yield home
    node.write_facts(home, name=before)
    for blob in store().keys(older_than=-1):
        store().delete(blob)


def messages(home):
    with nodes.connect(home) as db:
        return db.execute("SELECT count(*) FROM exchange_message").fetchone()[0]


def restored(home, file, keys=None):
    said.clear()
    is_whole = backing_up.restore(home, file, keys, say=said.append)
    return SimpleNamespace(is_whole=is_whole, said="\n".join(said), facts=node.read_facts(home))


@pytest.mark.long
def test_what_was_backed_up_comes_back_whole_and_is_verified_against_the_head_kept_with_it(real, tmp_path):
    data, safe = tmp_path / "disk", tmp_path / "safe"
    data.mkdir(), safe.mkdir()
    file = backing_up.back_up(real, data, say=said.append)
    keys = backing_up.back_up_keys(real, safe, say=said.append)
    assert file.stat().st_mode & 0o077 == 0
    found = restored(tmp_path / "again", file, keys)
    assert found.is_whole, found.said
    assert found.facts["name"] == "Пост у реки"
    assert (tmp_path / "again" / "sealer" / "node.key").read_bytes() == (real / "sealer" / "node.key").read_bytes()
    assert (tmp_path / "again" / "secret_key").stat().st_mode & 0o077 == 0
    cluster = nodes.start_server(tmp_path / "again")
    try:
        assert messages(tmp_path / "again") == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _as_web(tmp_path / "again")
    finally:
        cluster.stop()


def _as_web(home):
    """What the owner keeps is guarded as before: a page's role sees no word without a scope, and changes none."""
    facts, secret = node.read_facts(home), (home / "roles" / "web.pw").read_text()
    reach = {"host": facts["host"], "port": facts["port"], "dbname": "ortaq", "user": "ortaq_web", "password": secret}
    with psycopg.connect(**reach) as db:
        assert db.execute("SELECT count(*) FROM exchange_message").fetchone() == (0,)
        db.execute("DELETE FROM exchange_message")


def test_what_signs_never_lies_in_the_file_of_what_was_signed(real, tmp_path):
    with tarfile.open(backing_up.back_up(real, tmp_path, say=said.append)) as members:
        names = members.getnames()
    assert "sealer/node.key" not in names
    assert not [name for name in names if name.startswith(("roles/", "pdf."))]
    blob = Attachment.objects.get().blob
    assert f"blobs/{blob[:2]}/{blob}" in names


def test_a_file_that_lost_or_changed_a_byte_is_refused_by_name_and_nothing_is_put_back(real, tmp_path):
    file = backing_up.back_up(real, tmp_path, say=said.append)
    whole = file.read_bytes()
    file.write_bytes(whole.replace("снимок".encode(), "снимки".encode()))
    with pytest.raises(NodeError, match="damaged at blobs/"):
        backing_up.restore(tmp_path / "again", file, None, say=said.append)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NodeError):
        backing_up.restore(tmp_path / "again", file, None, say=said.append)
    assert not (tmp_path / "again").exists()


def test_no_member_is_written_outside_of_the_folder(tmp_path):
    with archives.new_file(tmp_path, "evil") as archive:
        archive.add_bytes("../out", b"x")
    with archives.opened(archive.path) as members, pytest.raises(NodeError, match="belongs into no node"):
        archives.put_back(members, tmp_path / "home", but=())
    assert not (tmp_path / "out").exists()


def test_a_disk_that_is_not_there_or_takes_no_more_is_said_and_leaves_nothing(real, tmp_path, monkeypatch):
    with pytest.raises(NodeError, match="is the disk connected"):
        backing_up.back_up(real, tmp_path / "gone", say=said.append)
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(archives.os, "fsync", lambda _number: (_ for _ in ()).throw(full))
    with pytest.raises(NodeError, match="No space left"):
        backing_up.back_up(real, tmp_path, say=said.append)
    assert list(tmp_path.iterdir()) == []


def test_a_node_is_never_restored_over_another(tmp_path):
    (tmp_path / "node.json").write_text("{}")
    with pytest.raises(NodeError, match="is not empty"):
        backing_up.restore(tmp_path, tmp_path / "x", None, say=said.append)
