"""What the three bodies agree on in writing, point by point: drafted, signed and in force, at their screens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from agreeing import AGENCIES, NOON, PASSPHRASE, fresh, plan

from ortaq.acts.calling import call_for_plans
from ortaq.acts.doing import Activation
from ortaq.acts.models import Act
from ortaq.directory.models import Group
from ortaq.duties.models import Duty
from ortaq.lib.ids import uuid7

FIRST = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
DECIDED = {"decisions-0-what": "Исполнить к сроку", "decisions-0-owner": "customs", "decisions-0-due": "20.05.2026"}


def drawn_up(parties, sit, kind, level=4, **typed):
    """Draft an act at the Border Service's screen and fill in what is typed; units go by their agency."""
    client = sit("border", "commander", level=level)
    page = client.post(
        f"/acts/new?kind={kind}", {"once": str(uuid7()), "group": Group.objects.get(code=f"group-{level}").pk}
    )
    assert page.status_code == 302, page.content.decode()
    act = Act.objects.get(kind=kind)
    form = {box.html_name: box.value() or "" for box in client.get(f"/acts/{act.pk}/draft/").context["form"]}
    units = {agency: f"{agency}-{level}" for agency in AGENCIES}
    filled = {f"f-{kind}-{name}": units.get(value, value) for name, value in typed.items()}
    page = client.post(f"/acts/{act.pk}/draft/", form | filled)
    assert page.status_code == 302, page.content.decode()
    return act


def agreed(sit, act):
    """Propose it, sign it for each party, and have it approved where the kind asks for it."""
    client, address, level = sit("border", "commander", level=act.level), f"/acts/{act.pk}/", act.level
    seen = re.search(r'name="seen" value="(\d+)"', client.get(f"{address}proposal/").content.decode())[1]
    client.post(f"{address}proposal/", {"seen": seen})
    for agency in AGENCIES:
        sit(agency, "commander", level=level).post(f"{address}signature/", {"n": 1, **FIRST})
    version = act.versions.get()
    if version.approvers:
        client.post(f"{address}submission/", {"n": 1})
        for agency in AGENCIES:
            sit(agency, "commander", level=level - 1).post(f"{address}approval/", {"n": 1, **FIRST})
    return fresh(version)


@pytest.mark.parametrize(
    ("kind", "level", "rule"),
    [
        pytest.param("minutes", 4, "C9.7-decision", marks=pytest.mark.clause("C9.7")),
        pytest.param("collegium", 1, "C9.7-decision", marks=pytest.mark.clause("C10.2")),
        pytest.param("joint_order", 1, "C10.3-order", marks=pytest.mark.clause("C10.3")),
        pytest.param("operational_group", 1, "C9.7-decision", marks=pytest.mark.clause("C10.4")),
    ],
)
def test_what_is_decided_together_is_owed_by_whoever_it_was_given_to(parties, sit, kind, level, rule):
    version = agreed(sit, drawn_up(parties, sit, kind, level, **DECIDED))
    assert version.state == "in_force"
    owed = Duty.objects.get(rule=rule)
    assert (owed.owed_by, owed.status) == (parties.unit("customs", level), "open")
    assert (
        "Исполнить к сроку" in sit("customs", "commander", level=level).get(f"/acts/{version.act_id}/").content.decode()
    )


@pytest.mark.clause("C7.2")
def test_a_proposal_to_improve_the_law_goes_up_with_the_support_of_each_superior(parties, sit):
    typed = {"problem": "Срок мал", "proposals-0-law": "Закон о границе, ст. 16", "proposals-0-proposed": "Трое суток"}
    version = agreed(sit, drawn_up(parties, sit, "law_proposal", **typed))
    assert version.state == "in_force"
    assert (
        "Закон о границе, ст. 16"
        in sit("internal", "commander", level=3).get(f"/acts/{version.act_id}/").content.decode()
    )


@pytest.mark.clause("C9.2")
def test_one_technology_says_who_does_what_in_which_order_and_time(parties, sit):
    steps = {
        "for_persons-0-who": "border",
        "for_persons-0-what": "Паспортный контроль",
        "for_persons-0-minutes": "3",
        "for_goods-0-who": "customs",
        "for_goods-0-what": "Досмотр груза",
        "for_goods-0-minutes": "40",
    }
    version = agreed(sit, drawn_up(parties, sit, "technology", **steps))
    page = sit("customs").get(f"/acts/{version.act_id}/").content.decode()
    assert version.state == "in_force"
    assert page.index("Паспортный контроль") < page.index("Досмотр груза")


@pytest.mark.clause("C10.1")
def test_whoever_is_given_a_sector_is_told_first_of_what_happens_on_it(parties, sit, clock):
    typed = {"controller": "internal", "begins": "13.05.2026", "ends": "31.12.2026", "points-0-point": "near"}
    assert agreed(sit, drawn_up(parties, sit, "sector", 1, **typed)).state == "in_force"
    clock.stand(NOON + timedelta(days=2))
    first = next(iter(sit("border").get("/urgent/new/").context["form"].lines()))
    assert first.name == "Пост internal-4"
    assert "контролирует участок по совместному акту № РУ-1/2026" in first.why


@pytest.mark.clause("O2")
def test_within_a_month_the_listed_bodies_submit_their_plan_to_the_superior(parties, sit):
    call_for_plans(NOON)
    owed = Duty.objects.filter(rule="O2-plan", owed_by__code__in=("internal-4", "customs-4"))
    assert "Представить план взаимодействия" in sit("customs", "commander").get("/duties/").content.decode()
    agreed(sit, drawn_up(parties, sit, "plan", aims="Согласованные действия"))
    assert set(owed.values_list("status", flat=True)) == {"done_late"}  # it was owed in April
    assert len(owed) == 2


@pytest.mark.clause("C3.1", "C6")
def test_a_variant_of_the_plan_is_set_going_and_what_was_learnt_makes_the_plan_refined(parties, sit):
    version = parties.in_force("plan", plan())
    border = sit("border")
    border.post(f"/acts/{version.act_id}/variants/1/activation/", {"once": str(uuid7()), "note": "толпа"})
    activation = Activation.objects.get()
    assert Duty.objects.filter(rule="C6-task", status="open").count() == 3
    border.post(f"/variants/{activation.pk}/stand-down/", {"once": str(uuid7()), "reason": "разошлись"})
    border.post(f"/variants/{activation.pk}/lessons/", {"once": str(uuid7()), "lesson": "Мало людей у шлагбаума"})
    refine = Duty.objects.get(rule="C3.1-plan")
    assert "Мало людей у шлагбаума" in border.get(f"/variants/{activation.pk}/").content.decode()
    assert refine.status == "open"


@pytest.mark.parametrize(
    "aim",
    [
        pytest.param("C1.1", marks=pytest.mark.clause("C1.1")),
        pytest.param("C1.2", marks=pytest.mark.clause("C1.2")),
        pytest.param("C1.3", marks=pytest.mark.clause("C1.3")),
        pytest.param("C1.4", marks=pytest.mark.clause("C1.4")),
    ],
)
def test_what_was_agreed_is_filed_under_the_aim_that_it_was_made_for(parties, sit, aim):
    act = drawn_up(parties, sit, "joint_plan", 1, aim=aim, title="План на квартал")
    client = sit("customs", "commander", level=1)
    assert f"/acts/{act.pk}/" not in client.get("/instruction/").content.decode(), "a draft is no measure yet"
    agreed(sit, act)
    page = client.get("/instruction/").content.decode()
    point = page.partition(f'id="{aim}"')[2].partition("</article>")[0]
    assert f"/acts/{act.pk}/" in point
    assert page.count(f"/acts/{act.pk}/") == 1, "and under no other"
    assert "Совместный план" in point
