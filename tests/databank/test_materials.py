"""Materials of the Unified Data Bank: given once a half-year, told as its report, read by whoever must, never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import world as worlds
from banking import Bank
from django.db import DatabaseError, transaction

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.access.testing import appoint
from ortaq.databank import publishing, reading
from ortaq.databank.errors import NotInForce, NotOwner, UnknownRegister
from ortaq.databank.materials import Material, MaterialRead, Reader
from ortaq.databank.reporting import Given
from ortaq.databank.widening import widen
from ortaq.directory.models import Unit
from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.duties.rebuild import differences
from ortaq.exchange.documents import Filing
from ortaq.exchange.errors import NothingSaid, NotPossible, StateSecret
from ortaq.exchange.models import Message
from ortaq.ledger.verifying import verify
from ortaq.lib.ids import uuid7

NOON, DAY = worlds.NOON, timedelta(days=1)
REVIEW = Given("review", "Обзор тайников", "Тайники в баллонах и сиденьях.", "ru", "everybody", tags=["vehicles"])
NEXT_HALF = datetime(2026, 7, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def bank(db):
    return Bank(worlds.make(adopted=date(2025, 12, 1)))


def who(bank, agency="border", level=2, at=NOON):
    return {"by": bank.world.by(agency, level), "at": at, "rulebook": bank.world.rulebook(at)}


def publish(bank, given=REVIEW, agency="border", level=2, at=NOON, **more):
    with acting_in(bank.unit(agency, level).pk, instead=True):
        return publishing.publish(given, **who(bank, agency, level, at), **more)


def read(bank, material, officer, unit, at=NOON + DAY):
    by = replace(bank.world.by("border"), officer=officer, unit=unit.pk)
    with acting_in(unit.pk, instead=True):
        return reading.read(material, by=by, at=at, rulebook=bank.world.rulebook(at))


def half_year(bank, agency="border", level=2):
    return Duty.objects.filter(rule="C5.5-half-yearly", owed_by=bank.unit(agency, level)).order_by("opens_at")


def follows(at):
    return list(differences(at)) == []


@pytest.mark.clause("C5.5")
def test_a_review_given_in_the_half_year_does_what_was_owed_in_it(bank):
    plan(NOON)
    assert {one.status for one in half_year(bank)} == {"open"}
    material = publish(bank)
    assert {one.status for one in half_year(bank)} == {"done"}
    message = Message.objects.get()
    assert (message.clause, message.relation, message.relates_to) == ("C5.5", "material", material.pk)
    assert message.content.body["sections"][0]["rows"] == [
        {"title": "Обзор тайников", "kind": "review", "dated": "2026-05-12"}
    ]
    assert {one.unit.agency for one in message.recipients.filter(role="counterpart")} == {"internal", "customs"}
    assert {one.status for one in half_year(bank, "customs")} == {"open"}, "another's review is none of theirs"
    assert follows(NOON)
    assert verify().good


@pytest.mark.clause("C5.5")
def test_a_second_one_is_told_too_and_each_half_year_asks_for_its_own(bank):
    plan(NOON)
    publish(bank)
    publish(bank, replace(REVIEW, title="Рекомендации", kind="recommendation"), at=NOON + DAY)
    assert Message.objects.count() == Filing.objects.filter(counts=True).count() == 2
    plan(NEXT_HALF)
    assert [one.status for one in half_year(bank).filter(opens_at__gt=NOON)] == ["open"]
    later = publish(bank, at=NEXT_HALF)
    assert later.half == date(2026, 7, 1)
    assert {one.status for one in half_year(bank)} == {"done"}
    assert follows(NEXT_HALF)


def test_a_specimen_of_a_stamp_is_no_report_and_fulfils_nothing(bank):
    plan(NOON)
    assert publish(bank, replace(REVIEW, kind="stamp")).message is None
    assert {one.status for one in half_year(bank)} == {"open"}


def test_who_stands_at_the_crossing_point_may_give_one_and_owes_none(bank):
    assert publish(bank, level=4).message is not None
    assert not Filing.objects.exists()
    assert follows(NOON)


@pytest.mark.clause("C5.5")
def test_whoever_must_read_owes_it_until_the_last_of_the_unit_has(bank):
    customs = bank.unit("customs")
    senior = appoint("senior-read", customs, "senior", at=NOON - DAY)
    appoint("analyst-read", customs, "analyst", at=NOON - DAY)
    material = publish(bank, replace(REVIEW, readers="watches"))
    owing = Reader.objects.get(material=material, unit=customs)
    officer = Appointment.objects.get(unit=customs, role="duty_officer").officer_id
    assert owing.officers == sorted([officer, senior.officer_id])
    assert not Reader.objects.filter(unit__level=3).exists()
    duty = Duty.objects.get(record=material.pk, owed_by=customs)
    assert (duty.owed_to_id, duty.status) == (bank.unit("border", 2).pk, "open")
    read(bank, material, officer, customs)
    duty.refresh_from_db()
    assert duty.status == "open"
    read(bank, material, senior.officer_id, customs, at=NOON + 2 * DAY)
    duty.refresh_from_db()
    assert duty.status == "done"
    assert follows(NOON + 2 * DAY)
    assert verify().good


def test_reading_twice_is_one_receipt(bank):
    material = publish(bank)
    customs = bank.unit("customs")
    first = read(bank, material, bank.world.officers[customs.pk].pk, customs)
    assert read(bank, material, bank.world.officers[customs.pk].pk, customs) == first
    assert MaterialRead.objects.count() == 1


def test_the_analysts_must_read_and_owe_it_by_no_time(bank):
    appoint("analyst-up", bank.unit("customs", 2), "analyst", at=NOON - DAY)
    material = publish(bank, replace(REVIEW, readers="analysts"))
    assert Reader.objects.get().unit == bank.unit("customs", 2)
    assert not Duty.objects.filter(record=material.pk).exists()


def test_a_new_version_replaces_the_old_which_stays_readable_and_is_owed_no_more(bank):
    old = publish(bank, replace(REVIEW, readers="watches"))
    new = publish(bank, replace(REVIEW, text="Дополнено."), instead_of=old, at=NOON + DAY)
    old.refresh_from_db()
    assert (old.status, new.line, new.version) == ("replaced", old.pk, 2)
    assert old.words.body["text"] == REVIEW.text
    assert {one.status for one in Duty.objects.filter(record=old.pk)} == {"void"}
    assert follows(NOON + DAY)
    with pytest.raises(NotInForce):
        publish(bank, instead_of=old, at=NOON + DAY)
    with pytest.raises(NotOwner):
        publish(bank, agency="customs", instead_of=new, at=NOON + DAY)
    assert Material.objects.count() == 2


def test_its_author_alone_withdraws_it_and_says_why(bank):
    material = publish(bank, replace(REVIEW, readers="watches"))
    with pytest.raises(NotOwner):
        publishing.withdraw(material, reason="устарел", by=bank.world.by("customs", 2), at=NOON + DAY)
    with pytest.raises(NotPossible):
        publishing.withdraw(material, reason=" ", by=bank.world.by("border", 2), at=NOON + DAY)
    assert publishing.withdraw(material, reason="устарел", by=bank.world.by("border", 2), at=NOON + DAY).is_withdrawn
    with pytest.raises(NotInForce):
        publishing.withdraw(material, reason="ещё раз", by=bank.world.by("border", 2), at=NOON + DAY)
    with pytest.raises(NotInForce):
        read(bank, material, 1, bank.unit("customs"))
    assert {one.status for one in Duty.objects.filter(record=material.pk)} == {"void"}
    assert verify().good


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"title": " "}, NothingSaid),
        ({"text": ""}, NothingSaid),
        ({"kind": "rumour"}, UnknownRegister),
        ({"language": "tlh"}, UnknownRegister),
        ({"audience": "press"}, UnknownRegister),
        ({"readers": "press"}, UnknownRegister),
        ({"tags": ["gossip"]}, UnknownRegister),
        ({"text": "СОВЕРШЕННО СЕКРЕТНО"}, StateSecret),
    ],
)
def test_what_the_pack_does_not_know_and_what_must_not_be_here_is_refused(bank, wrong, error):
    with pytest.raises(error):
        publish(bank, replace(REVIEW, **wrong))
    assert not Material.objects.exists()
    assert not Message.objects.exists()


def test_the_same_form_sent_twice_is_one_material(bank):
    once = uuid7()
    assert publish(bank, id=once) == publish(bank, id=once)
    assert Message.objects.count() == 1


def test_every_unit_of_the_three_agencies_sees_it_and_of_a_limited_one_only_its_levels(bank, as_role):
    material = publish(bank, replace(REVIEW, readers="watches"))
    limited = publish(bank, replace(REVIEW, audience="upper"))
    with as_role("web"):
        for unit in (bank.world.stranger, bank.unit("customs")):
            with acting_in(unit.pk, instead=True):
                assert [one.words.body["title"] for one in Material.objects.all()] == [REVIEW.title]
        with acting_in(bank.unit("internal", 3).pk, instead=True):
            assert set(Material.objects.all()) == {material, limited}
        with acting_in(bank.world.stranger.pk, instead=True):
            assert {one.unit for one in Reader.objects.all()} == {bank.world.stranger}, "others' reading is not ours"
        with acting_in(bank.unit("border", 2).pk, instead=True):
            assert Reader.objects.count() == 4


def test_the_rights_of_the_web_are_enough_and_no_word_is_changed_afterwards(bank, as_role):
    with as_role("web"):
        old = publish(bank, replace(REVIEW, readers="watches"))
        new = publish(bank, replace(REVIEW, title="Обзор, дополненный"), instead_of=old)
        read(bank, new, bank.world.officers[bank.unit("customs").pk].pk, bank.unit("customs"))
        with acting_in(bank.unit("border", 2).pk, instead=True):
            publishing.withdraw(new, reason="устарел", by=bank.world.by("border", 2), at=NOON + DAY)
            for change in ({"kind": "teaching"}, {"readers": ""}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    Material.objects.filter(pk=new.pk).update(**change)
            with pytest.raises(DatabaseError), transaction.atomic():
                new.words.delete()
    assert MaterialRead.objects.count() == 1


def test_what_is_open_to_some_posts_is_told_by_its_title_alone(bank):
    material = publish(bank, replace(REVIEW, audience="leading", readers="seniors"))
    assert REVIEW.text not in str(Message.objects.get().content.body)
    assert list(Material.objects.open_to(bank.unit("customs").pk, "duty_officer")) == []
    assert list(Material.objects.open_to(bank.unit("customs").pk, "senior")) == [material]
    assert list(Material.objects.open_to(bank.unit("border", 2).pk, "duty_officer")) == [material]


def test_a_unit_that_comes_later_sees_what_is_open_to_its_level_and_no_more(bank, as_role):
    open_, limited = publish(bank), publish(bank, replace(REVIEW, audience="upper"))
    worlds.another_region(bank.world)
    new = Unit.objects.get(code="customs-4b")
    book = bank.world.rulebook(NOON + DAY)
    with as_role("clock"):
        assert widen(NOON + DAY, book) == 2, "level 2 and 3 of the second region came too"
        assert widen(NOON + DAY, book) == 0
    with as_role("web"), acting_in(new.pk, instead=True):
        assert [one.words.body["title"] for one in Material.objects.all()] == [REVIEW.title]
    assert new.pk not in Material.objects.get(pk=limited.pk).visible_to
    assert new.pk in Material.objects.get(pk=open_.pk).words.visible_to
    assert verify().good
