"""What leaves the screen: a file that runs nothing, names nobody, and says how it was made."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import months
import pytest
import world as worlds

from ortaq.directory.models import UnitName
from ortaq.exchange.models import ADDRESSEE
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.oversight.sheet import Sheet, as_csv, as_xlsx, plain

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ("=1+1", "+7 701", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0")
pytestmark = pytest.mark.django_db


def lines(answer):
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def workbook(answer):
    """The cells of the first sheet: (text, whether it is a formula)."""
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    shared = [node.findtext(f".//{CELL}t") or "" for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
    cells = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{CELL}c")
    return [
        (
            shared[int(c.findtext(f"{CELL}v"))] if c.get("t") == "s" else c.findtext(f"{CELL}v"),
            c.find(f"{CELL}f") is not None,
        )
        for c in cells
    ]


@pytest.mark.parametrize("cell", EVIL)
def test_no_cell_is_a_formula_in_a_file(cell):
    assert plain(cell) == f"'{cell}"
    sheet = Sheet("x", "t", [], ["a"], [[cell, -5, 2.5]])
    assert lines(as_csv(sheet))[1] == [f"'{cell}", "-5", "2.5"]
    found = workbook(as_xlsx(sheet))
    assert not any(is_formula for _, is_formula in found)
    assert "-5" in {text for text, _ in found}


def test_a_unit_that_is_named_like_a_formula_does_no_harm(here, bodies, sit):
    months.play(2, here, [here.unit("border")], NOON)
    UnitName.objects.filter(unit=here.unit("border")).update(name="=HYPERLINK(1)")
    answer = sit(bodies.inspectors["border"]).get("/oversight/?as=csv")
    assert {row[0] for row in lines(answer)[1:]} == {"'=HYPERLINK(1)"}


def test_the_file_holds_every_square_and_the_same_figures_as_the_page(here, bodies, sit):
    units = [here.unit(agency, level) for agency in ("border", "customs", "internal") for level in (2, 3, 4)]
    for seed in (4, 5):
        months.play(seed, here, units, NOON)
    inspector = sit(bodies.inspectors["border"])
    whole = inspector.get("/oversight/").context["total"]
    rows = lines(inspector.get("/oversight/?as=csv"))
    assert sum(int(row[3]) for row in rows[1:]) == whole.expected
    assert sum(int(row[rows[0].index("не исполнено")]) for row in rows[1:]) == whole.missing
    by_unit = lines(inspector.get("/oversight/breakdown/?by=unit&as=csv"))
    assert int(by_unit[-1][1]) == whole.expected
    assert len(lines(inspector.get("/oversight/duties/?as=csv"))) - 1 == whole.expected + whole.void


def test_a_file_says_whose_figures_they_are_when_they_were_counted_and_how_they_were_narrowed(here, bodies, sit):
    months.play(4, here, [here.unit("border")], NOON)
    texts = {text for text, _ in workbook(sit(bodies.inspectors["border"]).get("/oversight/?level=4&as=xlsx"))}
    assert "Главный штаб Пограничной службы" in texts
    assert "подсчитано 12.05.2026 12:00" in texts
    assert "Пункт пропуска" in texts


def test_a_list_too_long_for_a_file_says_what_to_do(here, bodies, sit, monkeypatch):
    monkeypatch.setattr("ortaq.oversight.views.duties.MOST", 3)
    months.play(4, here, [here.unit("border")], NOON)
    inspector = sit(bodies.inspectors["border"])
    assert inspector.get("/oversight/duties/?as=csv").status_code == 422
    assert inspector.get("/oversight/duties/").status_code == 200


SHOWN = [
    f"/oversight/{page}{form}"
    for page in ("?", "breakdown/?by=unit&", "breakdown/?by=clause&", "trend/?", "duties/?")
    for form in ("", "as=csv", "as=paper")
]


def test_nothing_that_anybody_typed_stands_in_the_figures(here, bodies, sit):
    """Persons are in words and fields of messages, in reasons, in the names of who took a call: none of it is shown."""
    book, unit = here.rulebook(), here.unit("border")
    to = [one for one in book.route("C5.1.d", unit.pk) if one.role == ADDRESSEE]
    told = [Told(one.unit, NOON - 150 * MINUTE, to="Тестбеков", by="Говорилов") for one in to]
    saying = Saying("C5.1.d", {"text": "Примеров", "identity": "Личностев"}, NOON - 155 * MINUTE, told=told)
    send_oral(saying, to, by=here.by("border"), at=NOON - 149 * MINUTE, rulebook=book)
    from ortaq.duties.clock import lapse_pressing
    from ortaq.duties.models import Duty
    from ortaq.duties.moves import explain, waive

    lapse_pressing(NOON)
    late = list(Duty.objects.filter(status="overdue"))
    assert len(late) >= 2
    explain(late[0], by=here.by("border"), at=NOON, reason="Объяснов болел", promised_at=NOON + 60 * MINUTE)
    waive(late[1], by=here.by("border", 2), at=NOON, ground="no_link", reason="Освобожденов")
    inspector = sit(bodies.inspectors["customs"])
    for path in SHOWN:
        shown = inspector.get(path).content.decode()
        for typed in ("Тестбеков", "Говорилов", "Примеров", "Личностев", "Объяснов", "Освобожденов", "Тестов"):
            assert typed not in shown, (path, typed)


def test_every_title_of_a_duty_is_a_word_of_the_pack(here, bodies, sit):
    months.play(4, here, [here.unit("border"), here.unit("customs")], NOON)
    names = {rule.name.said_in("ru") for rule in here.rulebook().edition.duties}
    titles = {line["title"] for line in sit(bodies.inspectors["border"]).get("/oversight/duties/").context["lines"]}
    assert titles
    assert titles <= names
