"""The way of a detained person, played by three officers at their screens: from the urgent word to the signed act."""

from __future__ import annotations

import io

import pytest
import world as worlds
from at_work import apart, ledger_is_whole, ortaq, sign, sit_down
from holding import MINUTE, NOON
from playwright.sync_api import expect

from ortaq.access.models import Officer
from ortaq.acts.models import Version
from ortaq.custody.handovers import Discrepancy, HandOver
from ortaq.custody.models import Charge
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.models import Message
from ortaq.lib.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STICKS_OUT = """[...document.querySelectorAll('.item > *')].some(part => {
  const around = part.parentElement, edge = parseFloat(getComputedStyle(around).paddingRight);
  return part.getBoundingClientRect().right > around.getBoundingClientRect().right - edge + 1;
})"""
MAN, BROKEN = "Усманов Рустам", "пломба сорвана, проволока перекушена"


@pytest.fixture
def noon(transactional_db, clock):
    """The crossing point at noon; the node's clock stands until a test moves it on."""
    clock.stand(NOON)
    return worlds.make()


@pytest.fixture
def screens(noon, whole_site, new_page):
    """The three officers on watch, each at a screen of his own; the customs officer has a telephone."""
    widths = {"border": 1280, "internal": 1280, "customs": 360}
    return {agency: sit_down(new_page(width), on_watch(noon, agency)) for agency, width in widths.items()}


def on_watch(world, agency):
    return Officer.objects.get(pk=world.by(agency).officer)


@pytest.mark.long
def test_somebody_detained_is_told_of_held_handed_over_signed_for_and_proved(noon, screens, clock, home, tmp_path):
    border, police, customs = (screens[agency] for agency in ("border", "internal", "customs"))
    tell(border, noon)
    take_the_call(police, customs)
    take_under_guard(border)
    clock.advance(5 * MINUTE)
    explain_rights(border)
    whole, opened = seize(border, "сигареты без акциза", "KZ-0041"), seize(border, "спирт в канистрах", "KZ-0042")

    clock.advance(5 * MINUTE)
    man = Charge.objects.get(kind="person")
    of_man = offer(border, [man], noon.unit("internal"))
    of_goods = offer(border, [whole, opened], noon.unit("customs"))
    expect(police.locator("[data-alarm]")).to_have_count(1)
    expect(customs.locator("[data-alarm]")).to_have_count(1)

    clock.advance(5 * MINUTE)
    accept_the_man(police, of_man)
    accept_one_and_refuse_the_other(customs, of_goods, whole, opened)
    assert [holder(one) for one in (man, whole, opened)] == ["internal", "customs", "border"]

    clock.advance(5 * MINUTE)
    settle(border, customs, of_goods)
    for page, handover in ((police, of_man), (customs, of_goods), (border, of_man), (border, of_goods)):
        sign_from(page, handover)
    assert set(Version.objects.values_list("state", flat=True)) == {"in_force"}

    clock.advance(5 * MINUTE)
    for page, handover, receiver in ((police, of_man, "internal"), (customs, of_goods, "customs")):
        verify_paper(fetch_paper(page, handover, tmp_path), home, [on_watch(noon, one) for one in ("border", receiver)])
    give_the_separate_notice(border)
    assert list(Duty.objects.filter(rule="C5.4-handed-over").values_list("status", flat=True)) == ["done"]
    ledger_is_whole(home)
    assert list(differences(now())) == []


def holder(charge):
    return Charge.objects.get(pk=charge.pk).custodian.agency


def tell(border, world):
    """Call the two others, by keyboard: a migrant is detained; the fields of the person are typed here and once."""
    border.keyboard.press("KeyE")
    border.wait_for_url("**/urgent/new/")
    border.keyboard.press("Digit4")
    border.fill("[name=known_at]", "-12м")
    border.fill("[name=text]", "Задержан у зелёного коридора, пытался пройти по чужому паспорту; при нём товар.")
    row = "[name='f-C5.1.d-persons-0-{}']".format
    border.locator("details.asked[data-shown-by='subject=C5.1.d'] > summary").click()
    border.fill(row("name"), MAN)
    border.fill(row("born"), "14.03.1991")
    border.select_option(row("sex"), "m")
    border.fill(row("nationality"), "Узбекистан")
    border.fill(row("number"), "AA1234567")
    for unit in (world.unit("customs"), world.unit("internal")):
        border.fill(f"[name=at-{unit.pk}]", "-2м")
        border.fill(f"[name=who-{unit.pk}]", "Петров")
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/messages/*/")
    assert Message.objects.get().clause == "C5.1.d"


def take_the_call(*screens):
    """It sounds at both of the others; one key takes it."""
    for page in screens:
        expect(page.locator("[data-alarm]")).to_have_count(1)
        page.keyboard.press("Space")
        expect(page.locator("[data-alarm]")).to_have_count(0)


def take_under_guard(border):
    """From the message itself: who it names is filled in already."""
    border.click("text=Взять под охрану и передать")
    border.wait_for_url("**/custody/new?message=*")
    assert border.input_value("[name='row-0-f-person-name']") == MAN
    assert border.input_value("[name='row-0-f-person-number']") == "AA1234567"
    border.check("[name='row-0-limit'][value='border_regime']")
    border.fill("[name='row-0-restricted']", "-10м")
    border.fill("[name='row-0-delivered']", "-5м")
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/custody/*-*/")
    expect(border.locator("#clock")).to_contain_text("Хранитель")


def explain_rights(border):
    border.click("#s-rights summary >> nth=0")
    border.fill("#safeguard-rights-f-rights-language", "узбекский")
    border.select_option("#safeguard-rights-f-rights-how", "signed")
    border.click("#s-rights button.primary")
    expect(border.locator("#s-rights")).to_have_attribute("data-state", "done")


def seize(border, name, seal):
    """Take a sealed lot in charge; return it."""
    border.goto("/custody/new?kind=lot")
    border.fill("[name=f-lot-name]", name)
    border.fill("[name=f-lot-quantity]", "120")
    border.select_option("[name=f-lot-unit]", "package")
    border.fill("[name=f-lot-seal]", seal)
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/custody/*-*/")
    return Charge.objects.get(pk=border.url.split("/")[-2])


def offer(border, charges, unit):
    """Tick them on the board and hand them over to a unit; return the hand-over."""
    border.goto("/custody/")
    for one in charges:
        border.check(f"[name=charge][value='{one.pk}']")
    border.click("form#hand-over button.primary")
    border.check(f"[name=to][value='{unit.pk}']")
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/hand-overs/*-*/")
    return HandOver.objects.get(receiver=unit)


def accept_the_man(police, handover):
    """Open the offer from the alarm's own message, and take him over."""
    police.goto(f"/messages/{handover.message_id}/")
    police.click("text=Открыть передачу")
    police.click("#line-1 button.primary")
    expect(police.locator("#line-1 .state.is-done")).to_be_visible()
    expect(police.locator("[data-alarm]")).to_have_count(0)


def accept_one_and_refuse_the_other(customs, handover, whole, opened):
    """Count, on a telephone: two packages are missing of the one; the other's seal is broken."""
    numbers = {line.charge_id: line.n for line in handover.lines.all()}
    n = numbers[whole.pk]
    customs.goto(f"/hand-overs/{handover.pk}/")
    customs.click(f"#line-{n} [name=as_listed]")
    expect(customs.locator(f"[name=line-{n}-seal]")).to_have_value("KZ-0041")
    customs.fill(f"[name=line-{n}-quantity]", "118")
    customs.click(f"#line-{n} button.primary")
    expect(customs.locator(f"#line-{n} .difference")).to_contain_text("118")
    n = numbers[opened.pk]
    customs.fill(f"[name=line-{n}-note]", BROKEN)
    customs.click(f"#line-{n} summary.button")
    customs.select_option(f"[name=line-{n}-ground]", "seal_broken")
    customs.click(f"#line-{n} [formaction]")
    expect(customs.locator(f"#line-{n} .state.is-late")).to_be_visible()
    assert set(Discrepancy.objects.values_list("field", flat=True)) == {"quantity", "refused"}
    assert not customs.evaluate(STICKS_OUT)


def settle(border, customs, handover):
    """Each side proposes on one of the two, the other agrees."""
    address = f"/hand-overs/{handover.pk}/"
    for proposes, agrees, words in (
        (border, customs, "Пересчитали вдвоём: 118, две пачки изъяты на пробу."),
        (customs, border, "Опечатать вновь при понятых и предложить ещё раз."),
    ):
        proposes.goto(address)
        unsettled = proposes.locator(".difference:not(.is-settled)").first
        unsettled.locator("summary").click()
        unsettled.locator("textarea").fill(words)
        unsettled.locator("form button.primary").click()
        expect(proposes.locator(".difference").filter(has_text=words)).to_contain_text("ждёт согласия")
        agrees.goto(address)
        agrees.locator(".difference").filter(has_text=words).locator("form[action$='agreement/'] button").click()
        expect(agrees.locator(".difference.is-settled").filter(has_text=words)).to_be_visible()
    assert set(Discrepancy.objects.values_list("state", flat=True)) == {"settled"}


def sign_from(page, handover):
    """Follow the hand-over to its act and sign it."""
    page.goto(f"/hand-overs/{handover.pk}/")
    sign(page, page.get_attribute("#act a", "href"))


def fetch_paper(page, handover, folder):
    """Download the act as PDF; return where it lies."""
    handover.refresh_from_db()
    page.goto(f"/acts/{handover.act}/")
    with page.expect_download() as waiting:
        page.locator("#paper a").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def verify_paper(path, home, signers):
    """Hold the file to pyHanko's own validator, and to the command that an inspector has."""
    status = apart(lambda: pyhanko_says(path.read_bytes(), home))
    assert status.bottom_line, status.pretty_print_details()
    verified = ortaq(home, "acts", "verify", str(path), "--certificate", str(home / "pdf.crt"))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert [one.name for one in signers if one.name not in verified.stdout] == []


def pyhanko_says(pdf, home):
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = x509.Certificate.load(pem.unarmor((home / "pdf.crt").read_bytes())[2])
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=[root], moment=NOON, allow_fetching=False)
    return validate_pdf_signature(embedded, context)


def give_the_separate_notice(border):
    """The giver's board shows what word is still owed of somebody handed over; it leads to the form."""
    border.goto("/")
    duty = Duty.objects.get(rule="C5.4-handed-over")
    border.click(f"#a-{duty.pk}")
    border.fill("[name=text]", "Передан органам внутренних дел по административному делу.")
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/messages/*/")
