"""Files in the log of a joint measure: kept and opened with its words, in a room by its members alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import Parties
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from sample_files import PIXEL
from together import HOUR, NOON

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.access.testing import appoint, sit_down
from ortaq.exchange.files import FILES, Upload
from ortaq.exchange.uploads import sweep
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry
from ortaq.ledger.verifying import verify
from ortaq.lib.blobs import BlobLost, store
from ortaq.lib.ids import uuid7
from ortaq.operations import opening, rooms
from ortaq.operations.erasing import erase_due
from ortaq.operations.log import LogEntry, LogFile, LogWords

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
YEARS = timedelta(days=365 * 5 + 2)


@pytest.fixture(autouse=True)
def empty_store(home):
    yield
    for blob in store().keys(older_than=-1):
        store().delete(blob)
    store().sweep_incoming(older_than=-1)


@pytest.fixture
def group(together, clock):
    """A working group of a border officer and a customs officer, founded by its act."""
    clock.stand(NOON)
    told = {"task": "Разобраться с очередями", "place": "пункт пропуска"}
    founded = Parties(together.world).in_force("working_group", told).act_id
    customs = Appointment.objects.get(unit=together.unit("customs"), role="duty_officer")
    aim = {"aim": "Разобраться с очередями"}
    return opening.open_operation(
        "working_group", aim, mandate=founded, members=[customs], **together.by("border", at=NOON)
    )


def plan(name="план.pdf", body=PDF):
    return SimpleUploadedFile(name, body, "application/octet-stream")


def line(attach=None, sort="message", **other):
    typed = {"once": str(uuid7()), "sort": sort, "text": "Вот план полос", **other}
    return {**typed, "attach": attach} if attach else typed


def path_of(operation):
    return f"/operations/{operation.pk}/"


def address(file, sort="files"):
    return f"{path_of(file.entry.operation)}log/{file.entry_id}/{sort}/{file.pk}/"


def the_file():
    return LogFile.objects.select_related("entry__operation").get()


def text_of(page):
    return page.content.decode()


@pytest.mark.clause("C9.7")
def test_a_member_puts_a_file_into_the_room_and_the_others_open_it(group, sit):
    assert sit("border").post(path_of(group) + "log/", line(plan())).status_code == 302
    assert not Upload.objects.exists()
    customs, file = sit("customs"), the_file()
    page = text_of(customs.get(path_of(group)))
    assert address(file) in page
    assert "план.pdf" in page
    assert "увидят только члены группы" in page
    opened = customs.get(address(file))
    assert b"".join(opened.streaming_content) == PDF
    assert "attachment" in opened["Content-Disposition"]
    assert "sandbox" in opened["Content-Security-Policy"]
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Cache-Control"] == "no-store"
    assert LogWords.objects.get(entry=file.entry).body[FILES] == [file.facts()], "the words commit to the file"
    assert file.visible_to == [-group.room]


@pytest.mark.clause("C9.7")
def test_a_colleague_at_the_next_desk_and_a_superior_find_no_file(together, group, sit, as_role):
    border = sit("border")
    border.post(path_of(group) + "log/", line(plan()))
    border.post(path_of(group) + "log/files/", {"attach": plan("черновик.pdf")})
    file = the_file()
    colleague = appoint("col", together.unit("customs"), "senior", at=NOON - HOUR)
    superior = appoint("sup", together.unit("border", 3), "senior", at=NOON - HOUR)
    for other in (colleague, superior):
        screen = sit_down(type(border)(), other)
        for where in (address(file), address(file, "pictures")):
            assert screen.get(where).status_code == 404
        assert screen.post(path_of(group) + "log/files/", {"attach": plan()}).status_code == 404
        with as_role("web"), acting_in(other.unit_id):
            assert not LogFile.objects.exists()
    with as_role("web"), acting_in(together.unit("border").pk):
        assert not LogFile.objects.exists()
        assert not Upload.objects.exists(), "what waits to be written waits in the room"
    with as_role("web"), rooms.inside(group):
        assert LogFile.objects.get() == file


@pytest.mark.clause("C9.7")
def test_whoever_was_let_out_opens_its_files_no_more(together, group, sit):
    sit("border").post(path_of(group) + "log/", line(plan()))
    customs = sit("customs")
    assert b"".join(customs.get(address(the_file())).streaming_content) == PDF
    with rooms.inside(group):
        member = rooms.Member.objects.get(member=together.world.by("customs").officer)
        rooms.let_out(member, by=together.world.by("border"), at=NOON)
    assert customs.get(address(the_file())).status_code == 404


@pytest.mark.clause("C7.9")
def test_the_parties_of_an_incident_open_its_files_and_their_superior_none(together, sit, as_role):
    made = together.open()
    assert sit("customs").post(path_of(made) + "log/", line(plan("выезд.png", PIXEL), "event")).status_code == 302
    internal, file = sit("internal"), the_file()
    page = text_of(internal.get(path_of(made)))
    assert "выезд.png" in page
    assert "изображение" in page
    shown = internal.get(address(file, "pictures"))
    assert b"".join(shown.streaming_content) == PIXEL
    assert "attachment" not in shown["Content-Disposition"]
    above = sit("border", level=3)
    assert "выезд.png" not in text_of(above.get(path_of(made)))
    assert above.get(address(file)).status_code == 404
    assert above.post(path_of(made) + "log/files/", {"attach": plan()}).status_code == 403
    with as_role("web"), acting_in(together.unit("border", 3).pk):
        assert LogEntry.objects.filter(pk=file.entry_id).exists(), "the header is a superior's to see"
        assert not LogFile.objects.exists()


def test_only_a_picture_is_shown_on_the_page(together, sit):
    made = together.open()
    border = sit("border")
    border.post(path_of(made) + "log/", line(plan(), "event"))
    assert border.get(address(the_file(), "pictures")).status_code == 404


def test_a_forbidden_file_changes_nothing_and_says_why(together, sit):
    made, before = together.open(), LogEntry.objects.count()
    page = sit("border").post(path_of(made) + "log/", line(plan("план.pdf", b"MZ" + bytes(200)), "event"))
    assert page.status_code == 422
    assert "Вот план полос" in text_of(page), "what was typed still stands"
    assert "план.pdf" in text_of(page)
    assert LogEntry.objects.count() == before
    assert not LogFile.objects.exists()
    assert not Upload.objects.exists()


def test_a_file_that_came_with_a_faulty_line_stays_with_its_draft(together, sit):
    made, border = together.open(), sit("border")
    page = border.post(path_of(made) + "log/", line(plan(), "event", text=""))
    assert "Напишите, что произошло или решено." in text_of(page)
    waiting = Upload.objects.get()
    for shown in (page, border.get(path_of(made))):
        assert f'value="{waiting.pk}" checked' in text_of(shown)
    sent = {"file": str(waiting.pk), "file-shown": str(waiting.pk)}
    assert border.post(path_of(made) + "log/", line(sort="event", **sent)).status_code == 302
    assert the_file().pk == waiting.pk


def test_a_file_attached_while_one_types_goes_with_the_line(group, sit):
    border = sit("border")
    there = text_of(border.post(path_of(group) + "log/files/", {"attach": plan()}))
    waiting = Upload.objects.get()
    assert f'value="{waiting.pk}" checked' in there
    refused = border.post(path_of(group) + "log/files/", {"attach": plan("a.exe")})
    assert refused.status_code == 422
    sent = {"file": str(waiting.pk), "file-shown": str(waiting.pk)}
    assert border.post(path_of(group) + "log/", line(**sent)).status_code == 302
    assert the_file().pk == waiting.pk
    assert not Upload.objects.exists()


def test_sent_twice_it_is_one_line_with_one_file(group, sit):
    border, typed = sit("border"), line(plan())
    assert border.post(path_of(group) + "log/", typed).status_code == 302
    file = the_file()
    again = {**line(), "once": typed["once"], "file": str(file.pk), "file-shown": str(file.pk)}
    assert border.post(path_of(group) + "log/", again).status_code == 302
    assert the_file() == file
    assert LogEntry.objects.filter(sort="message").count() == 1


def test_the_ledgers_comparison_names_a_changed_byte_and_a_changed_row(group, sit):
    sit("border").post(path_of(group) + "log/", line(plan()))
    assert faults("files") == []
    file = the_file()
    assert verify(also=["files"]).rows["log.files (bytes)"] == 1
    incoming = store().begin()
    incoming.write(PDF.replace(b"1.7", b"1.8"))
    tamper(f"UPDATE operations_logfile SET blob = '{store().keep(incoming)}'")
    assert faults("files") == [("file.changed", str(file.entry_id), "план.pdf")]
    tamper("UPDATE operations_logfile SET name = 'иной.pdf'")
    assert faults() == [("file.row", str(file.entry_id), "план.pdf")]
    tamper("DELETE FROM operations_logfile")
    assert faults() == [("file.missing", str(file.entry_id), "план.pdf")]


def faults(*also):
    """Return what the ledger's comparison says of files alone."""
    found = verify(also=also).faults
    return [(one.what, one.facts["record"], one.facts["name"]) for one in found if one.what.startswith("file.")]


def tamper(query):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE operations_logfile DISABLE TRIGGER USER")
        cursor.execute(query)


def test_a_file_of_the_log_is_never_changed(group, sit):
    sit("border").post(path_of(group) + "log/", line(plan()))
    with pytest.raises(DatabaseError), transaction.atomic():
        LogFile.objects.update(name="иной.pdf")


def test_the_sweep_leaves_its_bytes_alone(group, sit, as_role):
    sit("border").post(path_of(group) + "log/", line(plan()))
    with as_role("clock"):
        sweep(older_than=-60)
    with store().open(the_file().blob) as file:
        assert file.read() == PDF


@pytest.mark.clause("C7.9")
def test_it_is_erased_with_the_words_when_their_term_is_over(
    together, sit, clock, whole, django_capture_on_commit_callbacks
):
    made, border = together.open(), sit("border")
    border.post(path_of(made) + "log/", line(plan(), "event"))
    border.post(path_of(made) + "log/files/", {"attach": plan("черновик.pdf")})
    together.close(made)
    blobs, hashed = [the_file().blob, Upload.objects.get().blob], the_file().sha256
    told = {"by": Actor.program("owner"), "rulebook": together.world.rulebook(), "ground": "срок хранения"}
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_due(at=NOON + HOUR + YEARS, **told)
    assert not LogFile.objects.exists()
    assert not Upload.objects.exists()
    for blob in blobs:
        with pytest.raises(BlobLost):
            store().open(blob)
    entry = LogEntry.objects.get(operation=made, sort="event")
    assert hashed in Entry.objects.get(kind="log.entered", record=entry.pk).body, "its hash is evidence and stays"
    assert not Entry.objects.filter(body__contains="план.pdf").exists(), "the ledger never held its name"
    clock.stand(NOON + HOUR)
    whole()
    assert faults("files") == []
