"""The pages of statistics: three figures abreast, and our own to give. A refused form keeps what was typed."""

from __future__ import annotations

import pytest

from ortaq.figures.models import Return


def form(**typed: str) -> dict[str, str]:
    return {"cut_off": "midnight", "reason": "", **{f"f-{code.replace('__', '-')}": v for code, v in typed.items()}}


@pytest.mark.clause("C9.3")
def test_three_figures_stand_side_by_side_and_what_differs_is_said(stats, sit):
    stats.give("border", refused__visa=12, persons_in__own=18680)
    stats.give("customs", refused__visa=12)
    stats.give("internal", refused__visa=14)
    page = sit("border").get("/figures/?month=2026-04").content.decode()
    assert "расходится показателей: 1" in page
    assert "представлено не всеми: 1" in page
    assert "18\u202f680" in page
    assert "апрель 2026" in page


def test_figures_are_given_with_a_comma_and_a_space_between_thousands(stats, sit):
    answer = sit("customs").post("/figures/ours/?month=2026-04", form(cargo__in="12 345,5", consignments__in="0"))
    assert answer.status_code == 302
    assert stats.stands("customs") == {"cargo.in": "12345.5", "consignments.in": "0"}


def test_what_is_no_figure_changes_nothing_and_stays_typed(stats, sit):
    answer = sit("border").post("/figures/ours/?month=2026-04", form(refused__visa="много", persons_in__own="2,5"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Напишите число" in page
    assert "Столько знаков после запятой здесь не считают" in page
    assert 'value="много"' in page
    assert not Return.objects.exists()


def test_a_correction_without_a_reason_is_asked_for_one(stats, sit):
    stats.give(refused__visa=12)
    screen = sit("border")
    answer = screen.post("/figures/ours/?month=2026-04", form(refused__visa="13"))
    assert answer.status_code == 422
    assert "почему меняете" in answer.content.decode()
    mended = form(refused__visa="13") | {"reason": "дело поступило позже"}
    answer = screen.post("/figures/ours/?month=2026-04", mended, follow=True)
    assert "Исправлен 1 показатель" in answer.content.decode()
    assert stats.stands() == {"refused.visa": "13"}
    assert "испр." in screen.get("/figures/?month=2026-04").content.decode()


def test_different_hours_of_cutting_the_days_are_said(stats, sit):
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=12, cut_off="shift")
    assert "Стороны считали сутки по-разному" in sit("customs").get("/figures/?month=2026-04").content.decode()


def test_a_superior_looks_at_the_groups_below_and_a_stranger_at_none(stats, sit):
    stats.give("border", refused__visa=12)
    group = sit("customs", level=2).get("/figures/").context["groups"]
    assert len(group) == 3, "its own group and the two below it"
    assert "Сверять не с кем" in sit("border", unit=stats.world.stranger).get("/figures/").content.decode()


def test_who_commands_reads_and_does_not_give(stats, sit):
    screen = sit("border", "commander")
    assert screen.get("/figures/").status_code == 200
    assert screen.get("/figures/ours/").status_code == 403


@pytest.mark.parametrize("month", ["2026-05", "2031-01", "1890-01", "nonsense", "2026-13", ""])
def test_an_address_that_names_no_month_that_is_over_breaks_nothing(stats, sit, month):
    screen = sit("border")
    assert screen.get(f"/figures/?month={month}&group=zzz").status_code == 200
    assert screen.get(f"/figures/ours/?month={month}").status_code == 200
    answer = screen.post(f"/figures/ours/?month={month}", form(refused__visa="1"))
    assert answer.status_code in (302, 422)


def test_a_difference_is_found_explained_and_stands_with_its_words(stats, sit):
    stats.give("border", refused__visa=12)
    stats.give("customs", refused__visa=12)
    stats.give("internal", refused__visa=14)
    screen = sit("border")
    group = screen.get("/figures/?month=2026-04").context["group"].pk
    page = screen.post("/figures/reconciliations/", {"month": "2026-04", "group": group}, follow=True)
    assert "счёт расходится" in page.content.decode()
    assert "Записать объяснение" not in page.content.decode(), "another unit's difference"
    address = page.request["PATH_INFO"]
    police = sit("internal")
    (one,) = police.get(address).context["differences"]
    to = f"/figures/differences/{one.row.pk}/explanation/"
    assert police.post(to, {"words": ""}).status_code == 422
    assert sit("customs").post(to, {"words": "нет"}).status_code == 403
    assert "учли по решению" in police.post(to, {"words": "учли по решению"}, follow=True).content.decode()
    above = sit("internal", level=3).get(address).content.decode()
    assert "Записи видят сами стороны" in above
    assert "учли по решению" not in above


def test_that_records_were_read_is_taken_down(stats, sit):
    from ortaq.access.models import Reading

    stats.list("handed_by_border", ("7/2026", {"day": "2026-04-12", "count": "1"}), agency="border")
    stats.list("handed_by_border", ("8/2026", {"day": "2026-04-12", "count": "1"}), agency="internal")
    row = stats.compare()
    sit("border").get(f"/figures/reconciliations/{row.pk}/")
    assert Reading.objects.get(record=row.pk).visible_to == sorted(row.members)


def test_comparing_asks_for_a_month_that_is_over_and_a_group_of_ours(stats, sit):
    screen = sit("border")
    group = screen.get("/figures/").context["group"].pk
    assert screen.post("/figures/reconciliations/", {"month": "2026-05", "group": group}).status_code == 422
    assert screen.post("/figures/reconciliations/", {"month": "2026-04", "group": "0"}).status_code == 403
    assert (
        sit("border", level=3).post("/figures/reconciliations/", {"month": "2026-04", "group": group}).status_code
        == 403
    )


@pytest.mark.parametrize(("lang", "said"), [("ru", "апрель 2026"), ("kk", "сәуір 2026"), ("en", "April 2026")])
def test_a_month_is_written_as_each_language_writes_it(lang, said):
    from datetime import date

    from django.utils.translation import override

    from ortaq.figures.words import month_name

    with override(lang):
        assert month_name(date(2026, 4, 1)) == said
