"""The year's report: the figures of the pages, who was released on which ground, which overruns were explained."""

from __future__ import annotations

import io
from datetime import timedelta

import months
import pytest
import world as worlds
from pyhanko.pdf_utils.reader import PdfFileReader

from ortaq import cli
from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.duties.moves import explain, waive
from ortaq.duties.planning import plan
from ortaq.oversight import printed, reporting, yearly

pytestmark = pytest.mark.django_db
NOON = worlds.NOON
SECRET = "по болезни майора"


@pytest.fixture
def played(here):
    for seed, agency in enumerate(("border", "internal", "customs")):
        months.play(seed, here, [here.unit(agency)], NOON)
    return here


@pytest.fixture
def told(monkeypatch):
    """What the sheets say that are printed from now on."""
    sheets = []
    made = printed.said

    def said(*given):
        sheets.append(made(*given))
        return sheets[-1]

    monkeypatch.setattr(printed, "said", said)
    return sheets


def table(sheet, title):
    return next(one["rows"] for one in sheet["tables"] if one["title"].startswith(title))


def test_it_says_what_the_pages_say(played, bodies, sit, told):
    inspector = sit(bodies.inspectors["border"])
    answer = inspector.get("/oversight/report/2026/ru.pdf?agency=customs")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    page = inspector.get("/oversight/breakdown/?by=clause&agency=customs&from=2026-01-01&to=2026-12-31")
    shown = {row.filters["clause"]: str(row.counts.expected) for row in page.context["found"]}
    (sheet,) = told
    assert {row[0].split()[0]: row[1] for row in table(sheet, "По пунктам")} == shown
    assert sheet["totals"][0][1] == str(page.context["total"].expected)
    assert sum(int(row[1]) for row in table(sheet, "По месяцам")) == page.context["total"].expected
    assert sheet["whose"].startswith("Комитет таможенного контроля")


def test_it_names_each_release_with_its_ground_and_each_explained_overrun_and_nothing_that_was_typed(
    here, bodies, sit, told, clock
):
    plan(NOON - timedelta(days=1), since=NOON.date() - timedelta(days=3))
    turn_once()
    late = list(Duty.objects.filter(status="overdue", owed_by=here.unit("border")).order_by("due_at")[:2])
    waive(late[0], ground="emergency", reason=SECRET, by=bodies.by("border"), at=NOON)
    promised = NOON + timedelta(hours=2)
    explain(late[1], reason=SECRET, promised_at=promised, by=here.by("border"), at=NOON)
    sit(bodies.inspectors["border"]).get("/oversight/report/2026/ru.pdf")
    (sheet,) = told
    (released,), (explained,) = table(sheet, "Освобождения"), table(sheet, "Объяснённые")
    assert "Надзор border" in released[-1]
    assert released[3]
    assert explained[3:] == [f"{promised:%d.%m.%Y}", "объяснено"]
    assert SECRET not in str(sheet)


@pytest.mark.parametrize("lang", ["ru", "kk", "en"])
def test_it_is_pdf_a_in_each_language(lang, played, bodies, sit):
    answer = sit(bodies.inspectors["border"]).get(f"/oversight/report/2026/{lang}.pdf")
    reader = PdfFileReader(io.BytesIO(answer.content))
    assert reader.root["/Lang"] == lang
    assert b"pdfaid:part" in reader.root["/Metadata"].data


def test_a_year_in_which_nothing_was_owed_says_so(here, bodies, sit, told):
    sit(bodies.inspectors["border"]).get("/oversight/report/2019/ru.pdf")
    assert told[0]["nothing"] == "За этот год ничего не ожидалось."
    assert told[0]["tables"] == []


def test_an_officer_prints_his_own_units_and_a_superior_those_below_too(played, sit, told):
    def officer(level):
        return sit(Appointment.objects.get(unit=played.unit("border", level), role="duty_officer"))

    for level in (4, 3):
        assert officer(level).get("/record/report/2026/ru.pdf").status_code == 200
    own, above = told
    assert own["whose"] == "Отделение border-4"
    assert "подчинённых" in above["whose"]
    assert int(above["totals"][0][1]) >= int(own["totals"][0][1]) > 0
    assert officer(4).get("/oversight/report/2026/ru.pdf").status_code == 403


@pytest.mark.parametrize("address", ["/oversight/report/1900/ru.pdf", "/oversight/report/2026/de.pdf"])
def test_a_year_or_a_language_that_there_is_not_is_not_found(address, here, bodies, sit):
    assert sit(bodies.inspectors["border"]).get(address).status_code == 404


def test_the_command_prints_the_same_with_no_more_than_the_unit_sees(
    played, bodies, told, tmp_path, monkeypatch, as_role
):
    monkeypatch.setattr("ortaq.lib.setup.django_setup", lambda role: None)
    out = tmp_path / "report.pdf"
    with as_role("web"):
        assert cli.main(["oversight", "report", "ps-gsh", "2026", "--lang", "kk", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert told[0]["lang"] == "kk"
    assert cli.main(["oversight", "report", "nowhere", "2026"]) == 1
    with as_role("web"), acting_in(played.stranger.pk):
        reporting.report(played.stranger, 2026, lang="ru")
    assert told[1]["totals"][0][1] == "0"


def test_a_long_list_says_how_much_of_it_is_printed(here, bodies, sit, told, monkeypatch):
    monkeypatch.setattr(yearly, "LISTED", 1)
    plan(NOON - timedelta(days=1), since=NOON.date() - timedelta(days=3))
    turn_once()
    for duty in Duty.objects.filter(status="overdue", owed_by=here.unit("border"))[:2]:
        waive(duty, ground="emergency", reason="x", by=bodies.by("border"), at=NOON)
    sit(bodies.inspectors["border"]).get("/oversight/report/2026/ru.pdf")
    title = next(one["title"] for one in told[0]["tables"] if one["title"].startswith("Освобождения"))
    assert title == "Освобождения и их основания: 2, показаны первые 1"
