"""Custody in a real browser: from an urgent message to a hand-over item by item, on a telephone, for every reader."""

from __future__ import annotations

import pytest
import world as worlds
from every_eye import hindrances
from holding import HOUR, MINUTE, NOON, PERSON, Point

from ortaq.access.models import Appointment
from ortaq.custody import detaining
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import Charge
from ortaq.exchange.sending import Saying, send_oral

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 360, "height": 800}


@pytest.fixture
def point(transactional_db, clock):
    clock.stand(NOON)
    return Point(worlds.make())


@pytest.fixture
def screen(point, screen_of):
    """Return a way to open the screen of a unit's watch: screen("border", width=360)."""
    return lambda agency, **options: screen_of(
        Appointment.objects.get(unit=point.unit(agency), role="duty_officer"), **options
    )


def told(point, body):
    """Tell of it by an urgent message of the Border Service; the others have taken it already."""
    book = point.world.rulebook()
    to = book.route("C5.1", point.unit("border").pk)
    saying = Saying("C5.1.d", {"text": "Двое у коридора", **body}, NOON - 5 * MINUTE)
    return send_oral(saying, to, by=point.world.by("border"), at=NOON, rulebook=book)


def test_from_an_urgent_message_to_a_hand_over_of_which_a_part_is_accepted(point, screen):
    message = told(point, {"persons": [PERSON, {"name": "Юсупов Акмаль"}]})
    goods = point.seize()
    ours = screen("border")
    ours.goto(f"/messages/{message.pk}/")
    ours.click("a[href^='/custody/new']")
    assert ours.input_value("[name='row-0-f-person-name']") == PERSON["name"]
    ours.uncheck("[name='row-1-take']")
    ours.check("[name='row-0-limit'][value='border_regime']")
    ours.fill("[name='row-0-restricted']", "1150")
    ours.fill("[name='row-0-delivered']", "-5м")
    ours.keyboard.press("Control+Enter")
    ours.wait_for_url("**/custody/*-*/")
    man = Charge.objects.get(kind="person")
    assert "Разъяснены права" in ours.inner_text("#safeguards")

    ours.click("#s-rights summary >> nth=0")
    ours.fill("#safeguard-rights-f-rights-language", "узбекский")
    ours.select_option("#safeguard-rights-f-rights-how", "signed")
    ours.click("#s-rights button.primary")
    ours.wait_for_url("**/#safeguards")

    ours.goto("/custody/")
    ours.check(f"[value='{man.pk}']")
    ours.check(f"[value='{goods.pk}']")
    ours.click("form#hand-over button.primary")
    ours.check(f"[name=to][value='{point.unit('internal').pk}']")
    ours.keyboard.press("Control+Enter")
    ours.wait_for_url("**/hand-overs/*-*/")
    handover = HandOver.objects.get()

    theirs = screen("internal", **TELEPHONE)  # the receiver stands beside it, telephone in hand
    theirs.goto(f"/custody/{man.pk}/")
    theirs.click(".first-acts .primary")
    theirs.wait_for_url(f"**/hand-overs/{handover.pk}/")
    numbers = dict(Line.objects.values_list("charge", "n"))
    theirs.click(f"#line-{numbers[man.pk]} button.primary")
    theirs.wait_for_load_state()
    n = numbers[goods.pk]
    theirs.click(f"#line-{n} [name=as_listed]")
    theirs.wait_for_load_state()
    assert theirs.input_value(f"[name=line-{n}-seal]") == "KZ-0041"
    theirs.click(f"#line-{n} summary.button")
    theirs.select_option(f"[name=line-{n}-ground]", "not_competent")
    theirs.click(f"#line-{n} [formaction]")
    theirs.wait_for_load_state()
    assert (point.custodian(man), point.custodian(goods)) == ("internal", "border")
    assert theirs.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_key_of_handing_over_is_its_place(point, screen):
    point.seize()
    page = screen("border")
    page.goto("/")
    page.keyboard.press("KeyG")
    page.wait_for_url("**/hand-overs/new")


def test_a_person_is_taken_in_and_let_go_without_any_script(point, screen):
    page = screen("border", java_script_enabled=False)
    page.goto("/custody/new?kind=person")
    page.fill("[name='f-person-name']", "Рахимов")
    page.check("[name=limit][value=general]")
    page.fill("[name=restricted]", "1150")
    page.fill("[name=delivered]", "1155")
    page.click("form[data-draft] .submit .primary")
    man = Charge.objects.get()
    page.click("#e-released summary")
    page.fill("#entry-released-f-released-decision", "постановление № 5")
    page.click("#e-released form button")
    assert "выбыло" in page.inner_text("#clock")
    assert not point.now(man).is_held


def world_of_pages(point):
    """Fill the point so that every page has something of each kind to show; return the pages."""
    man = point.detain(at=NOON - 30 * MINUTE, annex={"minor": True, "asylum": True, "injuries": "ссадина"})
    detaining.ask_override(man, "apart", "family", "с матерью", **point.by("border"))
    point.detain(at=NOON - 4 * HOUR, limit="general", name="Каримов")
    goods, other = point.seize(), point.seize(kind="weapon")
    handover = point.offer(goods, other)
    first, _second = handover.lines.order_by("n")
    point.accept(first, at=NOON, quantity="118", unit="package", seal="KZ-0041")
    point.offer(point.seize("customs", name="монеты"), agency="customs", to="border")
    message = told(point, {"persons": [PERSON]})
    theirs = HandOver.objects.exclude(pk=handover.pk).get()
    return [
        "/custody/",
        "/custody/?state=left",
        "/custody/new",
        "/custody/new?kind=vehicle",
        f"/custody/new?message={message.pk}",
        f"/custody/{man.pk}/",
        f"/custody/{goods.pk}/",
        f"/custody/{man.pk}/label",
        f"/custody/{man.pk}/proof/",
        "/hand-overs/?side=out",
        f"/hand-overs/new?charge={man.pk}",
        f"/hand-overs/{handover.pk}/",
        f"/hand-overs/{theirs.pk}/",
    ]


@pytest.mark.long
def test_every_page_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(point, screen):
    paths = world_of_pages(point)
    ours, theirs = screen("border"), screen("internal")
    # The other side: what concerns it of him, and the hand-over that it decides on.
    for page, path in [*((ours, path) for path in paths), (theirs, paths[5]), (theirs, paths[11])]:
        page.goto(path)
        assert hindrances(page) == [], path


def test_an_alarm_leaves_the_title_to_be_read_on_a_telephone(point, screen):
    point.detain("internal")
    handover = point.offer(point.detain(), point.seize())
    page = screen("internal", **TELEPHONE)
    page.goto(f"/hand-overs/{handover.pk}/#line-2")
    page.evaluate("document.querySelectorAll('.standing').forEach(one => one.remove())")  # no live link here to lose
    boxes = [one.bounding_box() for one in page.locator("#strip .alarm, #strip .held").all()]
    strip, title = page.locator("#strip").bounding_box(), page.locator("#line-2 h3").bounding_box()
    assert len(boxes) == 2
    assert sum(box["height"] for box in boxes) < TELEPHONE["height"] / 4
    assert strip["y"] + strip["height"] <= title["y"] < TELEPHONE["height"] / 2


def test_a_label_prints_on_a_page_of_its_own_size(point, screen):
    man, goods = point.detain(), point.seize()
    page = screen("border")
    page.goto(f"/custody/{man.pk}/label?charge={goods.pk}")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 2
    page.emulate_media(media="print")
    boxes = page.evaluate("[...document.querySelectorAll('.label')].map(one => [one.scrollWidth, one.clientWidth])")
    assert all(inner <= outer for inner, outer in boxes)
