"""What is explained or corrected goes into an act that all three sign; that closes the month's duty of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from agreeing import PASSPHRASE, fresh
from numbers_of import APRIL, NOON

from ortaq.access.scope import acting_in
from ortaq.acts import signing
from ortaq.acts.models import Act, Version
from ortaq.acts.officer_keys import OfficerKey
from ortaq.directory.models import Group, GroupMember
from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.exchange.errors import NothingChanged
from ortaq.figures import drawing_up, explaining
from ortaq.figures.errors import DifferencesOpen, NotMember
from ortaq.figures.reconciliations import Difference, Reconciliation

HOUR = timedelta(hours=1)
AGENCIES = ("border", "internal", "customs")
DUE = datetime(2026, 5, 15, 19, tzinfo=UTC)  # 24:00 on 15 May in Almaty


def owed(stats, level: int = 4) -> dict[str, str]:
    units = {stats.unit(agency, level).pk: agency for agency in AGENCIES}
    rows = Duty.objects.filter(rule="C9.3-statistics", owed_by__in=units, covers_from__month=3, opens_at__month=4)
    return {units[one.owed_by_id]: one.status for one in rows}


def compared(stats) -> Reconciliation:
    """Give figures of which one differs and is explained."""
    for agency in AGENCIES:
        stats.give(agency, refused__visa=14 if agency == "internal" else 12)
    row = stats.compare()
    (one,) = Difference.objects.all()
    explaining.explain(one, "два дела учтены по дате решения", **stats.by("internal"))
    return row


def drawn_up(stats, row: Reconciliation, agency: str = "border", at=NOON) -> Version:
    return drawing_up.draw_up(row, **stats.by(agency, at=at))


def signed(stats, version: Version, *agencies: str, at=NOON) -> Version:
    for agency in agencies or AGENCIES:
        signing.sign(fresh(version), PASSPHRASE, **stats.parties.by(agency, at=at))
    return fresh(version)


def test_signed_by_all_three_it_is_agreed_and_the_months_duty_is_done(stats, whole, clock, as_role):
    clock.stand(NOON)
    plan(NOON)
    assert owed(stats) == dict.fromkeys(AGENCIES, "open")
    assert {one.due_at for one in Duty.objects.filter(rule="C9.3-statistics", opens_at__month=4)} == {DUE}
    row = compared(stats)
    with as_role("web"), acting_in(stats.unit("border").pk):
        version = drawn_up(stats, row)
    for agency in AGENCIES:
        by = stats.parties.by(agency)
        with as_role("web"), acting_in(stats.unit(agency).pk):
            signing.sign(fresh(version), PASSPHRASE, **by)
    assert fresh(version).state == "in_force"
    assert owed(stats) == dict.fromkeys(AGENCIES, "done")
    assert [state for *_rest, state in stats.differences()] == ["agreed"]
    row.refresh_from_db()
    assert row.agreed_at == NOON
    assert OfficerKey.objects.count() == 3
    whole()


def test_it_says_three_figures_the_agreed_one_and_why_they_differed(stats):
    version = drawn_up(stats, compared(stats))
    fields = version.content.fields
    assert (fields["from"], fields["to"], fields["point"]) == ("2026-04-01", "2026-04-30", "near")
    assert "24:00" in fields["cut_off"]
    (row,) = fields["rows"]
    assert (row["border"], row["internal"], row["customs"], row["agreed"]) == ("12", "14", "12", "12")
    assert row["why"] == "два дела учтены по дате решения"
    assert "адам / Отказано в пропуске: нет визы, чел." in row["figure"], "in both official languages"


def test_nothing_is_drawn_up_while_a_difference_waits_for_its_owner(stats):
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=14)
    with pytest.raises(DifferencesOpen):
        drawn_up(stats, stats.compare())
    assert not Act.objects.exists()


def test_only_a_member_draws_it_up_and_twice_is_once(stats):
    row = compared(stats)
    with pytest.raises(NotMember):
        drawing_up.draw_up(row, **stats.by("border", 3))
    assert drawn_up(stats, row).pk == drawn_up(stats, row, "customs", NOON + HOUR).pk
    assert Act.objects.count() == 1


def test_a_refused_act_is_drawn_up_anew_as_its_next_version(stats):
    row = compared(stats)
    version = drawn_up(stats, row)
    refusal = stats.parties.by("customs", at=NOON + HOUR)
    signing.refuse(fresh(version), "не та дата", **refusal)
    again = drawn_up(stats, row, at=NOON + 2 * HOUR)
    assert (again.act_id, again.n, again.state) == (version.act_id, 2, "proposed")


def test_a_later_correction_is_a_new_fact_and_may_become_a_new_version(stats, whole, clock):
    clock.stand(NOON)
    plan(NOON)
    row = compared(stats)
    version = signed(stats, drawn_up(stats, row))
    with pytest.raises(NothingChanged):
        drawn_up(stats, row, at=NOON + HOUR)
    stats.give("internal", refused__visa=13, reason="одно дело возвращено", at=NOON + 2 * HOUR)
    assert fresh(version).content.fields["rows"][0]["internal"] == "14", "what was signed stands as it was signed"
    assert [state for *_rest, state in stats.differences()] == ["agreed", "open"]
    explaining.explain(Difference.objects.last(), "второе – нет", **stats.by("internal", at=NOON + 2 * HOUR))
    second = signed(stats, drawn_up(stats, row, at=NOON + 3 * HOUR), at=NOON + 3 * HOUR)
    assert (second.n, second.state, fresh(version).state) == (2, "in_force", "replaced")
    row.refresh_from_db()
    assert row.agreed_at == NOON, "the month was reconciled when all had signed for the first time"
    whole()


def test_a_unit_of_two_groups_has_reconciled_when_both_acts_are_signed(stats, whole, clock):
    clock.stand(NOON)
    second = Group.objects.create(code="second", level=4)
    others = [stats.unit("border"), stats.world.stranger]
    GroupMember.objects.bulk_create(GroupMember(group=second, unit=unit) for unit in others)
    from ortaq.directory.models import Version as Directory

    Directory.objects.update(number=9)
    plan(NOON)
    signed(stats, drawn_up(stats, compared(stats)))
    assert owed(stats) == {"border": "open", "internal": "done", "customs": "done"}
    whole()


def test_what_was_signed_before_the_planner_came_by_counts(stats, whole, clock):
    clock.stand(NOON)
    signed(stats, drawn_up(stats, compared(stats)))
    plan(NOON + HOUR)
    clock.stand(NOON + HOUR)
    assert owed(stats) == dict.fromkeys(AGENCIES, "done")
    whole()


@pytest.mark.clause("C9.3")
def test_at_the_screens_it_is_compared_explained_drawn_up_and_led_back_to(stats, sit):
    row = compared(stats)
    screen = sit("border", "senior")
    address = f"/figures/reconciliations/{row.pk}/"
    assert "Составить акт сверки" in screen.get(address).content.decode()
    page = screen.post(f"{address}act/", follow=True).content.decode()
    assert "Акт сверки статистики" in page
    assert address in page, "the act leads back to what it came from"
    assert "ждёт подписей" in screen.get(address).content.decode()
    signed(stats, Version.objects.get())
    assert "сверено и подписано всеми" in screen.get(address).content.decode()
    stats.give("customs", month=APRIL, refused__visa=11, reason="пересчитано", at=NOON + HOUR)
    assert "После подписания исправлено показателей" in screen.get(address).content.decode()


def test_a_refusal_to_draw_up_says_what_to_do(stats, sit):
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=14)
    row = stats.compare()
    answer = sit("border", "senior").post(f"/figures/reconciliations/{row.pk}/act/")
    assert answer.status_code == 409
    assert "Расхождения ещё ждут объяснения" in answer.content.decode()
