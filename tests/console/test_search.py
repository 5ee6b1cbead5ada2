"""The search page: snippets only of what one may read, searches kept under names, lists taken as files and told of."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.exporting import Export
from ortaq.exchange.keeping import SavedFilter
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.ledger import comparing, registry
from ortaq.ledger.models import Entry

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)


def tell(world, text="Задержан с оружием, паспорт N 1234567", *, at=NOON, handling=""):
    book = world.rulebook()
    addressed = [one for one in book.route("C5.1", world.unit("border").pk) if one.role == "counterpart"]
    told = [Told(world.unit("internal").pk, at, to="Петров")]
    saying = Saying("C5.1.c", {"text": text}, at - MINUTE, handling=handling, told=told)
    return send_oral(saying, addressed, by=world.by("border"), at=at, rulebook=book)


@pytest.fixture
def customs(here, sign_in):
    return sign_in(here.unit("customs"))


def test_an_empty_search_teaches_what_can_be_found(customs):
    assert "Что ищем?" in customs.get("/search/").content.decode()


def test_what_was_found_stands_marked_with_who_told_whom(here, customs):
    message = tell(here)
    page = customs.get("/search/?q=оружие").content.decode()
    assert "<mark>оружием</mark>" in page
    assert f"/messages/{message.pk}/" in page
    assert "Отделение border-4" in page


def test_words_of_a_message_are_text_and_never_markup(here, customs):
    tell(here, "оружие <script>alert(1)</script> & <mark>")
    page = customs.get("/search/?q=оружие").content.decode()
    assert "<script>alert" not in page
    assert "<mark>оружие</mark>" in page


def test_a_superior_sees_the_header_and_no_word_of_the_content(here, sign_in):
    message = tell(here)
    page = sign_in(here.unit("border", 3)).get(f"/search/?q={message.number}").content.decode()
    assert "содержание открыто автору и адресатам" in page
    assert "оружием" not in page


def test_an_inspector_finds_nothing_by_the_words(here, sign_in):
    tell(here)
    inspector = sign_in(here.unit("customs"), "inspector")
    assert "Ничего не найдено" in inspector.get("/search/?q=оружие").content.decode()
    assert "оружием" not in inspector.get("/search/?subject=C5.1.c").content.decode()


@pytest.mark.parametrize("query", ["mark=1234567", "subject=r:urgent&state=alarm", "from=2026-05-12&to=2026-05-12"])
def test_each_condition_finds_alone(here, customs, query):
    tell(here)
    assert len(customs.get(f"/search/?{query}").context["rows"]) == 1


@pytest.mark.parametrize("query", ["mark=7654321", "from=2026-05-13", "to=2026-05-11", "subject=C5.1.d", "state=acted"])
def test_and_leaves_out_what_does_not_fit(here, customs, query):
    tell(here)
    assert customs.get(f"/search/?{query}").context["rows"] == []


@pytest.mark.parametrize(
    "query",
    ["q=%00", "from=x&to=9999-12-31", "unit=99999999999", "before=x", "subject=%27", "q=" + "а" * 900, "mark=%27"],
)
def test_rubbish_in_the_address_finds_nothing_and_breaks_nothing(here, customs, query):
    tell(here)
    assert customs.get(f"/search/?{query}").status_code == 200


def test_pages_follow_each_other_without_repeating_or_losing_one(here, customs):
    for n in range(53):
        tell(here, at=NOON - n * MINUTE)
    first = customs.get("/search/?q=оружие").context
    second = customs.get(f"/search/?{first['older']}").context
    shown = [row["message"].pk for row in [*first["rows"], *second["rows"]]]
    assert (len(shown), len(set(shown)), second["older"]) == (53, 53, "")


def test_a_search_is_kept_under_a_name_for_the_officer_alone(here, customs, sign_in):
    customs.post("/search/filters/", {"name": "Оружие", "query": "q=оружие&subject=C5.1.c&before=x&evil=1"})
    kept = SavedFilter.objects.get()
    assert kept.query == "q=%D0%BE%D1%80%D1%83%D0%B6%D0%B8%D0%B5&subject=C5.1.c"
    assert "Оружие" in customs.get("/search/").content.decode()
    assert "Оружие" not in sign_in(here.unit("border")).get("/search/").content.decode()
    assert sign_in(here.unit("customs"), "senior").post(f"/search/filters/{kept.pk}/removal/").status_code == 404
    customs.post("/search/filters/", {"name": "Оружие", "query": "q=другое"})
    assert SavedFilter.objects.count() == 1
    customs.post(f"/search/filters/{kept.pk}/removal/")
    assert not SavedFilter.objects.exists()


def test_a_search_without_a_name_is_not_kept_and_says_so(customs):
    assert "впишите" in customs.post("/search/filters/", {"name": " ", "query": "q=x"}, follow=True).content.decode()


def export(client, page="search", query="q=оружие", kind="csv"):
    return client.post(f"/lists/{page}/export/", {"query": query, "format": kind})


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("page", ["search", "journal", "duties"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_list_is_taken_as_a_file_and_the_deed_stands_in_the_ledger(here, sign_in, page, kind):
    tell(here)
    border = sign_in(here.unit("border"))
    answer = export(border, page, "q=оружие" if page == "search" else "", kind)
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert len(b"".join(answer.streaming_content)) > 100
    made = Export.objects.get()
    assert (made.page, made.format, made.rows > 0, made.officer) == (page, kind, True, here.by("border").officer)
    assert Entry.objects.filter(kind="list.exported", record=made.pk).count() == 1
    assert comparing.compare(registry.book("list.exported")).faults == []


def test_words_leave_only_where_the_handling_lets_them_and_the_file_says_how_many_did_not(here, customs):
    tell(here, "оружие закрытое")
    tell(here, "оружие открытое", handling="open")
    rows = rows_of(export(customs))
    assert [row[-1] for row in rows[1:3]] == ["оружие открытое", ""]
    assert rows[-1] == ["Только заголовок, содержание покидать консоль не может: 1 из 2."]
    assert Export.objects.get().withheld == 1


def test_a_formula_in_a_message_is_text_in_the_file(here, customs):
    tell(here, "=cmd|' /C calc'!A0 оружие", handling="open")
    assert rows_of(export(customs))[1][-1] == "'=cmd|' /C calc'!A0 оружие"


def test_who_reads_no_content_takes_no_words_out(here, sign_in):
    tell(here, "оружие открытое", handling="open")
    rows = rows_of(export(sign_in(here.unit("customs"), "inspector"), "journal", ""))
    assert "оружие" not in str(rows)


def test_the_ledger_holds_what_was_asked_but_no_word_that_may_name_a_person(here, customs):
    tell(here)
    list(export(customs, query="q=Сидоров&subject=C5.1.c").streaming_content)
    entry = Entry.objects.get(kind="list.exported")
    assert '"subject":"C5.1.c"' in entry.body
    assert "Сидоров" not in entry.body
    assert Export.objects.get().filter["q"] == "Сидоров"


def test_a_list_too_long_for_one_file_is_refused_in_words(here, customs, monkeypatch):
    from ortaq.exchange.views import export as page

    monkeypatch.setattr(page, "MOST", 1)
    tell(here)
    tell(here)
    answer = export(customs)
    assert answer.status_code == 422
    assert "Сузьте" in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize(("page", "kind"), [("nothing", "csv"), ("search", "exe"), ("search", "")])
def test_there_is_no_other_list_and_no_other_file(customs, page, kind):
    assert export(customs, page, kind=kind).status_code == 404


@pytest.mark.parametrize("width", [1360, 360])
def test_one_key_leads_to_the_search_from_every_page_and_to_its_field(width, open_screen):
    world = worlds.make()
    tell(world)
    page = open_screen(world, world.unit("customs"), viewport={"width": width, "height": 900})
    page.goto("/duties/")
    page.keyboard.press("/")
    if width > 640:
        page.wait_for_url("**/search/**")
    else:
        page.goto("/search/")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("оружие")
    page.keyboard.press("Enter")
    page.locator("mark").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.faults == []
