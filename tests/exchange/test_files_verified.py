"""A file that was sent cannot be changed, exchanged or lost without `ortaq ledger verify` naming it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
import world as worlds
from django.db import connection, transaction

from ortaq.exchange.files import Attachment, Upload
from ortaq.exchange.models import Content
from ortaq.exchange.sending import Saying, send_oral
from ortaq.exchange.uploads import sweep
from ortaq.ledger import verifying
from ortaq.lib.blobs import store

NOON = worlds.NOON
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture(autouse=True)
def empty_store(home):
    _empty()  # other tests keep files too, and their rows are gone with them
    yield
    _empty()


def _empty():
    for blob in store().keys(older_than=-1):
        store().delete(blob)
    store().sweep_incoming(older_than=-1)


def stored(body=b"abc"):
    incoming = store().begin()
    incoming.write(body)
    return store().keep(incoming), incoming


def uploaded(world, name="снимок.jpg", body=b"abc"):
    blob, incoming = stored(body)
    return Upload.objects.create(
        officer=world.by("border").officer,
        form="urgent",
        at=NOON,
        name=name,
        media_type="image/jpeg",
        size=incoming.size,
        sha256=incoming.sha256,
        blob=blob,
        visible_to=[world.unit("border").pk],
    )


@pytest.fixture
def message(world):
    book = world.rulebook()
    files = [uploaded(world), uploaded(world, "акт.pdf", b"defg")]
    saying = Saying("C5.1.c", {"text": "оружие"}, NOON, files=files)
    return send_oral(saying, book.route("C5.1", world.unit("border").pk), by=world.by("border"), at=NOON, rulebook=book)


def faults(*also):
    return [(fault.what, fault.facts.get("name")) for fault in verifying.verify(also=also).faults]


def tamper(query):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE exchange_attachment DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE exchange_content DISABLE TRIGGER USER")
        cursor.execute(query)


def path_of(home, name):
    blob = Attachment.objects.get(name=name).blob
    return home / "blobs" / blob[:2] / blob


def test_untouched_files_are_found_good_and_counted(message):
    report = verifying.verify(also=["files"])
    assert report.good
    assert (report.rows["message.files"], report.rows["message.files (bytes)"]) == (2, 2)


@pytest.mark.parametrize("change", ["name = 'другой.jpg'", "sha256 = repeat('0', 64)", "size = 4", "media_type = 'x'"])
def test_a_row_that_says_something_else_than_what_was_sent_is_named(message, change):
    tamper(f"UPDATE exchange_attachment SET {change} WHERE name = 'снимок.jpg'")
    assert faults() == [("file.row", "снимок.jpg")]


def test_a_row_taken_out_is_named(message):
    tamper("DELETE FROM exchange_attachment WHERE name = 'акт.pdf'")
    assert faults() == [("file.missing", "акт.pdf")]


def test_a_row_put_in_is_named(message, world):
    blob, _ = stored()
    row = Attachment.objects.get(name="акт.pdf")
    row.pk, row.n, row.name, row.blob = worlds_id(), 2, "подброшен.jpg", blob
    row.save(force_insert=True)
    assert faults() == [("file.added", "подброшен.jpg")]


def worlds_id():
    from ortaq.lib.ids import uuid7

    return uuid7()


def test_a_file_put_in_with_its_line_in_the_content_breaks_the_commitment(message):
    tamper("UPDATE exchange_content SET body = jsonb_set(body, '{files,0,name}', '\"x.jpg\"')")
    tamper("UPDATE exchange_attachment SET name = 'x.jpg' WHERE n = 0")
    assert faults() == [("content.changed", None)]


def test_bytes_that_were_changed_are_named_where_the_files_are_read(message, home):
    path_of(home, "акт.pdf").write_bytes(b"defX")
    assert faults() == []
    assert faults("files") == [("file.changed", "акт.pdf")]


def test_bytes_that_are_gone_are_named(message, home):
    path_of(home, "снимок.jpg").unlink()
    assert faults("files") == [("file.lost", "снимок.jpg")]


# ── what a crash leaves ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_sweep_removes_what_no_row_names_and_nothing_else(message, world, as_role):
    upload = uploaded(world, "ещё.jpg")
    orphan, _ = stored()
    with as_role("clock"):
        assert sweep(older_than=-1) == 1
    named = {*Attachment.objects.values_list("blob", flat=True), upload.blob}
    assert set(store().keys(older_than=-1)) == named
    assert orphan not in named


def test_the_sweep_leaves_what_is_younger_than_a_day(world):
    orphan, _ = stored()
    assert sweep() == 0
    assert list(store().keys(older_than=-1)) == [orphan]


KILLED = """
import os, sys
from ortaq.lib.blobs import store
incoming = store().begin()
incoming.write(b"x" * 100_000)
if sys.argv[1] == "between file and row":
    store().keep(incoming)
print("now", flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("moment", ["while it arrives", "between file and row"])
def test_killed_at_any_moment_a_file_without_a_row_is_swept_and_no_row_is_without_its_file(world, moment):
    upload = uploaded(world)
    done = subprocess.run([sys.executable, "-c", KILLED, moment], env=os.environ, capture_output=True, check=False)
    assert (done.stdout, done.returncode) == (b"now\n", -signal.SIGKILL), done.stderr
    time.sleep(0.01)
    assert sweep(older_than=0) == 1
    assert list(store().keys(older_than=-1)) == [upload.blob]


def test_a_sending_that_fails_leaves_the_file_with_the_form(world, monkeypatch):
    upload, book = uploaded(world), world.rulebook()
    monkeypatch.setattr("ortaq.exchange.sending.tell_screens", lambda *_, **__: 1 / 0)
    saying = Saying("C5.1.c", {"text": "оружие"}, NOON, files=[upload])
    to = book.route("C5.1", world.unit("border").pk)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_oral(saying, to, by=world.by("border"), at=NOON, rulebook=book)
    assert Upload.objects.get() == upload
    assert not Attachment.objects.exists()
    assert not Content.objects.exists()
