"""Files attached to what is told: kept while one types, sent with the words, opened by whoever may read them."""

from __future__ import annotations

import gc
import re
from datetime import timedelta

import pytest
import sample_files
import world as worlds
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ortaq.exchange.erasing import erase
from ortaq.exchange.files import Attachment, Upload
from ortaq.exchange.models import Content, Message, Recipient
from ortaq.exchange.receipts import not_for_us
from ortaq.exchange.uploading import AT_A_TIME, LARGE
from ortaq.ledger.actor import Actor
from ortaq.lib import blobs

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
PHOTO = sample_files.TAKEN["снимок.jpg"][0]
pytestmark = pytest.mark.django_db


def photo(name="снимок.jpg", body=PHOTO):
    return SimpleUploadedFile(name, body)


def urgent(world, **more):
    customs = world.unit("customs").pk
    told = {f"to-{customs}": "on", f"at-{customs}": "1158", f"who-{customs}": "Петров"}
    return {"subject": "C5.1.c", "known_at": "1150", "text": "Найдены части оружия", **told, **more}


@pytest.fixture(autouse=True)
def empty_store(home):
    """Each test begins with no file in the node's folder, and counts what it leaves."""
    for path in blobs_on_disk(home):
        path.unlink()


@pytest.fixture
def border(here, sign_in):
    return sign_in(here.unit("border"))


def blobs_on_disk(home):
    return [path for path in (home / "blobs").rglob("*") if path.is_file()]


def attach(client, name="снимок.jpg", body=PHOTO, form="urgent"):
    return client.post(f"/drafts/{form}/files/", {"attach": photo(name, body)})


def listed(**more):
    """What the form says of the files that it shows, all of them ticked."""
    ids = [str(pk) for pk in Upload.objects.order_by("id").values_list("pk", flat=True)]
    return {"file": ids, "file-shown": ids, **more}


def send_with_photo(client, world):
    attach(client)
    client.post("/urgent/new/", urgent(world, **listed()))
    return Message.objects.get(form="oral")


# ── while one types ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_chosen_is_kept_at_once_and_stands_in_the_form_when_it_is_opened_again(border, home):
    answer = attach(border)
    assert answer.status_code == 200
    assert "снимок.jpg" in answer.content.decode()
    assert "снимок.jpg" in border.get("/urgent/new/").content.decode()
    assert len(blobs_on_disk(home)) == 1


@pytest.mark.parametrize("name", ["update.exe", "страница.txt", "макросы.docx"])
def test_a_forbidden_file_is_refused_in_words_and_leaves_neither_row_nor_file(border, home, name):
    answer = attach(border, name, sample_files.REFUSED[name][0])
    assert answer.status_code == 422
    assert name in answer.content.decode()
    assert not Upload.objects.exists()
    assert blobs_on_disk(home) == []


def test_a_file_beyond_the_limit_is_refused_in_words_and_leaves_nothing(border, home, settings):
    settings.FILE_LIMIT = 2**20
    answer = attach(border, body=PHOTO + b"\0" * 2**20)
    assert answer.status_code == 422
    assert "больше 1 МБ" in answer.content.decode()
    assert not Upload.objects.exists()
    assert blobs_on_disk(home) == []


def test_a_file_of_exactly_the_limit_is_taken(border, settings):
    settings.FILE_LIMIT = 2**20
    assert attach(border, body=PHOTO.ljust(2**20, b"\0")).status_code == 200


def test_an_empty_file_is_refused(border):
    assert "файл пуст" in attach(border, body=b"").content.decode()


def test_a_disk_that_takes_no_more_is_said_in_words(border, home, monkeypatch):
    def full(self, chunk):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs.Incoming, "write", full)
    answer = attach(border)
    assert answer.status_code == 422
    assert "не принимает файлы" in answer.content.decode()
    assert blobs_on_disk(home) == []


def test_one_message_carries_twenty_files_and_no_more(border):
    assert [attach(border).status_code for _ in range(21)] == [200] * 20 + [422]


def test_a_page_that_takes_no_files_reads_them_away(border, home):
    border.post("/drafts/urgent/", {"text": "слова", "attach": photo()})
    assert blobs_on_disk(home) == []


def test_what_no_verb_kept_is_gone_with_the_request(here, sign_in, home):
    assert attach(sign_in(here.unit("border"), "analyst")).status_code == 403
    assert blobs_on_disk(home) == []


def test_a_colleague_does_not_see_what_is_attached_to_my_form(here, border, sign_in):
    attach(border)
    assert "снимок.jpg" not in sign_in(here.unit("border"), "senior").get("/urgent/new/").content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\Ли\\снимок.jpg", "снимок.jpg"),
        ("../../etc/снимок.jpg", "снимок.jpg"),
        ("сни\u202eмок.jpg", "снимок.jpg"),
        (f"{'я' * 300}.jpg", f"{'я' * 147}.jpg"),
    ],
)
def test_a_name_is_kept_without_its_folder_and_without_signs_that_cannot_be_seen(border, given, kept):
    attach(border, given)
    assert Upload.objects.get().name == kept


class Breaking:
    """A body whose connection breaks behind its first bytes."""

    def __init__(self, begun):
        self.begun = begun

    def readline(self, size=-1):
        return self.read(size)

    def read(self, size):
        body, self.begun = self.begun[:size], self.begun[size:]
        if not body:
            raise OSError("the connection is gone")
        return body


def test_a_broken_connection_leaves_nothing_and_gives_its_place_back(border, home):
    begun = b'--b\r\nContent-Disposition: form-data; name="attach"; filename="a.jpg"\r\n\r\n' + PHOTO + b"0" * 200_000
    for _ in range(3):
        border.generic(
            "POST",
            "/drafts/urgent/files/",
            content_type="multipart/form-data; boundary=b",
            CONTENT_LENGTH=2 * LARGE,
            HTTP_X_CSRFTOKEN="x",
            **{"wsgi.input": Breaking(begun)},
        )
        gc.collect()
    assert blobs_on_disk(home) == []
    assert places_left() == 2


def places_left():
    taken = []
    while AT_A_TIME.acquire(blocking=False):
        taken.append(1)
    for _ in taken:
        AT_A_TIME.release()
    return len(taken)


def test_while_enough_large_files_come_in_another_is_turned_away_unread_and_the_console_stays_free(border, home):
    large = photo(body=PHOTO.ljust(LARGE, b"\0"))
    with AT_A_TIME, AT_A_TIME:
        away = border.post("/drafts/urgent/files/", {"attach": large}, HTTP_X_CSRFTOKEN="x")
        small = border.post("/drafts/urgent/files/", {"attach": photo()}, HTTP_X_CSRFTOKEN="x")
    assert (away.status_code, small.status_code) == (503, 200)
    assert len(blobs_on_disk(home)) == 1


# ── sent with the words ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_goes_with_the_message_and_stands_in_its_commitment(border, here):
    message = send_with_photo(border, here)
    row = Attachment.objects.get(message=message)
    assert Content.objects.get(message=message).body["files"] == [row.facts()]
    assert not Upload.objects.exists()


def test_the_written_confirmation_carries_files_too(border, here):
    message = send_with_photo(border, here)
    address = f"/messages/{message.pk}/confirmation/"
    attach(border, "акт.pdf", sample_files.TAKEN["акт.pdf"][0], form=f"confirmation-{message.pk}")
    assert "акт.pdf" in border.get(address).content.decode()
    border.post(address, {"text": "Подробности", **listed()})
    assert Attachment.objects.get(message__form="written").name == "акт.pdf"


def test_without_scripts_files_go_with_the_form_itself(border, here):
    border.post("/urgent/new/", urgent(here, attach=[photo(), photo("схема.png", sample_files.TAKEN["штамп.png"][0])]))
    assert [row.name for row in Attachment.objects.all()] == ["снимок.jpg", "схема.png"]


def test_without_scripts_a_file_stays_attached_when_something_else_is_wrong(border, here):
    page = border.post("/urgent/new/", urgent(here, known_at="утром", attach=photo()))
    assert "снимок.jpg" in page.content.decode()
    border.post("/urgent/new/", urgent(here, **listed()))
    assert Attachment.objects.get().name == "снимок.jpg"


def test_without_scripts_a_forbidden_file_stops_the_sending_and_names_itself(border, here):
    page = border.post("/urgent/new/", urgent(here, attach=photo("пуск.bat", b"@echo off")))
    assert "«пуск.bat»" in page.content.decode()
    assert not Message.objects.exists()


def test_what_is_unticked_is_not_sent_and_not_kept(border, here, home, django_capture_on_commit_callbacks):
    attach(border)
    with django_capture_on_commit_callbacks(execute=True):
        border.post("/urgent/new/", urgent(here, **listed(file=[])))
    assert Message.objects.exists()
    assert not Attachment.objects.exists()
    assert not Upload.objects.exists()
    assert blobs_on_disk(home) == []


def test_a_file_attached_on_another_page_of_the_form_is_shown_before_it_is_sent(border, here):
    attach(border)
    page = border.post("/urgent/new/", urgent(here))
    assert "приложены ещё файлы" in page.content.decode()
    assert not Message.objects.exists()


def test_a_file_that_was_sent_from_another_page_is_not_sent_twice(border, here):
    attach(border)
    typed = urgent(here, **listed())
    border.post("/urgent/new/", typed)
    page = border.post("/urgent/new/", typed | {"once": "0199a0a0-0000-7000-8000-000000000001"})
    assert "Файла уже нет" in page.content.decode()
    assert Message.objects.count() == 1


def test_the_form_sent_twice_leads_to_the_one_message_with_its_one_file(border, here, home):
    attach(border)
    once = re.search(r'name="once" value="([0-9a-f-]{36})"', border.get("/urgent/new/").content.decode())[1]
    typed = urgent(here, once=once, **listed())
    first, again = (border.post("/urgent/new/", typed) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert len(blobs_on_disk(home)) == Attachment.objects.count() == 1


def test_without_scripts_too_and_the_second_copy_is_removed(border, here, home, django_capture_on_commit_callbacks):
    typed = urgent(here, once="0199a0a0-0000-7000-8000-000000000002")
    border.post("/urgent/new/", typed | {"attach": photo()})
    with django_capture_on_commit_callbacks(execute=True):
        again = border.post("/urgent/new/", typed | {"attach": photo()})
    assert again.status_code == 302
    assert not Upload.objects.exists()
    assert len(blobs_on_disk(home)) == Attachment.objects.count() == 1


def test_two_messages_with_the_same_bytes_own_a_blob_each(border, here, home):
    for _ in range(2):
        attach(border)
        border.post("/urgent/new/", urgent(here, **listed()))
    first, second = Attachment.objects.all()
    assert first.sha256 == second.sha256
    assert first.blob != second.blob


# ── opened ────────────────────────────────────────────────────────────────────────────────────────────────────────


def address_of(message):
    return f"/messages/{message.pk}/files/{Attachment.objects.get(message=message).pk}/"


def test_an_addressee_opens_it_as_a_file_to_keep_and_never_as_a_page(border, here, sign_in):
    message = send_with_photo(border, here)
    answer = sign_in(here.unit("customs")).get(address_of(message))
    assert b"".join(answer.streaming_content) == PHOTO
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Length"] == str(len(PHOTO))
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D1%81%D0%BD%D0%B8%D0%BC%D0%BE%D0%BA.jpg"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer.close()


def test_a_stranger_and_a_superior_who_sees_the_header_alone_do_not_find_it(border, here, sign_in):
    address = address_of(send_with_photo(border, here))
    assert sign_in(here.stranger).get(address).status_code == 404
    assert sign_in(here.unit("internal", 2)).get(address).status_code == 404


def test_whoever_it_is_sent_on_to_opens_the_files_with_the_words(border, here, sign_in):
    message = send_with_photo(border, here)
    recipient = Recipient.objects.select_related("message").get(message=message, unit=here.unit("customs"))
    to, book = here.unit("internal", 3), here.rulebook()
    assert sign_in(to).get(address_of(message)).status_code == 404
    not_for_us(recipient, by=here.by("customs"), at=NOON, reason="не наш участок", instead=to.pk, rulebook=book)
    answer = sign_in(to).get(address_of(message))
    assert b"".join(answer.streaming_content) == PHOTO
    answer.close()


def test_a_file_of_another_message_is_not_found_under_this_one(border, here):
    first = send_with_photo(border, here)
    attach(border)
    border.post("/urgent/new/", urgent(here, **listed()))
    other = Message.objects.exclude(pk=first.pk).get()
    assert border.get(address_of(first).replace(str(first.pk), str(other.pk))).status_code == 404


def test_a_file_that_the_store_has_lost_is_said_in_words(border, here, home):
    message = send_with_photo(border, here)
    blobs_on_disk(home)[0].unlink()
    page = border.get(address_of(message))
    assert page.status_code == 404
    assert "Файл не открывается" in page.content.decode()


def test_matter_and_paper_name_the_file_with_its_size_and_hash(border, here, sign_in):
    message = send_with_photo(border, here)
    row = Attachment.objects.get()
    for page in ("", "paper/"):
        shown = sign_in(here.unit("customs")).get(f"/messages/{message.pk}/{page}").content.decode()
        assert "снимок.jpg" in shown
        assert row.sha256 in shown
    hidden = sign_in(here.unit("internal", 2)).get(f"/messages/{message.pk}/").content.decode()
    assert "снимок.jpg" not in hidden


def test_erasing_the_words_erases_the_files(border, here, home, django_capture_on_commit_callbacks):
    message = send_with_photo(border, here)
    with django_capture_on_commit_callbacks(execute=True):
        erase(message, by=Actor.program("owner"), at=NOON, ground="решение суда")
    assert not Attachment.objects.exists()
    assert blobs_on_disk(home) == []
    assert "снимок.jpg" not in border.get(f"/messages/{message.pk}/").content.decode()


def test_what_was_sent_never_changes_not_even_for_the_owner_of_the_tables(border, here):
    send_with_photo(border, here)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE exchange_attachment SET name = 'другой.jpg'")
