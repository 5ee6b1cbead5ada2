"""Photographs of what is held go with the entry that they were taken for, and are read as its words are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from holding import GOODS, HOUR, MINUTE, NOON, lines

from ortaq.access.models import Appointment, Reading
from ortaq.access.scope import acting_in
from ortaq.access.testing import appoint, sit_down
from ortaq.custody import entering, erasing, keeping, taking
from ortaq.custody.models import Charge, Entry
from ortaq.custody.photographs import Photograph
from ortaq.custody.standing import described
from ortaq.exchange.errors import FilesGone, ForbiddenKind
from ortaq.exchange.files import Upload
from ortaq.exchange.sending import Saying, send_oral
from ortaq.exchange.uploads import sweep
from ortaq.ledger.actor import Actor
from ortaq.ledger.verifying import verify
from ortaq.lib.blobs import store
from ortaq.lib.ids import uuid7

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8d"
    "b00000000049454e44ae426082"
)
OWNER = Actor(None, "владелец таблиц", "owner", None, "test")


@pytest.fixture(autouse=True)
def empty_store(home):
    yield
    for blob in store().keys(older_than=-1):
        store().delete(blob)


@pytest.fixture
def sit(point, clock, web_screen):
    """Return a way to sit somebody at a screen."""
    clock.stand(NOON)

    def at_screen(agency, role="duty_officer", *, level=4):
        unit = point.unit(agency, level)
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON - HOUR))

    return at_screen


def picture(name="пломба.png"):
    return SimpleUploadedFile(name, PIXEL, "image/png")


def typed(**other):
    return {"once": str(uuid7()), **{f"f-lot-{name}": value for name, value in GOODS.items()}, **other}


def uploaded(point, name="пломба.png", media_type="image/png"):
    incoming = store().begin()
    incoming.write(PIXEL)
    kept = {"size": incoming.size, "sha256": incoming.sha256, "blob": store().keep(incoming)}
    who, unit = point.world.by("border"), point.unit("border").pk
    return Upload.objects.create(
        officer=who.officer, form="test", at=NOON, name=name, media_type=media_type, visible_to=[unit], **kept
    )


def seized(point, *, files=None):
    files = [uploaded(point)] if files is None else files
    return taking.take("lot", GOODS, files=files, **point.by("border"))


def address(one):
    return f"/custody/{one.charge_id}/photographs/{one.pk}/"


def text_of(page):
    return page.content.decode()


def opened(client, one):
    """Return the answer to opening a photograph, and its bytes, read to their end."""
    answer = client.get(address(one))
    return answer, b"".join(answer.streaming_content)


def faults(*also):
    return [(one.what, one.facts.get("name")) for one in verify(also=also).faults]


# ── taken ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("C9.6")
def test_a_seal_is_photographed_at_the_seizure_and_the_receiver_sees_it_once_he_may_read_the_words(point, sit):
    border, internal = sit("border"), sit("internal")
    page = border.post("/custody/new?kind=lot", typed(attach=picture()), follow=True)
    seal = Photograph.objects.get()
    assert f'<img src="{address(seal)}" alt="пломба.png"' in text_of(page)
    assert not Upload.objects.exists()
    assert internal.get(address(seal)).status_code == 404
    handover = point.offer(Charge.objects.get(), at=NOON + MINUTE)
    assert address(seal) in text_of(internal.get(f"/hand-overs/{handover.pk}/"))
    shown, body = opened(internal, seal)
    assert body == PIXEL
    assert "sandbox" in shown["Content-Security-Policy"]
    assert (shown["X-Content-Type-Options"], shown["Cache-Control"]) == ("nosniff", "no-store")
    point.accept(lines(handover)[0], at=NOON + 2 * MINUTE)
    assert [opened(one, seal)[1] for one in (internal, border)] == [PIXEL, PIXEL]


def test_what_is_sealed_anew_is_photographed_with_its_entry(point, sit):
    goods, border = point.seize(), sit("border")
    form = {"once": str(uuid7()), "f-resealed-seal": "KZ-9", "attach": [picture(), picture("сбоку.png")]}
    page = border.post(f"/custody/{goods.pk}/entries/resealed/", form, follow=True)
    assert list(Photograph.objects.values_list("entry__code", "n")) == [("resealed", 0), ("resealed", 1)]
    told = text_of(page)
    assert told.index("Опечатано вновь</") < told.index('alt="сбоку.png"')
    assert point.now(goods).entries == 2
    assert verify(also=["files"]).good


def test_a_photograph_is_added_with_the_description_written_anew(point, sit):
    goods, border = seized(point), sit("border")
    form = typed(**{"f-lot-condition": "намокло", "attach": picture("намокло.png")})
    border.post(f"/custody/{goods.pk}/description/", form)
    assert list(Photograph.objects.order_by("entry__n").values_list("name", flat=True)) == ["пломба.png", "намокло.png"]


def test_what_the_receiver_finds_he_photographs_and_the_giver_sees_it(point, sit):
    goods = point.seize()
    point.accept(lines(point.offer(goods))[0], at=NOON)
    form = {"once": str(uuid7()), "f-inspected-remark": "плёнка надорвана", "attach": picture("плёнка.png")}
    sit("internal").post(f"/custody/{goods.pk}/entries/inspected/", form)
    assert 'alt="плёнка.png"' in text_of(sit("border").get(f"/custody/{goods.pk}/"))


def told_of_things(point):
    """Tell by an urgent message of two things at once; return the address at which they are taken in charge."""
    book = point.world.rulebook()
    goods = [{"name": "нож складной"}, {"name": "фляга"}]
    saying = Saying("C5.1.f", {"text": "Тайник", "goods": goods}, NOON - 5 * MINUTE)
    to = book.route("C5.1", point.unit("border").pk)
    message = send_oral(saying, to, by=point.world.by("border"), at=NOON, rulebook=book)
    return f"/custody/new?message={message.pk}"


def rows_of_two(*, second):
    rows = {f"row-{n}-{name}": value for n in (0, 1) for name, value in {"once": str(uuid7()), "take": "on"}.items()}
    return rows | {"row-0-f-item-name": "нож складной", "row-1-f-item-name": second}


def test_of_several_things_of_a_message_each_has_its_own_photographs(point, sit):
    typed = rows_of_two(second="фляга") | {"row-0-attach": picture("нож.png"), "row-1-attach": picture("фляга.png")}
    assert sit("border").post(told_of_things(point), typed).status_code == 302
    named = {one.charge_id: one.name for one in Photograph.objects.all()}
    assert {described(one)["name"]: named[one.pk] for one in Charge.objects.all()} == {
        "нож складной": "нож.png",
        "фляга": "фляга.png",
    }


def test_of_several_all_are_taken_or_none_and_their_photographs_wait(point, sit):
    border, address = sit("border"), told_of_things(point)
    typed = rows_of_two(second="Секретно\nфляга")
    page = border.post(address, typed | {"row-0-attach": picture("нож.png")})
    assert not Charge.objects.exists()
    waiting = Upload.objects.get()
    assert f'name="row-0-file" value="{waiting.pk}" checked' in text_of(page)
    again = typed | rows_of_two(second="фляга") | {"row-0-file": str(waiting.pk), "row-0-file-shown": str(waiting.pk)}
    border.post(address, again)
    assert (Charge.objects.count(), Photograph.objects.get().name) == (2, "нож.png")


def test_by_script_a_photograph_waits_with_the_row_that_it_was_chosen_for(point, sit):
    border = sit("border")
    border.get(told_of_things(point))
    line = border.post("/drafts/custody-x-0-item/files/?prefix=row-0", {"attach": picture()})
    assert 'name="row-0-file"' in text_of(line)
    assert 'name="row-0-file-shown"' in text_of(line)


def test_sent_twice_it_is_one(point, sit):
    border, form = sit("border"), typed()
    for _ in range(2):
        assert border.post("/custody/new?kind=lot", {**form, "attach": picture()}).status_code == 302
    assert (Charge.objects.count(), Photograph.objects.count(), Upload.objects.count()) == (1, 1, 0)
    goods = Charge.objects.get()
    entry = {"once": str(uuid7()), "f-weighed-quantity": "119", "f-weighed-unit": "package"}
    for _ in range(2):
        border.post(f"/custody/{goods.pk}/entries/weighed/", {**entry, "attach": picture("весы.png")})
    assert (Entry.objects.count(), Photograph.objects.count(), Upload.objects.count()) == (2, 2, 0)


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("пломба.png", b"MZ" + b"\0" * 64, "«пломба.png»: содержание файла не соответствует его имени"),
        ("пломба.exe", b"MZ", "«пломба.exe»: здесь принимаются только снимки"),
        ("пломба.png", b"", "«пломба.png»: файл пуст"),
        ("опись.txt", "опись".encode(), "«опись.txt»: здесь принимаются только снимки"),
    ],
)
def test_a_file_that_is_refused_says_why_and_changes_nothing(point, sit, name, body, said):
    goods, border = point.seize(), sit("border")
    page = border.post("/custody/new?kind=lot", typed(attach=SimpleUploadedFile(name, body)))
    assert said in text_of(page)
    entry = {"once": str(uuid7()), "f-weighed-quantity": "119", "attach": SimpleUploadedFile(name, body)}
    page = border.post(f"/custody/{goods.pk}/entries/weighed/", entry)
    assert said in text_of(page)
    assert (Charge.objects.count(), Entry.objects.count(), Photograph.objects.exists()) == (1, 1, False)


def test_by_script_too_only_photographs_come_in(point, sit):
    border = sit("border")
    address = border.get("/custody/new?kind=lot").context["forms"][0].files_url
    refused = border.post(address, {"attach": SimpleUploadedFile("опись.txt", "опись".encode())})
    assert (refused.status_code, Upload.objects.exists()) == (422, False)
    assert "здесь принимаются только снимки" in text_of(refused)
    assert border.post(address, {"attach": picture()}).status_code == 200


def test_the_verb_takes_nothing_but_photographs(point):
    paper = uploaded(point, "опись.pdf", "application/pdf")
    with pytest.raises(ForbiddenKind):
        seized(point, files=[paper])
    assert not Charge.objects.exists()


def test_a_person_is_not_photographed_here(point, sit):
    man = point.detain()
    with pytest.raises(ForbiddenKind):
        entering.enter(man, "fed", {"remark": "чай"}, files=[uploaded(point)], **point.by("border"))
    assert 'type="file"' not in text_of(sit("border").get(f"/custody/{man.pk}/"))
    assert not Photograph.objects.exists()


def test_a_photograph_that_is_gone_meanwhile_lets_nothing_be_entered(point):
    goods, one = point.seize(), uploaded(point)
    Upload.objects.all().delete()
    with pytest.raises(FilesGone):
        entering.enter(goods, "stored", {"place": "сейф"}, files=[one], **point.by("border"))
    assert point.now(goods).entries == 1


# ── seen ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_third_unit_gets_404_and_postgresql_gives_it_no_row(point, sit, as_role):
    with as_role("web"), acting_in(point.unit("border").pk):
        one = seized(point).entered.get().photographs.get()
        point.offer(Charge.objects.get())
    assert sit("customs").get(address(one)).status_code == 404
    for agency, rows in (("customs", 0), ("internal", 1), ("border", 1)):
        with as_role("web"), acting_in(point.unit(agency).pk):
            assert Photograph.objects.count() == rows, agency


def test_a_receiver_who_refused_sees_it_no_more_and_a_former_custodian_still_does(point, as_role):
    goods = seized(point)
    point.refuse(lines(point.offer(goods))[0], at=NOON + MINUTE)
    point.accept(lines(point.offer(goods, to="customs", at=NOON + 2 * MINUTE))[0], "customs", at=NOON + 3 * MINUTE)
    for agency, rows in (("internal", 0), ("customs", 1), ("border", 1)):
        with as_role("web"), acting_in(point.unit(agency).pk):
            assert Photograph.objects.count() == rows, agency


def test_one_of_an_annex_is_the_custodians_and_the_competent_units_alone(point, as_role):
    man, who = point.detain(), point.by("border")
    files, competent = [uploaded(point)], [point.unit("customs").pk]
    written = keeping.entry_of(man, "annexed", {"injuries": "ушиб"}, {}, files=files, competent=competent, **who)
    keeping.write([written], by=who["by"], at=NOON, files=files)
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    for agency, rows in (("border", 0), ("internal", 1), ("customs", 1)):
        with as_role("web"), acting_in(point.unit(agency).pk):
            assert Photograph.objects.count() == rows, agency


def test_whoever_reads_no_words_opens_no_photograph(point, sit):
    one = seized(point).entered.get().photographs.get()
    assert sit("border", "administrator").get(address(one)).status_code in (403, 404)


def test_each_opening_is_noted_once_in_a_session(point, sit):
    one, border = seized(point).entered.get().photographs.get(), sit("border")
    for _ in range(2):
        opened(border, one)
    noted = Reading.objects.get(record=one.charge_id)
    assert noted.purpose == "снимок 1 записи 1"
    assert "снимок 1 записи 1" in text_of(sit("border", "commander").get(f"/custody/{one.charge_id}/"))


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_web_neither_changes_nor_deletes_a_photograph(point, as_role):
    one = seized(point).entered.get().photographs.get()
    for query in ("UPDATE custody_photograph SET name = 'x'", "DELETE FROM custody_photograph"):
        attempt = pytest.raises(DatabaseError, match="permission denied")
        with attempt, transaction.atomic(), as_role("web"), acting_in(point.unit("border").pk):
            connection.cursor().execute(query)
    with pytest.raises(DatabaseError), transaction.atomic():
        Photograph.objects.filter(pk=one.pk).update(sha256="0" * 64)


def test_its_hash_stands_in_the_ledger_with_its_entry(point):
    entry = seized(point).entered.get()
    assert entry.to_ledger()["facts"]["files"] == [entry.photographs.get().sha256]
    assert verify(also=["files"]).good


def test_the_comparison_with_the_ledger_names_a_changed_byte(point, home):
    blob = seized(point).entered.get().photographs.get().blob
    (home / "blobs" / blob[:2] / blob).write_bytes(PIXEL[:-1] + b"X")
    assert faults() == []
    assert faults("files") == [("file.changed", "пломба.png")]


def test_a_row_that_says_another_hash_is_named(point):
    seized(point)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE custody_photograph DISABLE TRIGGER USER")
        cursor.execute("UPDATE custody_photograph SET sha256 = repeat('0', 64)")
    assert faults() == [("file.row", "пломба.png")]


def test_the_sweep_leaves_the_bytes_alone(point, as_role):
    one = seized(point).entered.get().photographs.get()
    with as_role("clock"):
        sweep(older_than=-60)
    with store().open(one.blob) as file:
        assert file.read() == PIXEL


def test_it_is_erased_with_the_words_when_the_term_is_over_and_its_hash_stays(
    point, django_capture_on_commit_callbacks
):
    goods = seized(point)
    entering.enter(goods, "returned", {"to": "владельцу"}, **point.by("border", at=NOON + HOUR))
    later, book = NOON + timedelta(days=3 * 365 + 2), point.world.rulebook()
    hashes = goods.entered.get(n=1).facts["files"]
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.erase_due(by=OWNER, at=later, rulebook=book, ground="срок хранения") == [str(goods)]
    assert not Photograph.objects.exists()
    assert list(store().keys(older_than=-1)) == []
    assert goods.entered.get(n=1).facts["files"] == hashes
    assert verify(also=["files"]).good
