"""The pages of the reports of a period, with no script: in work, the shared draft, the conflict, the sending."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.duties.opening import open_duties
from ortaq.exchange.documents import Filing, Version
from ortaq.exchange.models import Message
from ortaq.ledger.actor import Actor

MAY = "/reports/monthly/2026-05-28/"
SECTION = f"{MAY}sections/C5.3.a/"
MONTH_END = datetime(2026, 5, 31, 19, 0, tzinfo=UTC)  # 24:00 on 31 May in Almaty
HALF = "/reports/half_yearly/2026-01-01/"


@pytest.fixture
def border(here, sign_in):
    return sign_in(here.unit("border"))


@pytest.fixture
def analyst(here, sign_in):
    return sign_in(here.unit("border"), "analyst")


def keep(client, text, base=0, section="C5.3.a", **more):
    return client.post(f"{MAY}sections/{section}/", {"text": text, "base": base}, **more)


def sending(client, address=MAY, **typed):
    page = client.get(f"{address}sending/").content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("once", "seen")}
    return client.post(f"{address}sending/", hidden | typed)


def test_the_report_of_the_month_is_in_work_before_its_window_opens(border):
    page = border.get("/reports/")
    assert [(one.period.day, one.state) for one in page.context["working"]][-1] == (
        date(2026, 5, 28),
        "в работе, окно ещё не открыто",
    )
    assert MAY in page.content.decode()


def test_a_duty_leads_to_its_report(here, border):
    april = date(2026, 4, 28)
    owed = here.rulebook().windows(here.unit("border").pk, april, april)
    open_duties(owed, by=Actor.program("schedule"), at=worlds.NOON)
    duty = Duty.objects.get(rule="C5.3-monthly")
    assert border.get(f"/reports/{duty.pk}/new/")["Location"] == "/reports/monthly/2026-04-28/"


@pytest.mark.parametrize("address", ["monthly/2026-05-27", "monthly/27.05", "weekly/2026-05-28", "monthly/9999-99-99"])
def test_a_window_that_there_is_not_is_not_found(border, address):
    assert border.get(f"/reports/{address}/").status_code == 404


@pytest.mark.clause("C5.3", "C5.3.a")
def test_the_analyst_drafts_and_the_watch_sends(border, analyst, clock):
    assert keep(analyst, "Обстановка спокойная")["Location"] == f"{MAY}#s-C5.3.a"
    assert analyst.get(f"{MAY}sending/").status_code == 403
    assert "Отправляет дежурный" in analyst.get(MAY).content.decode()
    clock.stand(MONTH_END)
    answer = sending(border)
    message = Message.objects.get()
    assert answer["Location"] == f"/messages/{message.pk}/"
    assert message.content.body["sections"][0]["text"] == "Обстановка спокойная"


def test_an_inspector_sees_that_it_is_in_work_and_reads_no_draft(here, sign_in, border):
    keep(border, "Обстановка спокойная")
    inspector = sign_in(here.unit("border"), "inspector")
    assert inspector.get(MAY).status_code == 403
    assert inspector.get(f"{SECTION}history/").status_code == 403
    assert inspector.get("/reports/").status_code == 200


def test_another_unit_never_sees_the_draft(here, sign_in, border):
    keep(border, "Обстановка спокойная")
    assert "спокойная" not in sign_in(here.unit("customs")).get(MAY).content.decode()


def test_a_colleague_reads_what_was_kept_with_who_and_when(border, analyst):
    keep(border, "Обстановка спокойная")
    shown = analyst.get(MAY).content.decode()
    assert "Обстановка спокойная" in shown
    assert "Тестов border-4, 12:00" in shown


def test_two_on_one_section_see_both_texts_and_are_asked(border, analyst):
    keep(border, "Обстановка спокойная")
    answer = keep(analyst, "Обстановка тревожная")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Ничего не потеряно: выберите, что останется." in shown
    assert re.search(r"<textarea[^>]*>\s*Обстановка тревожная", shown)
    assert "спокойная" in shown
    assert Version.objects.get().text == "Обстановка спокойная"
    base = re.search(r'name="base" value="(\d+)" id="C5.3.a-base"', shown)[1]
    assert keep(analyst, "Обстановка тревожная", base).status_code == 302
    assert [one.text for one in Version.objects.order_by("n")] == ["Обстановка спокойная", "Обстановка тревожная"]


def test_two_on_two_sections_do_not_hinder_each_other(border, analyst):
    assert keep(border, "Обстановка спокойная").status_code == 302
    assert keep(analyst, "Новый тайник", section="C5.3.c").status_code == 302


def test_a_script_is_answered_with_the_version_and_the_conflict_with_the_section_alone(border, analyst):
    part = {"headers": {"HX-Request": "true"}}
    assert keep(border, "Обстановка спокойная", **part).json()["version"] == 1
    answer = keep(analyst, "Обстановка тревожная", **part)
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert "data-living" not in answer.content.decode()


def test_a_living_section_comes_again_only_where_it_changed(border, analyst):
    seen = border.get(MAY).context["page"].part("C5.3.a").digest
    assert border.get(f"{SECTION}part/", {"seen": seen}).status_code == 204
    keep(analyst, "Обстановка спокойная")
    assert "Обстановка спокойная" in border.get(f"{SECTION}part/", {"seen": seen}).content.decode()


def test_who_has_a_section_in_hand_is_shown_to_the_others(border, analyst):
    seen = border.get(MAY).context["page"].digest
    assert analyst.post(f"{SECTION}hand/").status_code == 204
    part = border.get(f"{MAY}part/", {"seen": seen})
    assert "сейчас правит" in part.content.decode()
    assert "сейчас правит" not in analyst.get(f"{MAY}part/").content.decode()


def test_an_earlier_text_is_brought_back_as_a_new_version(border, analyst, clock):
    keep(border, "Обстановка спокойная")
    keep(analyst, "Обстановка", 1)
    shown = border.get(f"{SECTION}history/").content.decode()
    assert "убрано:" in shown
    assert re.search(r"<textarea[^>]*>\s*Обстановка спокойная</textarea>", shown)
    keep(border, "Обстановка спокойная", 2)
    assert Version.objects.count() == 3


def test_the_figures_are_counted_on_demand_and_sent_with_the_time_of_the_count(border, clock):
    border.post(f"{MAY}figures/")
    border.post(f"{MAY}figures/")
    shown = border.get(MAY).content.decode()
    assert "Передано срочных сообщений" in shown
    keep(border, "Обстановка спокойная")
    clock.stand(MONTH_END)
    sending(border)
    page = border.get(f"/messages/{Message.objects.get().pk}/").content.decode()
    assert "Посчитано по записям узла 12.05.2026 12:00" in page


def test_before_sending_it_is_shown_who_will_get_it_and_why_and_what_early_means(border):
    keep(border, "Обстановка спокойная")
    shown = border.get(f"{MAY}sending/").content.decode()
    assert "Таможенный пост customs-4" in shown
    assert "C8.4" in shown
    assert "По пакету она не засчитывается" in shown
    assert "остальное войдёт в следующую" in shown


def test_early_is_sent_with_its_reason_and_marked_on_screen_and_paper(border):
    keep(border, "Обстановка спокойная")
    refused = sending(border)
    assert refused.status_code == 422
    assert "Назовите причину." in refused.content.decode()
    sending(border, reason="выезд группы на границу")
    message = Message.objects.get()
    for address in (f"/messages/{message.pk}/", f"/messages/{message.pk}/paper/"):
        shown = border.get(address).content.decode()
        assert "отправлено раньше окна" in shown
        assert "выезд группы на границу" in shown
        assert "доведено до часа отправки" in shown
    assert "не засчитано" in border.get(MAY).content.decode()


def test_what_a_colleague_changed_after_it_was_looked_at_is_shown_again_and_sent_at_the_second_press(
    border, analyst, clock
):
    keep(border, "Обстановка спокойная")
    clock.stand(MONTH_END)
    page = border.get(f"{MAY}sending/").content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("once", "seen")}
    keep(analyst, "Обстановка тревожная", 1)
    again = border.post(f"{MAY}sending/", hidden)
    assert again.status_code == 422
    assert "Сводка изменилась, пока вы смотрели" in again.content.decode()
    assert "Обстановка тревожная" in again.content.decode()
    fresh = re.search(r'name="seen" value="([^"]*)"', again.content.decode())[1]
    assert border.post(f"{MAY}sending/", hidden | {"seen": fresh}).status_code == 302


def test_nothing_to_report_is_offered_only_for_an_empty_report_that_the_pack_lets_be(border, clock):
    clock.stand(MONTH_END)
    assert "За период сообщить нечего" in border.get(f"{MAY}sending/").content.decode()
    assert "отметьте, что сообщить нечего" in sending(border).content.decode()
    sending(border, nothing="on")
    message = Message.objects.get()
    assert message.nothing_to_report
    assert (
        "заявляет: изменений обстановки за этот период нет" in border.get(f"/messages/{message.pk}/").content.decode()
    )


def test_sent_twice_by_one_hand_is_sent_once(border, clock):
    keep(border, "Обстановка спокойная")
    clock.stand(MONTH_END)
    page = border.get(f"{MAY}sending/").content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("once", "seen")}
    answers = [border.post(f"{MAY}sending/", hidden)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Message.objects.count() == 1


def test_the_sent_report_reads_as_a_document_with_headings_for_its_addressee(here, sign_in, border, clock):
    keep(border, "Обстановка спокойная")
    keep(border, "Новый тайник", section="C5.3.c")
    clock.stand(MONTH_END)
    sending(border)
    page = sign_in(here.unit("customs")).get(f"/messages/{Message.objects.get().pk}/").content.decode()
    assert "Новое в тактике и методах нарушителей" in page
    assert "Новый тайник" in page


def test_what_proves_the_report_proves_its_window_too(border, clock):
    keep(border, "Обстановка спокойная")
    clock.stand(MONTH_END)
    sending(border)
    proof = border.get(f"/messages/{Message.objects.get().pk}/proof/")
    assert "report.filed" in [entry.kind for entry, _ in proof.context["lines"]]


def material(n, title, kind="review", dated="12.03.2026", pages="14"):
    return {f"title-{n}": title, f"kind-{n}": kind, f"dated-{n}": dated, f"pages-{n}": pages}


@pytest.fixture
def half(here, sign_in):
    """The directorate's own watch, the half-year's window open: the deployment works by its edition since January."""
    from ortaq.directory.models import Adoption

    Adoption.objects.update(from_date=date(2026, 1, 1))
    for agency in ("border", "internal", "customs"):
        first = date(2026, 1, 1)
        owed = here.rulebook().windows(here.unit(agency, 2).pk, first, first)
        open_duties(owed, by=Actor.program("schedule"), at=worlds.NOON)
    return sign_in(here.unit("border", 2))


@pytest.mark.clause("C5.5", "C5.5.a")
def test_the_materials_of_the_half_year_are_listed_line_by_line(half):
    lines = material(0, "Обзор тайников") | material(1, "", "", "", "")
    answer = half.post(f"{HALF}sections/C5.5.a/", {"text": "", "base": 0, **lines})
    assert answer.status_code == 302
    (row,) = Version.objects.get().data["rows"]
    identity = row.pop("id")
    assert row == {"title": "Обзор тайников", "kind": "review", "dated": "2026-03-12", "pages": 14}
    half.post(
        f"{HALF}sections/C5.5.a/",
        {"text": "", "base": 1, "id-0": identity, **material(0, "Обзор тайников", pages="15")},
    )
    assert Version.objects.get(n=2).data["rows"][0]["id"] == identity
    sending(half, HALF)
    shown = half.get(f"/messages/{Message.objects.get().pk}/paper/").content.decode()
    assert re.search(r"Обзор тайников.*обзор.*12\.03\.2026.*15", shown, re.DOTALL)


def test_a_line_that_is_wrong_is_said_beside_its_field(half):
    page = half.post(f"{HALF}sections/C5.5.a/", {"text": "", "base": 0, **material(0, "Обзор", dated="вчера")})
    assert page.status_code == 422
    assert "вчера" in page.content.decode()
    assert not Version.objects.exists()


@pytest.mark.clause("C5.5")
def test_each_agency_of_the_group_stands_with_whether_it_gave_in_words(half, here, sign_in, clock):
    half.post(f"{HALF}sections/C5.5.a/", {"text": "", "base": 0, **material(0, "Обзор тайников")})
    sending(half, HALF)
    table = sign_in(here.unit("customs", 2)).get("/reports/half_yearly/given/").context["table"]
    words = {line.unit.code: line.squares[0].word for line in table.lines}
    assert words == {"border-2": "в срок", "internal-2": "срок идёт", "customs-2": "срок идёт"}
    clock.stand(datetime(2026, 7, 2, tzinfo=UTC))
    table = sign_in(here.unit("customs", 2)).get("/reports/half_yearly/given/").context["table"]
    stands = {line.unit.code: [square.word for square in line.squares] for line in table.lines}
    assert stands["internal-2"][-1] == "не дано"
    assert Filing.objects.get().standing == "in_time"


def test_a_unit_whose_group_gives_none_is_told_so(border):
    assert "Ваша группа этих сводок не даёт." in border.get("/reports/half_yearly/given/").content.decode()
    assert border.get("/reports/urgent/given/").status_code == 404


def test_a_list_too_long_is_refused_in_words_and_not_cut_short(half):
    many = {name: value for n in range(101) for name, value in material(n, f"Обзор {n}").items()}
    page = half.post(f"{HALF}sections/C5.5.a/", {"text": "", "base": 0, **many})
    assert page.status_code == 422
    assert "не больше 100 строк" in page.content.decode()
    assert not Version.objects.exists()


def test_a_report_that_is_late_is_sent_with_the_reason_and_stays_late(border, clock):
    keep(border, "Обстановка спокойная")
    clock.stand(MONTH_END + timedelta(days=6))
    assert "Срок истёк" in border.get(f"{MAY}sending/").content.decode()
    sending(border, reason="не было связи")
    assert Filing.objects.get().standing == "late"
    assert "с опозданием" in border.get("/reports/").content.decode()
