"""Who reads what: words by whoever held or is offered it, the annex by the custodian and the competent unit alone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from holding import HOUR, MINUTE, NOON, lines

from ortaq.access.scope import acting_in
from ortaq.custody import entering, offering
from ortaq.custody.handovers import Line
from ortaq.custody.models import Charge, Entry, Words
from ortaq.custody.standing import annexed, described


@pytest.fixture
def seen(point, as_role):
    """`seen(agency, rows, level)`: how many of these rows the web of that unit reads."""

    def count(agency: str, rows: QuerySet, level: int = 4) -> int:
        with as_role("web"), acting_in(point.unit(agency, level).pk, instead=True):
            return rows.all().count()

    return count


SECRET = {"asylum": True, "injuries": "ушиб"}


def annex_of(charge: Charge) -> QuerySet:
    return Words.objects.filter(charge=charge, entry__code="annexed")


def words_of(charge: Charge) -> QuerySet:
    return Words.objects.filter(charge=charge, entry__code="described")


def test_only_the_custodian_reads_the_words_before_an_offer(point, seen):
    man = point.detain()
    assert seen("border", words_of(man)) == 1
    for agency, level in [("border", 3), ("internal", 4), ("customs", 4)]:
        assert seen(agency, words_of(man), level) == 0


def test_the_superior_sees_the_header_and_its_clock_and_no_words(point, seen):
    man = point.detain()
    assert seen("border", Charge.objects.filter(pk=man.pk), 3) == 1
    assert seen("border", Words.objects.filter(charge=man), 3) == 0


def test_the_receiver_reads_what_it_is_to_decide_on_and_a_third_unit_nothing(point, seen):
    man = point.detain(annex={"injuries": "ушиб", "interpreter": False})
    point.offer(man)
    assert (seen("internal", words_of(man)), seen("internal", annex_of(man))) == (1, 1)
    assert (seen("customs", words_of(man)), seen("customs", Charge.objects.filter(pk=man.pk))) == (0, 0)


def test_the_annex_goes_with_the_person_and_the_giver_reads_it_no_more(point, seen):
    man = point.detain(annex={"injuries": "ушиб"})
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    assert (seen("internal", annex_of(man)), seen("border", annex_of(man))) == (1, 0)
    assert seen("border", words_of(man)) == 1, "what it wrote itself it may read"


def test_a_refusal_takes_the_words_from_the_receiver_again(point, seen):
    man = point.detain(annex={"injuries": "ушиб"})
    point.refuse(lines(point.offer(man))[0], at=NOON + MINUTE)
    assert (seen("internal", words_of(man)), seen("internal", annex_of(man))) == (0, 0)
    assert (seen("border", words_of(man)), seen("border", annex_of(man))) == (1, 1)


def test_the_competent_unit_reads_what_concerns_it_before_any_offer(point, seen):
    man = point.detain(annex=SECRET)
    assert seen("internal", annex_of(man)) == 1
    assert (seen("customs", annex_of(man)), seen("internal", words_of(man))) == (0, 0)


def test_what_the_new_custodian_writes_in_the_annex_the_giver_never_reads(point, seen):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    entering.annex(man, SECRET, **point.by("internal", at=NOON + HOUR))
    assert (seen("internal", annex_of(man)), seen("border", annex_of(man))) == (1, 0)
    assert seen("border", Entry.objects.filter(charge=man, code="annexed")) == 0


def test_the_words_of_a_charge_are_read_by_who_may(point, as_role):
    man = point.detain(annex=SECRET)
    with as_role("web"), acting_in(point.unit("border").pk):
        charge = Charge.objects.get(pk=man.pk)
        assert (described(charge)["name"], annexed(charge)["injuries"]) == ("Усманов Рустам", "ушиб")
    with as_role("web"), acting_in(point.unit("border", 3).pk, instead=True):
        charge = Charge.objects.get(pk=man.pk)
        assert (described(charge), annexed(charge)) == ({}, {})


# ── the whole way with the web's own rights ───────────────────────────────────────────────────────────────────────


def test_each_side_can_do_its_part_with_its_own_rights_alone(point, as_role):
    border, internal = point.unit("border").pk, point.unit("internal").pk
    with as_role("web"), acting_in(border):
        man, goods = point.detain(annex={"defender": True}), point.seize()
        handover = point.offer(man, goods)
    with as_role("web"), acting_in(internal, instead=True):
        first, second = lines(handover)
        point.accept(first, at=NOON + MINUTE)
        point.refuse(second, at=NOON + 2 * MINUTE, reason="not_competent")
        entering.enter(point.now(man), "decided", {"decision": "протокол № 1"}, **point.by("internal", at=NOON + HOUR))
    assert (point.custodian(man), point.custodian(goods)) == ("internal", "border")


def test_postgresql_lets_no_giver_decide_on_its_own_offer(point, as_role):
    (line,) = lines(point.offer(point.detain()))
    attempt = pytest.raises(IntegrityError, match="only the receiver decides")
    with attempt, transaction.atomic(), as_role("web"), acting_in(point.unit("border").pk, instead=True):
        Line.objects.filter(pk=line.pk).update(state="withdrawn", decided_at=NOON)


def test_postgresql_lets_nobody_write_about_what_another_holds(point, as_role):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    attempt = pytest.raises(IntegrityError, match="only its custodian")
    border = point.unit("border").pk
    insert = (
        "INSERT INTO custody_entry (id, charge_id, n, code, facts, commitment, at, recorded_at, officer_name, unit_id,"
        " session, is_annex, competent, visible_to)"
        " VALUES (gen_random_uuid(), %s, 99, 'released', '{}', 'x', %s, %s, 'x', %s, '', false, '{}', %s)"
    )
    with attempt, transaction.atomic(), as_role("web"), acting_in(border, instead=True), connection.cursor() as cursor:
        cursor.execute(insert, [man.pk, NOON, NOON, border, [border]])


def test_postgresql_lets_nobody_become_custodian_without_an_accepted_line(point, as_role):
    man = point.detain()
    handover = point.offer(man)
    attempt = pytest.raises(IntegrityError, match="custodian")
    with attempt, transaction.atomic(), as_role("web"), acting_in(point.unit("internal").pk, instead=True):
        Charge.objects.filter(pk=man.pk).update(custodian=point.unit("internal"), since=NOON + MINUTE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert offering.HandOver.objects.get(pk=handover.pk).is_open
