"""A file is taken whole or not at all, and every row that is wrong is named."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ortaq.figures.lists import Listing, Record
from ortaq.figures.models import Return
from ortaq.lib import sheets, workbooks
from ortaq.lib.workbooks import Unreadable, rows_of

HEADS = ["Номер акта", "День", "Сколько"]
GOOD = [HEADS, ["7/2026", "12.04.2026", "2"], ["8/2026", "2026-04-13", "1"]]


def file(kind: str, rows: list[list[str]]) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"list.{kind}", sheets.written(kind, rows).read())


def send(sit, rows, kind="csv", *, to="lists/handed_by_border", agency="border", **more):
    form = {"file": file(kind, rows), "cut_off": "midnight", "reason": "", **more}
    return sit(agency).post(f"/figures/{to}/?month=2026-04", form)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_of_either_kind_makes_the_figure(stats, sit, kind):
    assert send(sit, GOOD, kind).status_code == 302
    assert stats.stands() == {"handed_by_border": "3"}
    assert [one.fields for one in Record.objects.order_by("n")] == [
        {"day": "2026-04-12", "count": "2"},
        {"day": "2026-04-13", "count": "1"},
    ]


def test_every_row_that_is_wrong_is_named_and_nothing_is_taken(stats, sit):
    rows = [
        HEADS,
        ["7/2026", "31.04.2026", "2"],
        ["", "12.04.2026", "1"],
        ["9/2026", "12.04.2026", "много"],
        ["1/2026", "", ""],
    ]
    answer = send(sit, rows)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("строка 2: «День»", "строка 3: нет номера", "строка 4: «Сколько»", "строка 5: не сказано, сколько"):
        assert words in page, words
    assert not Return.objects.exists()
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    "heads", [["act", "day", "count"], ["Number of act", "x", "y"], ["Акт нөмірі", "Күні", "Қанша"]]
)
def test_columns_are_known_by_code_or_by_name_in_any_language(stats, sit, heads):
    answer = send(sit, [heads, ["7/2026", "12.04.2026", "2"]])
    assert answer.status_code == (422 if "x" in heads else 302)


def test_a_workbook_keeps_days_as_numbers(stats, sit):
    assert send(sit, [HEADS, ["7/2026", "46124", "2"]], "xlsx").status_code == 302
    assert Record.objects.get().fields["day"] == "2026-04-12"


def test_figures_of_a_month_come_from_a_file_that_the_page_itself_gives(stats, sit):
    stats.give(refused__visa=3)
    blank = b"".join(sit("border").get("/figures/blank/?month=2026-04").streaming_content).decode("utf-8-sig")
    assert "refused.visa" in blank
    rows = [
        ["код", "значение"],
        ["refused.visa", "3"],
        ["persons_in.own", "18 680"],
        ["fines", "12,5"],
        ["seized_value", ""],
    ]
    assert "этот показатель ваш орган не ведёт: seized_value" in send(sit, rows, to="file").content.decode()
    assert send(sit, rows[:-1], "xlsx", to="file").status_code == 302
    assert stats.stands() == {"refused.visa": "3", "persons_in.own": "18680", "fines": "12.5"}


def test_what_is_neither_csv_nor_xlsx_is_refused_with_words(stats, sit):
    for content in (b"PK\x03\x04 broken", b"\x00\x01\x02", b"%PDF-1.7\x00"):
        form = {"file": SimpleUploadedFile("a.bin", content), "cut_off": "midnight"}
        answer = sit("border").post("/figures/lists/handed_by_border/?month=2026-04", form)
        assert answer.status_code == 422
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('код;значение\nrefused.visa;3\nfines;"12', 3),
        ('код;значение\nfines;"12"5\nrefused.visa;3', 2),
        ('код;значение\n"fi\nnes";1\nrefused.visa;"3', 4),
    ],
    ids=["open", "within", "after a cell of two lines"],
)
def test_a_stray_quotation_mark_is_refused_by_its_line(stats, sit, text, line):
    form = {"file": SimpleUploadedFile("a.csv", text.encode()), "cut_off": "midnight"}
    answer = sit("border").post("/figures/file/?month=2026-04", form)
    assert answer.status_code == 422
    assert f"Строка {line}: кавычка не закрыта" in answer.content.decode()
    assert not stats.stands()


def test_a_list_that_is_not_the_agencys_has_no_page(stats, sit):
    assert sit("customs").get("/figures/lists/handed_by_border/").status_code == 404
    assert sit("border").get("/figures/lists/refused.visa/").status_code == 404


def test_a_workbook_brings_no_definitions_of_its_own_and_unpacks_within_measure(monkeypatch):
    def book(sheet: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("xl/worksheets/sheet1.xml", sheet)
        return file.getvalue()

    with pytest.raises(Unreadable):
        rows_of(book(b'<!DOCTYPE a [<!ENTITY b "b">]><worksheet/>'))
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1000)
    with pytest.raises(Unreadable):
        rows_of(book(b"<worksheet>" + b" " * 2000 + b"</worksheet>"))


def test_cells_that_are_left_out_keep_their_places():
    rows = [["a", "", "c"], [], ["", "b", ""]]
    found = rows_of(sheets.written("xlsx", rows).read())
    assert [row + [""] * (3 - len(row)) for row in found] == [["a", "", "c"], ["", "", ""], ["", "b", ""]]
    assert rows_of("а;б\r\n1;2\r\n".encode("cp1251")) == [["а", "б"], ["1", "2"]]
