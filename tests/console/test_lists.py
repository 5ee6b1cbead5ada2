"""The journal, the duties, the Instruction, a unit's card, the preferences: what an officer looks up."""

from __future__ import annotations

from datetime import timedelta

import world as worlds

from ortaq.access.models import Officer
from ortaq.console import official
from ortaq.duties.models import Duty
from ortaq.duties.moves import lapse
from ortaq.exchange import journal
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.ledger.actor import Actor
from ortaq.rules.import_text import Clause

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)


def tell(world, *, who="border", at=NOON, subject="C5.1.c"):
    book = world.rulebook()
    calls = [Told(world.unit("internal").pk, at - 2 * MINUTE, to="Петров")]
    saying = Saying(subject, {"text": "оружие"}, at - 3 * MINUTE, told=calls)
    return send_oral(saying, book.route("C5.1", world.unit(who).pk), by=world.by(who), at=at, rulebook=book)


def numbers(page):
    return [row["message"].pk for row in page.context["rows"]]


def test_the_journal_shows_what_we_told_and_were_told_newest_first(here, sign_in):
    ours, theirs = tell(here, at=NOON - 9 * MINUTE), tell(here, who="customs", at=NOON - 5 * MINUTE)
    client = sign_in(here.unit("border"))
    assert numbers(client.get("/messages/")) == [theirs.pk, ours.pk]
    assert numbers(client.get("/messages/", {"direction": "in"})) == [theirs.pk]
    assert numbers(client.get("/messages/", {"direction": "out"})) == [ours.pk]


def test_the_journal_goes_on_from_the_place_where_the_page_ended(here, sign_in, monkeypatch):
    monkeypatch.setattr(journal, "PAGE", 2)
    sent = [tell(here, who=who, at=NOON - n * MINUTE) for n, who in enumerate(["border", "customs"] * 3)]
    client, seen, query = sign_in(here.unit("border")), [], ""
    while True:
        page = client.get(f"/messages/?{query}")
        seen += numbers(page)
        query = page.context["older"]
        if not query:
            break
    assert len(seen) == len(set(seen)) == len(sent)


def test_a_message_is_found_by_its_number_by_the_unit_and_by_what_nobody_has_taken(here, sign_in):
    tell(here)
    theirs = tell(here, who="customs")
    client = sign_in(here.unit("border"))
    assert theirs.pk in numbers(client.get("/messages/", {"q": f"{theirs.number}/{theirs.year}"}))
    assert numbers(client.get("/messages/", {"q": "таможенный"})) == [theirs.pk]
    assert numbers(client.get("/messages/", {"state": "alarm"})) == [theirs.pk]
    assert numbers(client.get("/messages/", {"regime": "daily"})) == []


def test_a_journal_with_nothing_in_it_says_how_to_look(here, sign_in):
    assert "впишите номер" in sign_in(here.unit("border")).get("/messages/", {"q": "999"}).content.decode()


def test_a_stranger_finds_nothing_of_ours(here, sign_in):
    tell(here)
    assert numbers(sign_in(here.stranger).get("/messages/", {"direction": "below"})) == []


def late(world, clock):
    """A duty to tell the customs at once that nobody did."""
    tell(world)
    clock.stand(NOON + 30 * MINUTE)
    duty = Duty.objects.get(owed_to=world.unit("customs"), record__isnull=False)
    lapse([duty], by=Actor.program("clock"), recorded_at=NOON + 30 * MINUTE)
    return Duty.objects.get(pk=duty.pk)


def test_a_late_duty_is_explained_with_a_reason_and_a_new_promised_time(here, sign_in, clock):
    duty, client = late(here, clock), sign_in(here.unit("border"))
    assert "Объяснить опоздание" in client.get(f"/duties/{duty.pk}/").content.decode()
    client.post(f"/duties/{duty.pk}/explanation/", {"reason": "линия молчала", "day": "12.05.2026", "hour": "1300"})
    duty.refresh_from_db()
    assert (duty.status, duty.promised_at) == ("explained", NOON + timedelta(hours=1))
    assert "линия молчала" in client.get(f"/duties/{duty.pk}/").content.decode()


def test_a_promise_that_has_passed_is_refused_and_the_reason_kept(here, sign_in, clock):
    duty = late(here, clock)
    page = sign_in(here.unit("border")).post(
        f"/duties/{duty.pk}/explanation/", {"reason": "линия молчала", "day": "12.05.2026", "hour": "1100"}
    )
    assert page.status_code == 422
    assert "Это время уже прошло" in page.content.decode()
    assert "линия молчала" in page.content.decode()


def test_only_the_unit_that_owes_explains(here, sign_in, clock):
    duty = late(here, clock)
    answer = sign_in(here.unit("customs")).post(f"/duties/{duty.pk}/explanation/", {"reason": "нет"})
    assert answer.status_code == 404


def test_a_superior_releases_on_a_ground_that_the_pack_names(here, sign_in, clock):
    duty, client = late(here, clock), sign_in(here.unit("border", 3), "senior")
    page = client.get(f"/duties/{duty.pk}/")
    ground = page.context["release"]["ground"].field.choices[0][0]
    client.post(f"/duties/{duty.pk}/waiver/", {"ground": ground, "reason": "обрыв связи на участке"})
    duty.refresh_from_db()
    assert duty.status == "waived"


def test_nobody_releases_his_own_unit(here, sign_in, clock):
    duty, client = late(here, clock), sign_in(here.unit("border"), "senior")
    assert client.get(f"/duties/{duty.pk}/").context["release"] is None
    client.post(f"/duties/{duty.pk}/waiver/", {"ground": "any", "reason": "так"})
    duty.refresh_from_db()
    assert duty.status == "overdue"


def test_the_duties_are_listed_by_side_and_state(here, sign_in, clock):
    late(here, clock)
    client = sign_in(here.unit("border"))
    states = {row.duty.status for row in client.get("/duties/", {"state": "late"}).context["rows"]}
    assert states == {"overdue"}
    assert all(
        r.duty.owed_to == here.unit("border") for r in client.get("/duties/", {"side": "theirs"}).context["rows"]
    )


def test_the_instruction_stands_in_reading_order_with_this_months_execution(here, sign_in, clock):
    late(here, clock)
    points = sign_in(here.unit("border")).get("/instruction/").context["living"].points
    numbers = [point.number for point in points]
    assert numbers.index("O2") < numbers.index("C1") < numbers.index("C5.1") < numbers.index("C10.4")
    told = next(point for point in points if point.number == "C5.1").counts
    assert (told.missing, told.on_time, told.open) == (1, 1, 1)


def test_the_official_text_is_shown_on_demand_where_it_is_stored(here, sign_in):
    client = sign_in(here.unit("border"))
    assert "официального текста нет" in client.get("/instruction/C5.1/").content.decode()
    official.store([Clause("C5", "Взаимный обмен"), Clause("C5.1", "срочная информация")])
    page = client.get("/instruction/")
    assert [point.number for point in page.context["living"].points if point.has_official] == ["C5", "C5.1"]
    assert "срочная информация" in client.get("/instruction/C5.1/", headers={"HX-Request": "true"}).content.decode()
    official.store([Clause("C5", "Взаимный обмен")])
    assert official.text_of("C5.1") == ""


def test_one_point_stands_in_our_wording_and_a_number_that_is_none_is_not_found(here, sign_in):
    client = sign_in(here.unit("border"))
    told = client.get("/instruction/C5.1/")
    assert told.context["ours"] in told.content.decode()
    assert client.get("/instruction/C99/").status_code == 404


def test_a_units_card_says_who_is_on_watch_and_how_to_reach_it(here, sign_in):
    page = sign_in(here.unit("border")).get("/units/internal-4/").content.decode()
    assert "Тестов internal-4" in page
    assert "отвечает" in page


def test_language_and_theme_are_kept_with_the_officer(here, sign_in):
    client = sign_in(here.unit("border"))
    client.post("/preferences/", {"theme": "night", "next": "/"})
    client.post("/preferences/", {"language": "en", "next": "/"})
    officer = Officer.objects.get(pk=here.officers[here.unit("border").pk].pk)
    assert (officer.theme, officer.language) == ("night", "en")
    page = client.get("/").content.decode()
    assert 'data-theme="night"' in page
    assert '<html lang="en"' in page


def test_preferences_lead_nowhere_but_back_into_the_console(here, sign_in):
    answer = sign_in(here.unit("border")).post("/preferences/", {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_the_page_that_is_not_there_helps(here, sign_in):
    page = sign_in(here.unit("border")).get("/nothing-here/")
    assert page.status_code == 404
    assert "Откройте журнал и впишите номер" in page.content.decode()
