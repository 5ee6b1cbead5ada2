"""Forces and patrols in a real browser: on a telephone, for every reader, with and without a script."""

from __future__ import annotations

import pytest
import world as worlds
from every_eye import hindrances
from forcing import HOUR, MINUTE, NOON, Sides

from ortaq.access.models import Appointment
from ortaq.operations import patrol_planning, patrolling
from ortaq.operations.forces import Commitment
from ortaq.operations.patrol_planning import Plan
from ortaq.operations.patrols import Patrol

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 360, "height": 800}
POINTS = [{"name": "мост", "lat": "44.2100", "lon": "80.3800"}, {"name": "рынок", "lat": "44.2300", "lon": "80.3500"}]


@pytest.fixture
def sides(transactional_db, clock):
    clock.stand(NOON)
    return Sides(worlds.make())


@pytest.fixture
def screen(sides, screen_of):
    """Return a way to open the screen of a unit's watch: screen("border", width=360)."""
    return lambda agency, **options: screen_of(
        Appointment.objects.get(unit=sides.unit(agency), role="duty_officer"), **options
    )


def patrol(sides, starts=HOUR):
    parties = [sides.unit(one).pk for one in ("border", "internal")]
    one = Plan(parties[0], parties, "Посёлок у реки", NOON + starts, NOON + starts + 4 * HOUR, POINTS)
    return patrol_planning.plan([one], text="Наряд", **sides.by("border"))[0]


def filled(sides):
    """Fill the point so that every page has something of each kind to show; return the pages."""
    people = sides.has("border")
    request = sides.asked("border", agency="internal")
    sides.allot(request, (people, 2), (sides.has("border", "car", name="Р-12"), 1), agency="border")
    sides.away(sides.has("border", "radio", 8), 3, NOON, NOON + 6 * HOUR, agency="border")
    going, _coming = patrol(sides), patrol(sides, 30 * HOUR)
    patrolling.man(going, {people.pk: 2}, **sides.by("border", at=NOON + MINUTE))
    again = sides.asked("border", agency="customs")
    return [
        "/forces/?days=3",
        "/forces/new/",
        f"/requests/{again.pk}/forces/",
        f"/messages/{request.message.matter}/",
        "/patrols/",
        "/patrols/calendar/",
        "/patrols/new/",
        "/patrols/rotation/",
        f"/patrols/{going.pk}/",
        f"/patrols/{going.pk}/along/",
    ]


@pytest.mark.long
def test_every_page_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(sides, screen):
    page = screen("border")
    for path in filled(sides):
        page.goto(path)
        assert hindrances(page) == [], path


def test_a_senior_goes_the_route_with_his_telephone_and_without_a_script(sides, screen, clock):
    going = patrol(sides)
    clock.stand(NOON + HOUR + 5 * MINUTE)
    page = screen("border", **TELEPHONE, java_script_enabled=False)
    page.goto(f"/patrols/{going.pk}/")
    page.fill("[name=senior]", "лейтенант Тестов")
    page.click("form[action$='/start/'] button")
    page.click("form[action$='/points/0/'] button")
    assert "пройдена точка: мост" in page.inner_text("main")
    page.click("summary:has-text('Вернулся')")
    page.fill("[name=persons]", "14")
    page.click("form[action$='/end/'] button")
    assert Patrol.objects.get().state == "ended"
    assert "14" in page.inner_text("main table")


def test_a_click_on_the_map_adds_a_point_to_the_list_and_what_is_typed_is_drawn(sides, screen):
    page = screen("border")
    page.goto("/patrols/new/")
    if page.locator("#route-chart").count() == 0:
        pytest.skip("the pack of the test's world has no outline")
    page.wait_for_selector("#route-chart[data-ready]")
    page.fill("[name=points]", "мост; 44.2100, 80.3800")
    assert page.locator(".route-point").count() == 1
    page.click("#route-chart", position={"x": 120, "y": 120})
    lines = page.input_value("[name=points]").split("\n")
    assert lines[0] == "мост; 44.2100, 80.3800"
    assert lines[1].startswith("точка 2; ")
    assert page.locator(".route-point").count() == 2


def test_aid_is_given_by_keyboard_alone(sides, screen):
    people, request = sides.has("internal"), sides.asked()
    page = screen("internal")
    page.goto(f"/requests/{request.pk}/forces/")
    page.focus(f"[name='n-{people.pk}']")
    page.keyboard.type("3")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/messages/**")
    assert Commitment.objects.get().amount == 3
