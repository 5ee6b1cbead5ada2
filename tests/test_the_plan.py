"""The life of a plan at a real crossing point: drafted by two, signed by three, approved by three, run, learnt from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from at_work import PASSPHRASE, apart, ledger_is_whole, sign, take_a_seat
from playwright.sync_api import expect
from world import NOON

from ortaq.access import cast
from ortaq.access.models import Appointment
from ortaq.acts import drafting, signing
from ortaq.acts.calling import call_for_plans
from ortaq.acts.doing import Activation
from ortaq.acts.models import Version
from ortaq.directory import changes, invented, loading
from ortaq.directory.folders import PACKS
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.lib.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)
ADOPTED = date(2026, 4, 20)
POSTS = ("opk-road-khorgos", "pmk-road-khorgos", "tp-road-khorgos")
ABOVE = ("po-alm", "gro-alm", "tam-khorgos")
COMMANDERS = ("nachalnik", "migratsiya-nach", "tamozhnya-nach")
SUPERIORS = ("komandir", "gorod-nach", "tam-khorgos-nach")
WATCHES = ("granitsa", "migratsiya", "tamozhnya")
AIMS = "Единый порядок действий трёх органов на пункте пропуска «Хоргос»"
TASKS = [
    ("opk-road-khorgos", 5, "Закрыть линию паспортного контроля"),
    ("pmk-road-khorgos", 15, "Выставить оцепление у зала прибытия"),
    ("tp-road-khorgos", 30, "Отвести грузовой транспорт на стоянку"),
]
LESSON = "Оцеплению не хватило людей: просить резерв сразу"


@pytest.fixture
def khorgos(transactional_db, clock):
    """The country's directory as it stands in a demonstration, and Khorgos with the officers of its cast."""
    clock.stand(NOON)
    folder, by = PACKS / "kz_2002", Actor.program("loader")
    loading.load(loading.plan(folder, as_of=invented.as_of(folder)), by=by, at=NOON)
    invented.load(folder)
    changes.adopt("kz_2002", "kz_2002-2", ADOPTED, "", by=by, at=NOON)
    told = cast.read(folder)
    ours = replace(told, officers=tuple(one for one in told.officers if one["unit"] in POSTS + ABOVE))
    cast.enrol(ours, at=NOON)
    cast.keep_watch(ours, at=NOON)
    call_for_plans(NOON)


@pytest.fixture
def screen(khorgos, whole_site, new_page):
    """Return a way to the screen of somebody of the cast, by the name under which he signs in."""
    pages = {}

    def of(login):
        if login not in pages:
            post = Appointment.objects.select_related("officer").get(officer__login=login)
            pages[login] = take_a_seat(new_page(), post, whole_site.address)
        return pages[login]

    return of


@pytest.mark.long
def test_a_plan_is_agreed_approved_run_learnt_from_and_replaced(khorgos, screen, clock, home):
    first = drafted_by_two(screen("tamozhnya-nach"), screen("nachalnik"))
    address = f"/acts/{first.act_id}/"
    propose(screen("tamozhnya-nach"), address)
    clock.advance(MINUTE)
    for login in COMMANDERS:
        sign(screen(login), address)
    submit(screen(COMMANDERS[-1]))
    for login in COMMANDERS[:-1]:
        screen(login).close()
    assert owed_plans() == {"done"}
    for login in SUPERIORS:
        sign(screen(login), address)
        screen(login).close()
    assert fresh(first).state == "in_force"

    clock.advance(MINUTE)
    run(screen, address)
    clock.advance(7 * MINUTE)
    stand_down(screen)
    refine = Duty.objects.get(rule="C3.1-plan")
    assert (refine.owed_by.code, refine.status) == ("tp-road-khorgos", "open")

    clock.advance(MINUTE)
    second = revised(screen("tamozhnya-nach"), refine, first)
    apart(lambda: enact(second))
    refine.refresh_from_db()
    assert refine.status == "done"
    shown_as_replaced(screen("migratsiya"), address)
    assert [fresh(one).state for one in (first, second)] == ["replaced", "in_force"]
    ledger_is_whole(home)
    assert list(differences(now())) == []


def fresh(version):
    return Version.objects.select_related("act").get(pk=version.pk)


def owed_plans():
    """Return how that stands which the three posts owe since the edition was adopted."""
    owed = Duty.objects.filter(owed_by__code__in=POSTS, rule__in=("O2-plan", "C6-plan"))
    assert owed.count() == len(POSTS)
    return set(owed.values_list("status", flat=True))


def drafted_by_two(customs, border):
    """Begin it in customs; then each changes one thing of the same draft, and neither loses a word."""
    customs.goto("/acts/new?kind=plan")
    customs.keyboard.press("Control+Enter")
    customs.wait_for_url("**/draft/")
    customs.fill("#id_f-plan-aims", AIMS)
    customs.fill("#id_f-plan-variants-0-code", "А")
    customs.fill("#id_f-plan-variants-0-situation", "Попытка массового прорыва")
    for n, (unit, minutes, what) in enumerate(TASKS):
        if n:
            customs.click("#s-5 button[name=more]")
        customs.fill(f"#id_f-plan-tasks-{n}-variant", "А")
        customs.fill(f"#id_f-plan-tasks-{n}-minutes", str(minutes))
        customs.select_option(f"#id_f-plan-tasks-{n}-unit", unit)
        customs.fill(f"#id_f-plan-tasks-{n}-what", what)
    save(customs)

    border.goto(customs.url)
    customs.fill("#id_f-plan-area", "Пункт пропуска и посёлок Хоргос")
    border.fill("#id_f-plan-tasks-0-minutes", "10")
    save(customs)
    save(border)
    expect(border.locator("#id_f-plan-area")).to_have_value("Пункт пропуска и посёлок Хоргос")
    version = Version.objects.get()
    kept = drafting.latest(version).body
    assert (kept["aims"], kept["area"]) == (AIMS, "Пункт пропуска и посёлок Хоргос")
    assert [row["minutes"] for row in kept["tasks"]] == [10, 15, 30]
    return version


def save(page):
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Сохранено")


def propose(page, address):
    page.goto(f"{address}proposal/")
    page.click("form.submit button.primary")
    expect(page.locator("#stand")).to_contain_text("подпис")


def submit(page):
    page.click("#steps form[action$='submission/'] button")
    expect(page.locator("#stand")).to_contain_text("утвержд")


def run(screen, address):
    """The watch of the Border Service sets the variant going; the task of each stands on its own console by itself."""
    others = [screen(login) for login in WATCHES]
    border = others[0]
    border.goto(address)
    border.click("#variants a.urgent")
    border.fill("#id_note", "У шлагбаума толпа, сбито ограждение")
    border.keyboard.press("Control+Enter")
    border.wait_for_url("**/variants/*/")
    expect(border.locator(".hour")).to_contain_text("Ч + 0:00")
    border.goto("/")
    for page, (unit, _minutes, _what) in zip(others, TASKS, strict=True):
        duty = Duty.objects.get(rule="C6-task", owed_by__code=unit)
        expect(page.locator(f"#d-{duty.pk}")).to_be_visible()
    dues = [(one.due_at - now()) // MINUTE for one in Duty.objects.filter(rule="C6-task").order_by("due_at")]
    assert dues == [10, 15, 30]


def stand_down(screen):
    """Seven minutes on one task is done; the police stand it down and say what it taught."""
    border, police, _customs = (screen(login) for login in WATCHES)
    duty = Duty.objects.get(rule="C6-task", owed_by__code=POSTS[0])
    border.click(f"#a-{duty.pk}")
    border.wait_for_url("**/variants/*/**")
    expect(border.locator(".hour")).to_contain_text("Ч + 7:00")
    border.click(".task summary")
    border.click(".task form button.primary")
    police.goto(border.url)
    police.fill("#id_lesson", LESSON)
    police.click("form[action$='stand-down/'] button")
    expect(police.locator("main")).to_contain_text("Отбой дан")
    tasks = Duty.objects.filter(rule="C6-task").order_by("due_at")
    assert list(tasks.values_list("status", flat=True)) == ["done", "void", "void"]
    assert not Activation.objects.filter(stood_down_at=None).exists()


def revised(customs, refine, first):
    """The duty to refine leads from the board to the plan; its next version begins with the lesson beside it."""
    customs.goto("/")
    customs.click(f"#a-{refine.pk}")
    customs.click("form[action$='revision/'] button")
    customs.wait_for_url("**/draft/")
    expect(customs.locator("main")).to_contain_text(LESSON)
    customs.fill("#id_f-plan-weak", "Оцепление: двадцать человек и резерв города")
    customs.click("button[name=then]")
    customs.wait_for_url("**/proposal/")
    customs.click("form.submit button.primary")
    expect(customs.locator("#stand")).to_contain_text("подпис")
    return Version.objects.get(act=first.act_id, n=2)


def enact(version):
    """The same signatures and approvals again, by the verbs that the pages call."""
    for login in COMMANDERS:
        signing.sign(fresh(version), PASSPHRASE, **by(login))
    signing.submit(fresh(version), **by("nachalnik"))
    for login in SUPERIORS:
        signing.approve(fresh(version), PASSPHRASE, **by(login))


def by(login):
    """Return who acts, when, by which rulebook, as each verb asks it."""
    post = Appointment.objects.select_related("officer").get(officer__login=login)
    actor = Actor(post.officer.pk, str(post.officer), post.role, post.unit_id, "by hand")
    return {"by": actor, "at": now(), "rulebook": Rulebook.at(now())}


def shown_as_replaced(police, address):
    police.goto(f"{address}?version=1")
    expect(police.locator("#stand")).to_contain_text("замен")
    police.goto(address)
    expect(police.locator("#stand")).to_contain_text("действует")
