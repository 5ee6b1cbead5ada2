"""The pages of the figures open to whom they are meant for, through the one lens or the other."""

from __future__ import annotations

import months
import pytest
import world as worlds

from ortaq.access.models import Appointment

PAGES = ("", "breakdown/", "trend/", "duties/")
FORMS = ("", "?as=csv", "?as=xlsx", "?as=paper")
pytestmark = pytest.mark.django_db


def post_of(world, agency="border", level=4, role="duty_officer"):
    return Appointment.objects.get(unit=world.unit(agency, level), role=role)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_each_inspector_with_nothing_to_show_too(page, here, bodies, sit):
    for agency in ("border", "internal", "customs"):
        inspector = sit(bodies.inspectors[agency])
        assert {inspector.get(f"/oversight/{page}{form}").status_code for form in FORMS} == {200}


@pytest.mark.parametrize("page", PAGES)
def test_each_officer_opens_the_record_of_his_own_unit(page, here, sit):
    officer = sit(post_of(here))
    assert {officer.get(f"/record/{page}{form}").status_code for form in FORMS} == {200}


@pytest.mark.parametrize("page", PAGES)
def test_nobody_but_an_inspector_of_a_named_body_looks_at_the_whole_country(page, here, bodies, sit):
    from ortaq.access.testing import appoint

    inspector_of_a_unit = appoint("inspector-here", here.unit("border"), "inspector", at=worlds.NOON)
    analyst_of_a_body = appoint("analyst", bodies.units["border"], "analyst", at=worlds.NOON)
    for stranger in (post_of(here), inspector_of_a_unit, analyst_of_a_body):
        assert sit(stranger).get(f"/oversight/{page}").status_code == 403


def test_the_instruction_shows_an_inspector_the_execution_of_the_agency_that_he_oversees(here, bodies, sit):
    for seed in (1, 2):
        months.play(seed, here, [here.unit("border"), here.unit("customs"), here.unit("internal")], worlds.NOON)
    inspector = sit(bodies.inspectors["customs"])
    rows = inspector.get("/oversight/breakdown/?by=clause&agency=customs").context["found"]
    counted = {row.filters["clause"]: row.counts for row in rows}
    page = inspector.get("/instruction/")
    assert page.context["living"].of == "Таможня"
    shown = {point.number: point.counts for point in page.context["living"].points if point.counts.expected}
    assert shown == {clause: one for clause, one in counted.items() if one.expected}
    point = next(point for point in page.context["living"].points if point.bar)
    assert inspector.get(f"/oversight/?{point.query}").context["total"] == point.counts


def test_the_instruction_shows_an_officer_the_execution_of_his_unit_alone(here, sit):
    months.play(7, here, [here.unit("border", 3), here.unit("border")], worlds.NOON)
    officer = sit(post_of(here, level=3))
    points = officer.get("/instruction/").context["living"].points
    own = officer.get(f"/record/?unit={here.unit('border', 3).pk}").context["total"]
    assert sum(point.counts.expected for point in points) == own.expected
    assert own.expected < officer.get("/record/").context["total"].expected


RUBBISH = (
    "from=31.12.2026", "from=2026-05-20&to=2026-05-01", "to=9999-12-31", "from=0001-01-01&to=2026-05-01", "page=zz",
    "level=x&point=-1", "unit=99999999", "clause=%00", "agency=%27--", "q=%00", "kind=<b>", "grain=second", "as=exe",
    "by=nothing",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_cannot_be_read_in_an_address_is_left_out(page, here, bodies, sit):
    months.play(1, here, [here.unit("border")], worlds.NOON)
    inspector = sit(bodies.inspectors["border"])
    assert {inspector.get(f"/oversight/{page}?{query}").status_code for query in RUBBISH} == {200}


def test_an_inspector_lands_on_what_he_oversees(here, bodies, sit):
    assert sit(bodies.inspectors["border"]).get("/").url == "/oversight/"
