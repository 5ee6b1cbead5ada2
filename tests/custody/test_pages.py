"""The pages of custody: what each post sees, what each form does, what a stale page says."""

from __future__ import annotations

import pytest
from holding import GOODS, HOUR, MINUTE, NOON, PERSON, RIGHTS, lines

from ortaq.access.models import Appointment, Reading
from ortaq.access.testing import appoint, sit_down
from ortaq.custody import detaining, entering, offering
from ortaq.custody.handovers import Discrepancy, HandOver
from ortaq.custody.models import Charge, Entry, Override
from ortaq.exchange.models import Message
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.sending import Saying, send_oral
from ortaq.lib.ids import uuid7

NAME = PERSON["name"]


@pytest.fixture
def sit(point, clock, web_screen):
    """Return a way to sit somebody at a screen: sit("border") for its watch, sit("border", "analyst") for a post."""
    clock.stand(NOON)

    def at_screen(agency, role="duty_officer", *, level=4, unit=None):
        unit = unit or point.unit(agency, level)
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON - HOUR))

    return at_screen


def text_of(page):
    return page.content.decode()


def once(**typed):
    return {"once": str(uuid7()), **typed}


def seen(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return text_of(page)


def detained(**other):
    """What is typed to take somebody in charge at noon."""
    typed = {f"f-person-{name}": value for name, value in PERSON.items()}
    return once(**typed, limit="border_regime", restricted="1150", delivered="1155", **other)


def telling(point, *persons):
    """Tell of persons by an urgent message of the Border Service."""
    book = point.world.rulebook()
    to = book.route("C5.1", point.unit("border").pk)
    saying = Saying("C5.1.d", {"text": "Двое у коридора", "persons": list(persons)}, NOON - 5 * MINUTE)
    return send_oral(saying, to, by=point.world.by("border"), at=NOON, rulebook=book)


def test_the_record_of_somebody_taken_again_leads_to_the_earlier_one_and_to_his_request(point, sit):
    man = point.detain(annex={"asylum": True})
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("border", at=NOON))
    again = point.detain(rights=False)
    page = seen(sit("border", "commander"), f"/custody/{again.pk}/")
    assert "Содержался раньше" not in page, "nobody reads a person's number before he says what for"
    page = seen(sit("border"), f"/custody/{again.pk}/")
    assert f'<dt>Содержался раньше</dt><dd><a href="/custody/{man.pk}/">№ {man}</a>' in page
    assert "пока не решено: Просит убежища" in " ".join(page.split())


def test_the_notice_of_somebody_handed_over_is_begun_with_what_his_record_says(point, sit, clock):
    man = point.detain(circumstances="у коридора, без печати о въезде")
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    clock.stand(NOON + HOUR)
    border, event = sit("border"), PlannedEvent.objects.get()
    page = seen(border, f"/events/{event.pk}/")
    assert f'<a href="/custody/{man.pk}/">Лицо № {man}</a>' in page
    assert NAME not in page
    page = seen(border, f"/events/{event.pk}/notice/")
    for said in (NAME, "Узбекистан", "14.03.1991", "у коридора, без печати о въезде", "Пост internal-4", f"№ {man}"):
        assert said in page, said
    assert Reading.objects.get(record=man.pk, unit=point.unit("border").pk).purpose == "извещает о передаче"
    form = border.get(f"/events/{event.pk}/notice/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    border.post(f"/events/{event.pk}/notice/", typed)
    assert Message.objects.get(clause="C5.4.c").content.body["persons"][0]["name"] == NAME


# The board


def test_the_board_says_who_is_here_until_when_and_what_is_missing(point, sit):
    point.detain(rights=False)
    point.seize(place="склад 2")
    page = seen(sit("border"), "/custody/")
    assert NAME in page
    assert "до 11:50 чт 14.05" in page
    assert "не передать, пока не записано:</span> разъяснены права" in page or "разъяснены права" in page
    assert "120 мест" in page
    assert "склад 2" in page


def test_an_empty_board_teaches(sit):
    page = seen(sit("border"), "/custody/")
    assert "Никто не содержится." in page
    assert "Ничего не хранится." in page


def test_the_living_part_is_sent_only_when_something_changed(point, sit):
    client = sit("border")
    page = client.get("/custody/part/")
    digest = text_of(page).partition('data-digest="')[2].partition('"')[0]
    assert client.get(f"/custody/part/?seen={digest}").status_code == 204
    point.seize()
    assert client.get(f"/custody/part/?seen={digest}").status_code == 200


def test_a_superior_sees_whose_time_ran_out_below(point, sit, clock):
    man = point.detain(at=NOON - 4 * HOUR, limit="general")
    page = seen(sit("border", level=3), "/custody/")
    assert "Ниже нас: срок содержания истёк" in page
    assert f"№ {man}" in page
    assert NAME not in page, "its words are the custodian's"


def test_a_number_or_a_scanned_address_finds_it(point, sit):
    man, client = point.detain(), sit("border")
    for wanted in (f"{man}", f"№ {man}", f"{man.number}", f"https://node/custody/{man.pk}/"):
        assert client.get("/custody/", {"find": wanted}).url == f"/custody/{man.pk}/"
    page = client.get("/custody/", {"find": "999/2026"}, follow=True)
    assert "не найден" in text_of(page)


def test_what_left_is_found_by_its_filter(point, sit):
    goods = point.seize()
    point.accept(lines(point.offer(goods))[0], at=NOON + MINUTE)
    page = seen(sit("border"), "/custody/?state=left")
    assert f"№ {goods}" in page
    assert "Пост internal-4" in page


def test_a_long_board_goes_on_where_it_stopped(point, sit, monkeypatch):
    monkeypatch.setattr("ortaq.custody.board.PAGE", 2)
    goods = [point.seize(name=f"ящик {n}", at=NOON - n * MINUTE) for n in range(5)]
    client, path, found = sit("border"), "/custody/", []
    while path:
        page = seen(client, path)
        found += [one for one in goods if f'id="c-{one.pk}"' in page]
        more = page.partition('rel="next"')[0].rpartition('href="?')[2].partition('"')[0].replace("&amp;", "&")
        path = f"/custody/?{more}" if 'rel="next"' in page else ""
    assert found == goods


def test_a_stranger_sees_nothing_of_it(point, sit):
    man = point.detain()
    handover = point.offer(man)
    client = sit("border", unit=point.world.stranger)
    assert NAME not in seen(client, "/custody/")
    for path in (f"/custody/{man.pk}/", f"/custody/{man.pk}/proof/", f"/hand-overs/{handover.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/custody/{man.pk}/entries/fed/", once()).status_code == 404


@pytest.mark.parametrize(
    "path", ["entries/fed/", "safeguards/rights/", "overrides/", "prolongation/", "annex/", "description/", "reading/"]
)
def test_a_verb_is_never_called_by_looking(point, sit, path):
    assert sit("border").get(f"/custody/{point.detain().pk}/{path}").status_code == 405


# Taking in charge


def test_somebody_is_taken_in_charge_and_his_clock_runs_from_the_restriction(sit):
    page = sit("border").post("/custody/new?kind=person", detained(), follow=True)
    man = Charge.objects.get()
    assert page.redirect_chain[0][0] == f"/custody/{man.pk}/"
    assert man.due_at == NOON - 10 * MINUTE + 48 * HOUR
    assert "хранитель теперь – ваше подразделение" in text_of(page)


def test_the_same_form_twice_takes_once(sit):
    client, form = sit("border"), detained()
    for _ in range(2):
        assert client.post("/custody/new?kind=person", form).status_code == 302
    assert Charge.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"limit": ""}, "Выберите основание"),
        ({"restricted": ""}, "Укажите время"),
        ({"restricted": "1155", "delivered": "1150"}, "Доставлен раньше, чем задержан"),
        ({"delivered": "rubbish"}, "Напишите время так"),
        ({"sober": "1140"}, "Раньше, чем задержан"),
        ({"f-person-nationality": "Атлантида"}, "Такого государства нет"),
        ({"f-person-born": "13.05.2026"}, "Этот день ещё не наступил"),
        ({"f-person-born": "31.02.1984"}, "Такого дня нет. Напишите так: 31.12.2026."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(sit, wrong, words):
    page = sit("border").post("/custody/new?kind=person", detained() | wrong)
    assert page.status_code == 422
    assert words in text_of(page)
    assert NAME in text_of(page)
    assert not Charge.objects.exists()


def test_a_form_that_says_nothing_takes_nothing(sit):
    page = sit("border").post("/custody/new?kind=lot", once())
    assert page.status_code == 422
    assert "Впишите хотя бы одно поле" in text_of(page)


def test_what_a_message_says_fills_the_rows_and_only_what_is_ticked_is_taken(point, sit):
    client, message = sit("border"), telling(point, PERSON, {"name": "Юсупов Акмаль"})
    page = seen(client, f"/custody/new?message={message.pk}")
    assert NAME in page
    assert "14.03.1991" in page
    assert "Юсупов Акмаль" in page
    one = {f"row-0-{name}": value for name, value in detained(take="on").items()}
    client.post(f"/custody/new?message={message.pk}", one)
    (man,) = Charge.objects.all()
    assert man.matter == message.matter
    assert "уже взято" in seen(client, f"/custody/new?message={message.pk}")


def test_of_several_the_times_are_typed_once(point, sit):
    message = telling(point, PERSON, {"name": "Юсупов Акмаль"})
    typed = {f"row-0-{name}": value for name, value in detained(take="on").items()}
    typed |= {"row-1-once": str(uuid7()), "row-1-take": "on", "row-1-f-person-name": "Юсупов Акмаль"}
    sit("border").post(f"/custody/new?message={message.pk}", typed)
    assert set(Charge.objects.values_list("due_at", flat=True)) == {NOON - 10 * MINUTE + 48 * HOUR}
    assert Charge.objects.count() == 2


def test_of_several_all_are_taken_or_none(point, sit):
    message = telling(point, PERSON, {"name": "Юсупов Акмаль"})
    typed = {f"row-0-{name}": value for name, value in detained(take="on").items()}
    typed |= {
        "row-1-once": str(uuid7()),
        "row-1-take": "on",
        "row-1-f-person-name": "Юсупов",
        "row-1-delivered": "1100",
    }
    page = sit("border").post(f"/custody/new?message={message.pk}", typed)
    assert page.status_code == 422
    assert not Charge.objects.exists()


def test_where_nothing_is_ticked_the_page_says_so(point, sit):
    message = telling(point, PERSON)
    page = sit("border").post(f"/custody/new?message={message.pk}", {"row-0-once": str(uuid7())})
    assert page.status_code == 422
    assert "Ничего не отмечено" in text_of(page)


@pytest.mark.parametrize("role", ["analyst", "commander", "inspector"])
def test_who_only_reads_takes_nothing(sit, role):
    client = sit("border", role)
    assert client.get("/custody/").status_code == 200
    assert client.get("/custody/new").status_code == 403
    assert client.get("/hand-overs/new").status_code == 403


# Reading a person's record


def test_the_watch_reads_by_its_duty_and_that_is_written_down_once(point, sit):
    man, client = point.detain(), sit("border")
    for _ in range(2):
        assert NAME in seen(client, f"/custody/{man.pk}/")
    reading = Reading.objects.get(record=man.pk)
    assert reading.purpose == "содержит под стражей"


def test_a_thing_is_read_without_a_reason(point, sit):
    goods = point.seize()
    assert GOODS["name"] in seen(sit("border", "analyst"), f"/custody/{goods.pk}/")
    assert not Reading.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "commander"])
def test_no_list_names_a_person_to_who_does_not_read_by_duty(point, sit, role):
    man = point.detain()
    handover = point.offer(man)
    client = sit("border", role)
    for path in ("/custody/", f"/hand-overs/{handover.pk}/", f"/custody/{man.pk}/label"):
        page = seen(client, path)
        assert f"№ {man}" in page
        assert NAME not in page


@pytest.mark.parametrize("role", ["analyst", "commander"])
def test_who_is_not_on_watch_says_first_what_he_reads_it_for(point, sit, role):
    man, client = point.detain(), sit("border", role)
    page = seen(client, f"/custody/{man.pk}/")
    assert NAME not in page
    assert "Назовите, для чего читаете" in page
    refused = client.post(f"/custody/{man.pk}/reading/", {"purpose": ""})
    assert refused.status_code == 422
    assert NAME not in text_of(refused)
    opened = client.post(f"/custody/{man.pk}/reading/", {"purpose": "check", "words": "жалоба № 4"}, follow=True)
    assert NAME in text_of(opened)
    assert Reading.objects.get().purpose == "проверка или жалоба: жалоба № 4"
    assert Reading.objects.get().visible_to == [point.unit("border").pk]


def test_a_former_custodian_no_longer_reads_by_duty(point, sit):
    man, client = point.detain(), sit("border")
    assert NAME in seen(client, f"/custody/{man.pk}/")
    point.accept(lines(point.offer(man))[0], at=NOON)
    page = seen(client, f"/custody/{man.pk}/")
    assert "14.03.1991" not in page
    assert "Назовите, для чего читаете" in page
    client.post(f"/custody/{man.pk}/reading/", {"purpose": "check"})
    assert "14.03.1991" in seen(client, f"/custody/{man.pk}/")
    told = Reading.objects.filter(purpose="проверка или жалоба").get()
    assert set(told.visible_to) == {point.unit("border").pk, point.unit("internal").pk}, "its custodian is told"


def test_the_sensitive_fields_open_once_a_session_for_a_reason(point, sit):
    man, client = point.detain(annex={"injuries": "ссадина на лбу"}), sit("border")
    assert "ссадина" not in seen(client, f"/custody/{man.pk}/")
    refused = client.post(f"/custody/{man.pk}/annex/reading/", {"purpose": "other", "words": ""})
    assert refused.status_code == 422
    assert "ссадина" not in text_of(refused)
    client.post(f"/custody/{man.pk}/annex/reading/", {"purpose": "care"})
    for _ in range(2):
        assert "ссадина на лбу" in seen(client, f"/custody/{man.pk}/")
    assert Reading.objects.filter(purpose="содержание и безопасность лица").count() == 1
    assert "ссадина" not in seen(sit("border"), f"/custody/{man.pk}/"), "another session says it anew"


def test_what_follows_from_the_sensitive_fields_is_unknown_to_who_may_not_read_them(point, sit):
    man = point.detain(annex={"minor": True, "asylum": True})
    for path in ("/custody/", f"/custody/{man.pk}/"):
        assert "убежищ" in seen(sit("border"), path)
    analyst = sit("border", "analyst")
    for path in ("/custody/", f"/custody/{man.pk}/"):
        page = seen(analyst, path)
        assert "убежищ" not in page
        assert "родител" not in page


def test_a_former_custodian_and_a_third_unit_see_no_sensitive_field(point, sit):
    man = point.detain(annex={"injuries": "ссадина на лбу"})
    client = sit("border")
    client.post(f"/custody/{man.pk}/annex/reading/", {"purpose": "care"})
    point.accept(lines(point.offer(man))[0], at=NOON)
    page = seen(client, f"/custody/{man.pk}/")
    assert "ссадина" not in page
    assert "Особые сведения" not in page
    assert sit("customs").get(f"/custody/{man.pk}/").status_code == 404


def test_the_competent_unit_reads_what_concerns_it_and_nothing_else(point, sit):
    man = point.detain(annex={"asylum": True, "injuries": "ссадина на лбу"})
    client = sit("internal")
    assert f"/custody/{man.pk}/" in seen(client, "/custody/")
    page = seen(client, f"/custody/{man.pk}/")
    assert "ссадина" not in page
    assert client.post(f"/custody/{man.pk}/annex/reading/", {"purpose": ""}).status_code == 422
    client.post(f"/custody/{man.pk}/annex/reading/", {"purpose": "decision"})
    page = seen(client, f"/custody/{man.pk}/")
    assert "ссадина на лбу" in page
    assert NAME not in page
    assert set(Reading.objects.get().visible_to) == {point.unit("border").pk, point.unit("internal").pk}
    assert sit("internal", "analyst").get(f"/custody/{man.pk}/").status_code == 404
    assert client.post(f"/custody/{man.pk}/annex/", once()).status_code == 404


def test_who_may_see_readings_sees_who_read_and_what_for(point, sit):
    man = point.detain()
    sit("border", "analyst").post(f"/custody/{man.pk}/reading/", {"purpose": "check"})
    assert "Кто и для чего читал" in seen(sit("border", "senior"), f"/custody/{man.pk}/")
    assert "Кто и для чего читал" not in seen(sit("border"), f"/custody/{man.pk}/")


# What the custodian writes down


def test_a_safeguard_is_written_down_whole(point, sit):
    man, client = point.detain(rights=False), sit("border")
    path = f"/custody/{man.pk}/safeguards/rights/"
    page = client.post(path, once(**{"f-rights-language": "узбекский"}))
    assert page.status_code == 422
    assert "Закон знает только полную запись" in text_of(page)
    assert "узбекский" in text_of(page)
    done = client.post(
        path, once(**{"f-rights-language": "узбекский", "f-rights-how": "signed", "when": "1157"}), follow=True
    )
    assert "записано" in text_of(done)
    assert Entry.objects.get(code="rights").at == NOON - 3 * MINUTE


def test_the_law_s_condition_stands_beside_the_form(point, sit):
    man = point.detain(annex={"searched": True})
    typed = {"searcher": "Ким", "searcher_sex": "f", "witness_1": "А", "witness_2": "Б", "witnesses_sex": "m"}
    typed["record"] = "№ 3"
    form = once(**{f"f-search-{name}": value for name, value in typed.items()})
    page = sit("border").post(f"/custody/{man.pk}/safeguards/search/", form)
    assert page.status_code == 422
    assert "Так закон не велит. Пол проводившего." in text_of(page)


def test_a_safeguard_is_passed_over_by_two(point, sit):
    man, client = point.detain(rights=False), sit("border")
    path = f"/custody/{man.pk}/overrides/"
    refused = client.post(path, once(safeguard="rights", ground="unable", reason=""))
    assert refused.status_code == 422
    client.post(path, once(safeguard="rights", ground="unable", reason="без сознания"))
    asked = Override.objects.get()
    assert "Ждёт второго офицера" in seen(client, f"/custody/{man.pk}/")
    assert client.post(f"{path}{asked.pk}/confirmation/").status_code == 403
    lead = sit("border", "senior")
    assert "Подтвердить пропуск" in seen(lead, f"/custody/{man.pk}/")
    lead.post(f"{path}{asked.pk}/confirmation/")
    asked.refresh_from_db()
    assert asked.state == "confirmed"
    page = seen(client, f"/custody/{man.pk}/")
    assert "пропущено на основании:" in page
    assert "без сознания" in page


def test_a_commander_declines_and_it_stays_owed(point, sit):
    man = point.detain(annex={"minor": True})
    asked = detaining.ask_override(man, "apart", "family", "с матерью", **point.by("border"))
    boss = sit("border", "commander")
    assert "с матерью" in seen(boss, f"/custody/{man.pk}/")
    boss.post(f"/custody/{man.pk}/overrides/{asked.pk}/refusal/")
    asked.refresh_from_db()
    assert asked.state == "declined"


def test_who_asked_cannot_confirm(point, sit):
    man, lead = point.detain(rights=False), sit("border", "senior")
    officer = Appointment.objects.get(unit=point.unit("border"), role="senior").officer
    by = point.by("border") | {
        "by": point.world.by("border").__class__(officer.pk, "Л", "senior", point.unit("border").pk, "s")
    }
    from ortaq.access.models import Watch

    Watch.objects.create(unit=point.unit("border"), post="senior", officer=officer, starts_at=NOON - HOUR)
    asked = detaining.ask_override(man, "rights", "unable", "без сознания", **by)
    assert "Подтвердить пропуск" not in seen(lead, f"/custody/{man.pk}/")
    assert lead.post(f"/custody/{man.pk}/overrides/{asked.pk}/confirmation/").status_code == 409


def test_an_entry_tells_on_what_was_measured(point, sit):
    goods, client = point.seize(), sit("border")
    form = once(**{"f-weighed-quantity": "118,5", "f-weighed-unit": "kilogram"})
    for _ in range(2):
        assert client.post(f"/custody/{goods.pk}/entries/weighed/", form).status_code == 302
    assert Entry.objects.filter(code="weighed").count() == 1
    assert "118,5 кг" in seen(client, f"/custody/{goods.pk}/")
    empty = client.post(f"/custody/{goods.pk}/entries/weighed/", once())
    assert empty.status_code == 422
    assert client.post(f"/custody/{goods.pk}/entries/rubbish/", once()).status_code == 404


def test_its_description_is_written_anew_and_the_chain_shows_what_changed(point, sit):
    man, client = point.detain(), sit("border")
    typed = {f"f-person-{name}": value for name, value in PERSON.items()}
    client.post(f"/custody/{man.pk}/description/", once(**typed | {"f-person-name": "Усманов Рустам Каримович"}))
    page = seen(client, f"/custody/{man.pk}/")
    assert f"<del>{NAME}</del> <ins>Усманов Рустам Каримович</ins>" in page


def test_the_sensitive_fields_are_written_anew_and_make_owed(point, sit):
    man, client = point.detain(), sit("border")
    client.post(f"/custody/{man.pk}/annex/reading/", {"purpose": "rights"})
    client.post(f"/custody/{man.pk}/annex/", once(**{"f-person-annex-consulate": "on"}))
    assert "Сообщено в консульство" in seen(client, f"/custody/{man.pk}/")


def test_a_detention_is_prolonged_by_an_act_alone(point, sit):
    man, client = point.detain(limit="general"), sit("border")
    path = f"/custody/{man.pk}/prolongation/"
    assert client.post(path, {"limit": "border_regime", "paper": ""}).status_code == 422
    client.post(path, {"limit": "border_regime", "paper": "постановление № 12"})
    assert point.now(man).due_at == NOON - 10 * MINUTE + 48 * HOUR
    assert "постановление № 12" in seen(client, f"/custody/{man.pk}/")


def test_a_release_is_written_once_however_often_it_is_sent(point, sit):
    man, client = point.detain(), sit("border")
    form = once(**{"f-released-decision": "постановление № 5"})
    for _ in range(2):
        assert client.post(f"/custody/{man.pk}/entries/released/", form).status_code == 302
    assert not point.now(man).is_held
    late = client.post(f"/custody/{man.pk}/entries/fed/", once(**{"f-fed-remark": "ужин"}))
    assert late.status_code == 409
    assert "Уже выбыло" in text_of(late)


def test_nobody_is_placed_past_what_the_law_gives_and_whoever_is_to_be_let_go_is(point, sit):
    man, client = point.detain(annex={"trafficking": True}), sit("border")
    assert "пока не записано, можно только освободить:" in seen(client, f"/custody/{man.pk}/")
    page = client.post(f"/custody/{man.pk}/entries/placed/", once(**{"f-placed-decision": "№ 5"}))
    assert page.status_code == 422
    assert "Направлен как возможная жертва" in text_of(page)
    page = client.post(f"/custody/{man.pk}/entries/released/", once(**{"f-released-decision": "№ 5"}))
    assert page.status_code == 302


def test_nobody_who_asks_for_asylum_is_given_abroad(point, sit):
    man = point.detain(annex={"asylum": True})
    form = once(**{"f-given_abroad-decision": "№ 5", "f-given_abroad-to_state": "UZB"})
    page = sit("border").post(f"/custody/{man.pk}/entries/given_abroad/", form)
    assert page.status_code == 422
    assert "Просьба о защите не решена. Просит убежища." in text_of(page)


def test_a_stale_page_writes_nothing_and_says_who_holds_it_now(point, sit):
    man, client = point.detain(), sit("border")
    assert NAME in seen(client, f"/custody/{man.pk}/")
    point.accept(lines(point.offer(man))[0], at=NOON)
    for path, typed in (
        ("entries/fed/", {"f-fed-remark": "ужин"}),
        ("entries/fed/", {}),
        ("safeguards/prosecutor/", {"f-prosecutor-number": "5"}),
        ("description/", {"f-person-name": "Иной"}),
        ("annex/", {"f-person-annex-minor": "on"}),
    ):
        page = client.post(f"/custody/{man.pk}/{path}", once(**typed))
        assert page.status_code == 409, path
        assert "Сейчас хранитель – Пост internal-4." in text_of(page)
    assert Entry.objects.filter(charge=man).exclude(code__in=("described", "rights", "received")).count() == 0


def test_who_is_not_on_watch_writes_nothing(point, sit):
    man = point.detain()
    page = sit("border", "senior").post(f"/custody/{man.pk}/entries/fed/", once(**{"f-fed-remark": "ужин"}))
    assert page.status_code == 403
    assert "не на смене" in text_of(page)


# Handing over


def offered(point, *charges, to="internal", **more):
    return once(to=str(point.unit(to).pk), charge=[str(one.pk) for one in charges], **more)


def test_the_form_shows_to_whom_who_is_on_watch_there_and_what_is_missing(point, sit):
    man, goods = point.detain(rights=False), point.seize()
    page = seen(sit("border"), f"/hand-overs/new?charge={goods.pk}&charge={man.pk}")
    assert "Пост internal-4" in page
    assert "на смене Тестов internal-4" in page
    assert "вышестоящий" in page
    assert f"/custody/{man.pk}/#safeguards" in page
    assert page.count(" checked") == 1, "whoever cannot go yet is not ticked"


@pytest.mark.clause("C9.6")
def test_several_are_offered_at_once_and_only_once(point, sit):
    man, goods, client = point.detain(), point.seize(), sit("border")
    form = offered(point, man, goods, words="Встреча у шлагбаума")
    first = client.post("/hand-overs/new", form)
    assert client.post("/hand-overs/new", form).url == first.url
    handover = HandOver.objects.get()
    assert first.url == f"/hand-overs/{handover.pk}/"
    assert handover.lines.count() == 2
    assert "Встреча у шлагбаума" in handover.message.content.body["text"]
    assert point.custodian(man) == "border"


def test_the_receiver_is_told_of_a_document_in_words(point, sit):
    paper = point.seize(kind="document", type="passport", number="N 123")
    sit("border").post("/hand-overs/new", offered(point, paper))
    assert "паспорт N 123" in HandOver.objects.get().message.content.body["text"]


@pytest.mark.parametrize(("lacks", "words"), [("to", "Выберите, кому"), ("charge", "Отметьте хотя бы одну")])
def test_an_offer_to_nobody_or_of_nothing_is_sent_back(point, sit, lacks, words):
    form = offered(point, point.seize())
    del form[lacks]
    page = sit("border").post("/hand-overs/new", form)
    assert page.status_code == 422
    assert words in text_of(page)


def test_an_offer_past_a_safeguard_is_sent_back_and_names_it(point, sit):
    man = point.detain(rights=False)
    page = sit("border").post("/hand-overs/new", offered(point, man))
    assert page.status_code == 422
    assert f"№ {man}: Разъяснены права." in text_of(page)
    assert not HandOver.objects.exists()


def test_what_belongs_to_a_message_is_ticked_from_it(point, sit):
    message, client = telling(point, PERSON), sit("border")
    client.post(f"/custody/new?message={message.pk}", {f"row-0-{n}": v for n, v in detained(take="on").items()})
    man = Charge.objects.get()
    entering.safeguard(man, "rights", RIGHTS, **point.by("border"))
    page = seen(client, f"/hand-overs/new?message={message.pk}")
    assert page.count(" checked") == 1


@pytest.mark.clause("C9.6")
def test_the_receiver_sees_time_safeguards_and_list_and_decides(point, sit):
    handover = point.offer(point.detain(), point.seize())
    client = sit("internal")
    page = seen(client, f"/hand-overs/{handover.pk}/")
    assert NAME in page
    assert "до 11:50 чт 14.05" in page
    assert "письменно сообщено прокурору" in page
    assert "120 мест, пломба KZ-0041" in page
    assert 'value="KZ-0041"' not in page, "the receiver writes what he finds"
    assert Reading.objects.get().purpose == "решает о приёме"
    assert f"/hand-overs/{handover.pk}/" in seen(client, "/custody/")
    assert "Попросить вернуть" not in page


def test_the_list_s_values_are_copied_only_when_asked(point, sit):
    handover = point.offer(point.seize())
    path = f"/hand-overs/{handover.pk}/lines/1/acceptance/"
    page = sit("internal").post(path, {"as_listed": "1", "line-1-note": "коробка мокрая"})
    assert page.status_code == 200
    assert 'value="KZ-0041"' in text_of(page)
    assert "коробка мокрая" in text_of(page)
    assert handover.lines.get().state == "offered"


def test_what_is_found_otherwise_is_a_discrepancy_that_both_settle(point, sit):
    goods = point.seize()
    handover = point.offer(goods)
    giver, receiver = sit("border"), sit("internal")
    typed = {"line-1-quantity": "118", "line-1-unit": "package", "line-1-seal": "KZ-0041"}
    receiver.post(f"/hand-overs/{handover.pk}/lines/1/acceptance/", typed)
    assert point.custodian(goods) == "internal"
    dispute = Discrepancy.objects.get()
    path = f"/hand-overs/{handover.pk}/discrepancies/{dispute.pk}/"
    page = seen(giver, f"/hand-overs/{handover.pk}/")
    assert "120 мест → 118 мест" in page
    assert giver.post(f"{path}proposal/", {"words": ""}).status_code == 422
    giver.post(f"{path}proposal/", {"words": "пересчитали вместе: 118"})
    assert giver.post(f"{path}agreement/").status_code == 409
    assert "пересчитали вместе" in seen(receiver, f"/hand-overs/{handover.pk}/")
    receiver.post(f"{path}agreement/")
    dispute.refresh_from_db()
    assert dispute.state == "settled"
    assert "улажено" in seen(giver, f"/hand-overs/{handover.pk}/")


def test_a_refusal_has_its_ground_and_the_giver_stays_the_custodian(point, sit):
    goods = point.seize()
    handover = point.offer(goods)
    client, path = sit("internal"), f"/hand-overs/{handover.pk}/lines/1/refusal/"
    page = client.post(path, {"line-1-note": "сами держите"})
    assert page.status_code == 422
    assert "Выберите основание" in text_of(page)
    assert "сами держите" in text_of(page)
    for _ in range(2):
        assert client.post(path, {"line-1-ground": "no_papers"}).status_code == 302
    assert point.custodian(goods) == "border"
    assert "нет протокола или иного основания" in seen(sit("border"), f"/hand-overs/{handover.pk}/")


def test_an_acceptance_by_double_click_is_one(point, sit):
    man = point.detain()
    handover, client = point.offer(man), sit("internal")
    for _ in range(2):
        assert client.post(f"/hand-overs/{handover.pk}/lines/1/acceptance/", {}).status_code == 302
    assert point.now(man).holdings == 2
    changed = client.post(f"/hand-overs/{handover.pk}/lines/1/refusal/", {"line-1-ground": "no_papers"})
    assert changed.status_code == 409


def test_only_the_receiver_decides(point, sit):
    handover = point.offer(point.seize())
    page = sit("border").post(f"/hand-overs/{handover.pk}/lines/1/acceptance/", {})
    assert page.status_code == 403
    assert "Решает получатель" in text_of(page)
    assert sit("customs").get(f"/hand-overs/{handover.pk}/").status_code == 404
    assert "Принять" not in seen(sit("internal", "analyst"), f"/hand-overs/{handover.pk}/").replace("Принимает", "")


def test_the_giver_asks_back_and_the_receiver_keeps_or_lets_go(point, sit):
    goods = point.seize()
    handover = point.offer(goods)
    giver, receiver, path = sit("border"), sit("internal"), f"/hand-overs/{handover.pk}/"
    assert giver.post(f"{path}asking-back/", {"reason": ""}).status_code == 422
    giver.post(f"{path}asking-back/", {"reason": "ошиблись получателем"})
    assert "ошиблись получателем" in seen(receiver, path)
    receiver.post(f"{path}keeping/", {"reason": "уже осматриваем"})
    assert "уже осматриваем" in seen(giver, path)
    giver.post(f"{path}asking-back/", {"reason": "вернуть всё же"})
    receiver.post(f"{path}letting-go/")
    assert goods.lines.get().state == "withdrawn"
    assert receiver.post(f"{path}letting-go/").status_code == 409


def test_the_lists_of_both_sides_show_it_with_its_clock(point, sit):
    handover = point.offer(point.detain())
    for client, side in ((sit("border"), "out"), (sit("internal"), "in")):
        page = seen(client, f"/hand-overs/?side={side}")
        assert f"№ {handover}" in page
        assert "data-countdown" in page
    assert "Нам ничего не передают." in seen(sit("border"), "/hand-overs/")


def test_the_act_stands_on_the_page_with_whose_signature_it_waits_for(point, sit):
    handover = point.offer(point.seize())
    client = sit("internal")
    assert "Акт приёма-передачи" not in seen(client, f"/hand-overs/{handover.pk}/")
    client.post(f"/hand-overs/{handover.pk}/lines/1/acceptance/", {})
    page = seen(client, f"/hand-overs/{handover.pk}/")
    assert "Акт приёма-передачи" in page
    assert "ждёт подписи: Отделение border-4, Пост internal-4" in page


def test_the_page_of_a_hand_over_lives_and_moves_only_for_a_reason(point, sit):
    handover = point.offer(point.seize())
    client, path = sit("border"), f"/hand-overs/{handover.pk}/part/"
    digest = text_of(client.get(path)).partition('data-digest="')[2].partition('"')[0]
    assert client.get(f"{path}?seen={digest}").status_code == 204
    sit("internal").post(f"/hand-overs/{handover.pk}/lines/1/acceptance/", {})
    assert "принято" in text_of(client.get(f"{path}?seen={digest}"))


# Labels and proof


def test_a_label_says_number_kind_unit_and_seal_and_nothing_personal(point, sit):
    man, goods = point.detain(), point.seize()
    page = seen(sit("border"), f"/custody/{man.pk}/label?charge={goods.pk}")
    label = page.partition('class="labels"')[2].partition("</main>")[0]
    assert label.count("<svg") == 2
    assert "KZ-0041" in label
    assert f"№ {man}" in label
    assert "Отделение border-4" in label
    assert NAME not in page


def test_the_chain_is_proved_by_the_ledger(point, sit):
    man = point.detain()
    page = seen(sit("border"), f"/custody/{man.pk}/proof/")
    for kind in ("charge.taken", "holding.begun", "custody.entered", "detention.counted"):
        assert kind in page


def test_a_page_asks_the_database_as_often_for_many_as_for_one(point, sit, django_assert_max_num_queries):
    for _ in range(8):
        point.detain()
        point.seize()
    client = sit("border")
    client.get("/custody/")
    with django_assert_max_num_queries(40):
        client.get("/custody/")


def test_the_whole_way_leaves_a_chain_that_reads_from_first_to_last(point, sit, clock):
    man = point.detain(at=NOON - HOUR)
    entering.enter(man, "fed", {"remark": "чай"}, **point.by("border", at=NOON - 30 * MINUTE))
    handover = point.offer(man, at=NOON - 20 * MINUTE)
    offering.ask_back(handover, "ошибка", **point.by("border", at=NOON - 15 * MINUTE))
    point.accept(lines(handover)[0], at=NOON - 10 * MINUTE)
    page = seen(sit("internal"), f"/custody/{man.pk}/")
    told = ["хранитель: Отделение border-4", "чай", "предложено по передаче", "хранитель теперь: Пост internal-4"]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    assert Message.objects.filter(relates_to=handover.pk).exists()
