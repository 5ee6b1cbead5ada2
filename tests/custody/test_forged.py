"""What a stolen password of the web's role, or a program with a bug, cannot do: PostgreSQL asks whose it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from holding import HOUR, MINUTE, NOON, Point, lines

from ortaq.access.scope import acting_in
from ortaq.custody import detaining, entering, offering
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import Charge, Entry, Holding, Override
from ortaq.custody.standing import annexed, described
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences

Forge = Callable[[str, str, Callable[[], Any]], None]


@pytest.fixture
def forge(point: Point, as_role) -> Forge:
    """`forge(agency, said, act)`: with the web's own rights in the agency's scope it is refused with these words."""

    def attempt(agency: str, act: Callable[[], Any]) -> None:
        with transaction.atomic(), as_role("web"), acting_in(point.unit(agency).pk, instead=True):
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def forged(agency: str, said: str, act: Callable[[], Any]) -> None:
        with pytest.raises(IntegrityError, match=said):
            attempt(agency, act)

    return forged


def handover_like(handover: HandOver, **other: Any) -> HandOver:
    """Return a copy of a hand-over under another number, unwritten."""
    values = {field.attname: getattr(handover, field.attname) for field in HandOver._meta.concrete_fields}
    return HandOver(**(values | {"id": None, "number": 99} | other))


def test_no_giver_writes_an_acceptance_that_its_receiver_never_gave(point, forge):
    man = point.detain()
    handover = point.offer(man)
    forged = {"charge": man, "n": 2, "state": "accepted", "decided_at": NOON, "visible_to": [point.unit("border").pk]}
    forge("border", "begun by the custodian", lambda: Line.objects.create(handover=handover, **forged))


def test_no_receiver_writes_an_offer_that_its_giver_never_made(point, forge):
    man, goods = point.detain(), point.seize()
    handover = point.offer(goods)
    theirs = {"visible_to": [point.unit("internal").pk], "unit_id": point.unit("border").pk}
    forge("internal", "begun by its giver", lambda: handover_like(handover, **theirs).save(force_insert=True))
    line = {"charge_id": man.pk, "n": 3, "visible_to": [point.unit("internal").pk]}
    forge("internal", "begun by the custodian", lambda: Line.objects.create(handover=handover, **line))


def test_nobody_begins_a_holding_for_another(point, forge):
    man = point.detain()
    handover = point.offer(man)
    line, other = lines(handover)[0], point.unit("internal").pk
    row = {
        "charge": man,
        "n": 2,
        "unit_id": other,
        "since": NOON,
        "line": line,
        "visible_to": [point.unit("border").pk],
    }
    forge("border", "begun by its own unit", lambda: Holding.objects.create(**row))


def test_nobody_moves_the_clock_of_somebody_held(point, forge):
    man = point.detain()
    later = Charge.objects.filter(pk=man.pk)
    forge("border", "not that of its detention", lambda: later.update(due_at=NOON + 9000 * HOUR))
    forge("border", "not that of its detention", lambda: later.update(alarms=[]))


def test_what_has_left_custody_does_not_come_back(point, forge):
    goods = point.seize()
    entering.enter(goods, "returned", {"to": "владельцу"}, **point.by("border"))
    rows = Holding.objects.filter(charge=goods)
    forge("border", "a holding ends once", lambda: rows.update(until=None))
    forge(
        "border", "does not come back", lambda: Charge.objects.filter(pk=goods.pk).update(status="held", ended_at=None)
    )


def test_what_was_decided_is_not_rewritten(point, forge):
    goods = point.seize()
    (line,) = lines(point.offer(goods))
    point.accept(line, at=NOON + MINUTE, quantity="118", unit="package")
    rows = Line.objects.filter(pk=line.pk)
    forge("border", "was decided before", lambda: rows.update(found={"quantity": "120"}))
    forge("internal", "was decided before", lambda: rows.update(note="иначе"))


def test_a_superior_confirms_no_override_of_the_unit_below(point, as_role):
    man = point.detain(rights=False)
    detaining.ask_override(man, "rights", "unable", "сильно пьян", **point.by("border"))
    attempt = pytest.raises(IntegrityError, match="in the unit that asked")
    with attempt, transaction.atomic(), as_role("web"), acting_in(point.unit("border", 3).pk, instead=True):
        Override.objects.update(state="confirmed", settled_by=7, settled_at=NOON)


# ── what a review found ───────────────────────────────────────────────────────────────────────────────────────────


def test_release_does_not_say_that_safeguards_were_given(point):
    man = point.detain(annex={"asylum": True, "defender": True})
    entering.enter(man, "released", {"decision": "№ 1"}, **point.by("border", at=NOON + MINUTE))
    duties = point.duties("border")
    assert duties["detention-border_regime-2015"] == "done"
    assert {duties[f"safeguard-{one}"] for one in ("asylum", "defender", "prosecutor")} == {"open"}
    entering.safeguard(man, "prosecutor", {"number": "№ 5"}, **point.by("border", at=NOON + HOUR))
    assert point.duties("border")["safeguard-prosecutor"] == "done", "what the law wants outlives the release"
    assert list(differences(NOON + 2 * HOUR)) == []


def test_what_was_ticked_stays_said(point):
    man = point.detain(annex={"trafficking": True})
    entering.annex(man, {"injuries": "нет"}, **point.by("border", at=NOON + MINUTE))
    assert point.duties("border")["safeguard-victim"] == "open"
    from ortaq.custody.errors import SafeguardsMissing

    with pytest.raises(SafeguardsMissing):
        entering.enter(man, "placed", {"decision": "№ 1"}, **point.by("border", at=NOON + MINUTE))


def test_duties_of_the_annex_pass_on_under_the_webs_own_rights(point, as_role):
    with as_role("web"), acting_in(point.unit("border").pk):
        man = point.detain(annex={"defender": True})
        handover = point.offer(man)
    with as_role("web"), acting_in(point.unit("internal").pk, instead=True):
        point.accept(lines(handover)[0], at=NOON + MINUTE)
    assert point.duties("border")["safeguard-defender"] == "void"
    assert point.duties("internal")["safeguard-defender"] == "open"


def test_the_receiver_reads_what_was_written_after_the_offer_and_does_not_accept_blind(point, as_role):
    from ortaq.custody.errors import IsOffered, SafeguardsMissing

    man = point.detain()
    handover = point.offer(man)
    entering.annex(man, {"medical": True, "injuries": "перелом"}, **point.by("border", at=NOON + MINUTE))
    with as_role("web"), acting_in(point.unit("internal").pk, instead=True):
        charge = Charge.objects.get(pk=man.pk)
        assert (annexed(charge)["injuries"], described(charge)["sex"]) == ("перелом", "m")
        with pytest.raises(SafeguardsMissing):
            point.accept(lines(handover)[0], at=NOON + HOUR)
    with pytest.raises(IsOffered):
        entering.describe(man, {"name": "Другой"}, **point.by("border", at=NOON + HOUR))


def test_whoever_hands_somebody_on_owes_no_more_word_of_him(point):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    on = offering.offer([man], point.unit("customs").pk, **point.by("internal", at=NOON + HOUR))
    point.accept(lines(on)[0], "customs", at=NOON + HOUR + MINUTE)
    word = Duty.objects.filter(rule="C7.6-measures")
    assert set(word.filter(owed_by=point.unit("internal")).values_list("status", flat=True)) == {"void"}
    assert {one.owed_to.agency for one in word.filter(owed_by=point.unit("customs"))} == {"border", "internal"}
    entering.enter(man, "decided", {"decision": "№ 1"}, **point.by("customs", at=NOON + 2 * HOUR))
    assert list(differences(NOON + 3 * HOUR)) == []


def test_somebody_goes_round_all_three_and_comes_back(point):
    man, at = point.detain(), NOON
    for giver, receiver in [("border", "internal"), ("internal", "customs"), ("customs", "border")] * 2:
        at += HOUR
        (line,) = lines(point.offer(man, to=receiver, agency=giver, at=at))
        point.accept(line, receiver, at=at + MINUTE)
    assert point.now(man).due_at == man.due_at
    assert Entry.objects.filter(charge=man).count() >= 2
    assert list(differences(at + HOUR)) == []


def test_the_superiors_do_not_learn_from_a_duty_that_somebody_asks_for_asylum(point, as_role):
    point.detain(annex={"asylum": True})
    with as_role("web"), acting_in(point.unit("border", 3).pk, instead=True):
        seen = set(Duty.objects.values_list("rule", flat=True))
    assert "safeguard-asylum" not in seen
    assert "detention-border_regime-2015" in seen


def test_an_override_that_nobody_settled_lapses_with_the_hand_over(point):
    man = point.detain(annex={"defender": True})
    detaining.ask_override(man, "defender", "unreachable", "не отвечает", **point.by("border"))
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    assert Override.objects.get().state == "lapsed"
    detaining.ask_override(man, "defender", "unreachable", "не отвечает", **point.by("internal", at=NOON + HOUR))


def test_whoever_refused_sees_its_own_line_and_the_number_and_not_the_chain(point, as_role):
    goods = point.seize()
    point.refuse(lines(point.offer(goods))[0], at=NOON + MINUTE)
    with as_role("web"), acting_in(point.unit("internal").pk, instead=True):
        assert (Charge.objects.count(), Line.objects.count()) == (1, 1)
        assert (Holding.objects.count(), Entry.objects.count()) == (0, 0)
