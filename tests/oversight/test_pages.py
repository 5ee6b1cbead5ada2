"""The pages of the figures open to whom they are meant for, through the one lens or the other."""

from __future__ import annotations

import pytest
import world as worlds

from ortaq.access.models import Appointment

PAGES = ("", "breakdown/", "trend/", "duties/")
FORMS = ("", "?as=csv", "?as=xlsx", "?as=paper")
pytestmark = pytest.mark.django_db


def post_of(world, agency="border", level=4, role="duty_officer"):
    return Appointment.objects.get(unit=world.unit(agency, level), role=role)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_each_inspector_empty_or_not(page, form, here, bodies, sit):
    for agency in ("border", "internal", "customs"):
        assert sit(bodies.inspectors[agency]).get(f"/oversight/{page}{form}").status_code == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page", PAGES)
def test_each_officer_opens_the_record_of_his_own_unit(page, form, here, sit):
    assert sit(post_of(here)).get(f"/record/{page}{form}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nobody_but_an_inspector_of_a_named_body_looks_at_the_whole_country(page, here, bodies, sit):
    from ortaq.access.testing import appoint

    inspector_of_a_unit = appoint("inspector-here", here.unit("border"), "inspector", at=worlds.NOON)
    analyst_of_a_body = appoint("analyst", bodies.units["border"], "analyst", at=worlds.NOON)
    for stranger in (post_of(here), inspector_of_a_unit, analyst_of_a_body):
        assert sit(stranger).get(f"/oversight/{page}").status_code == 403
