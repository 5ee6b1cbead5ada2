"""The hand-over of the watch: what is open is listed, signed by who leaves and by who takes it, and stays as signed."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import world
from django.db import connection

from ortaq.access import handing_over, open_matters, watches
from ortaq.access.errors import AlreadySettled, NotYourWatch, OwnHandOver
from ortaq.access.handovers import HandOver, Signature
from ortaq.access.models import Watch
from ortaq.access.open_matters import Matter
from ortaq.access.scope import acting_in
from ortaq.access.testing import PASSWORD, actor, appoint
from ortaq.ledger import comparing, registry
from ortaq.ledger.models import Entry

AT = world.NOON
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DRAFT = Matter("Черновики", uuid.UUID(int=7), "черновик ежемесячной", "не отправлен")
ALARM = Matter("Тревоги", uuid.UUID(int=8), "№ 12, не принято", "не принято", look="late", at=AT)


@pytest.fixture(autouse=True)
def open_now(monkeypatch):
    """What is open, in the test's hands."""
    found = [DRAFT]
    monkeypatch.setattr(open_matters, "_readers", [lambda request, at, since: list(found)])
    return found


@pytest.fixture
def unit(cast):
    Watch.objects.filter(unit=cast.officer.unit).update(relieved_at=AT - HOUR, ends_at=AT - HOUR)
    return cast.officer.unit


@pytest.fixture
def relief(cast):
    return appoint("relief", cast.officer.unit, "duty_officer", at=AT - HOUR)


@pytest.fixture
def going(cast, unit):
    return watches.take(unit, by=actor(cast.officer), at=AT)


def draw(cast, going, matters=(DRAFT,), at=AT + HOUR, **more):
    return handing_over.draw(going, list(matters), by=actor(cast.officer), at=at, means="password", **more)


def accept(drawn, who, came=(), at=AT + 2 * HOUR):
    return handing_over.accept(drawn, list(came), by=actor(who), at=at, means="key")


def test_the_list_holds_what_is_open_with_the_officers_word_to_it(cast, going):
    drawn = draw(cast, going, notes={str(DRAFT.id): "дописать до 5-го"}, words="спокойно")
    assert drawn.told["open"][0] | {"note": "дописать до 5-го"} == drawn.told["open"][0]
    assert drawn.told["words"] == "спокойно"
    assert [one.side for one in drawn.signatures.all()] == ["gave"]


def test_who_signed_answers_on_until_his_relief_has_signed_too(cast, going, relief, unit):
    drawn = draw(cast, going)
    assert Watch.objects.answering(AT + HOUR).get(unit=unit).officer == cast.officer.officer
    taken = accept(drawn, relief)
    assert Watch.objects.on_at(AT + 2 * HOUR).get(unit=unit) == taken
    assert [one.side for one in Signature.objects.order_by("at")] == ["gave", "took"]


def test_the_second_signature_names_what_had_come_since_the_first(cast, going, relief):
    drawn = draw(cast, going)
    accept(drawn, relief, [ALARM])
    assert [one["title"] for one in drawn.signatures.get(side="took").added] == ["№ 12, не принято"]


def test_a_newer_list_takes_the_place_of_the_former(cast, going, relief):
    former, newer = draw(cast, going), draw(cast, going, [DRAFT, ALARM], at=AT + HOUR + MINUTE)
    with pytest.raises(AlreadySettled):
        accept(former, relief)
    assert accept(newer, relief)


def test_nobody_signs_for_another_or_hands_over_to_himself(cast, going, relief):
    with pytest.raises(NotYourWatch):
        handing_over.draw(going, [], by=actor(relief), at=AT, means="password")
    with pytest.raises(OwnHandOver):
        accept(draw(cast, going), cast.officer)


def test_a_watch_that_changed_hands_is_signed_no_more(cast, going, relief):
    drawn = draw(cast, going)
    accept(drawn, relief)
    with pytest.raises(AlreadySettled):
        draw(cast, going, at=AT + 3 * HOUR)
    with pytest.raises(AlreadySettled):
        accept(drawn, relief, at=AT + 3 * HOUR)


def test_the_ledger_holds_the_digest_of_list_and_signatures(cast, going, relief):
    drawn = draw(cast, going)
    accept(drawn, relief, [ALARM])
    entry = Entry.objects.get(kind="handover.drawn")
    assert drawn.digest in entry.body
    assert "черновик" not in entry.body
    assert Entry.objects.filter(kind="handover.signed").count() == 2


def test_a_list_that_somebody_changed_no_longer_agrees_with_the_ledger(cast, going):
    drawn = draw(cast, going)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER append_only_but ON access_handover")
    HandOver.objects.filter(pk=drawn.pk).update(body=drawn.body.replace("черновик", "ничего"))
    assert [fault.facts["field"] for fault in comparing.compare(registry.book("handover.drawn")).faults] == ["sha256"]


def test_where_nobody_stood_the_node_lists_the_gap_and_what_came_in_it(cast, unit):
    assert handing_over.empty_since(unit, AT) == AT - HOUR
    came = Matter("Сообщения", uuid.UUID(int=9), "№ 3", came=True)
    _taken, drawn = handing_over.take(unit, [came], by=actor(cast.officer), at=AT)
    assert (drawn.kind, drawn.since, drawn.watch) == ("gap", AT - HOUR, None)
    assert drawn.told["open"][0]["came"]


def test_a_relief_who_cannot_wait_takes_it_and_the_list_says_that_nobody_signed(cast, going, relief, unit):
    _taken, drawn = handing_over.take(unit, [DRAFT], by=actor(relief), at=AT + HOUR, relieves=going)
    assert (drawn.kind, drawn.watch) == ("unsigned", going)
    assert not drawn.signatures.exists()


def test_a_senior_who_comes_beside_the_duty_officer_takes_over_nothing(cast, going, unit):
    _taken, drawn = handing_over.take(unit, [DRAFT], by=actor(cast.lead), at=AT + HOUR)
    assert drawn is None


def test_another_unit_reads_no_hand_over_of_ours(cast, going, as_role):
    draw(cast, going)
    with as_role("web"), acting_in(cast.counterpart.unit_id):
        assert not HandOver.objects.exists()
        assert not Signature.objects.exists()


def test_the_watch_changes_hands_on_two_screens_with_two_passwords(cast, unit, relief, sign_in, open_now, clock):
    first, second = sign_in(cast.officer), sign_in(relief)
    first.post("/watch/taking/")
    going = Watch.objects.get(officer=cast.officer.officer)
    page = first.get(f"/watch/{going.pk}/list/").content.decode()
    assert "черновик ежемесячной" in page
    note = {f"n-{DRAFT.id}": "дописать", "words": "спокойно"}
    assert "Пароль неверен" in first.post(f"/watch/{going.pk}/list/", note | {"password": "x"}).content.decode()
    assert not Signature.objects.exists()
    first.post(f"/watch/{going.pk}/list/", note | {"password": PASSWORD})
    drawn = HandOver.objects.get(kind="signed")
    clock.advance(MINUTE)
    open_now.append(ALARM)
    offered = second.get("/watch/").content.decode()
    assert f"/watch/lists/{drawn.pk}/" in offered
    read = second.get(f"/watch/lists/{drawn.pk}/").content.decode()
    assert "дописать" in read
    assert "№ 12, не принято" in read
    refused = second.post(f"/watch/lists/{drawn.pk}/acceptance/", {"password": "x"})
    assert refused.status_code == 422
    second.post(f"/watch/lists/{drawn.pk}/acceptance/", {"password": PASSWORD})
    assert Watch.objects.on_at(AT + MINUTE).get(unit=unit).officer == relief.officer
    paper = first.get(f"/watch/lists/{drawn.pk}/").content.decode()
    assert drawn.digest in paper
    assert "ещё не подписал" not in paper


def test_taking_an_empty_watch_leads_to_the_list_of_what_came(cast, unit, sign_in):
    page = sign_in(cast.officer).post("/watch/taking/", follow=True).content.decode()
    assert "Сдавать было некому" in page
    assert "никто: смены не было" in sign_in(cast.officer).get("/watch/lists/").content.decode()


def test_a_stranger_finds_no_list_of_ours(cast, going, sign_in):
    drawn = draw(cast, going)
    assert sign_in(cast.stranger).get(f"/watch/lists/{drawn.pk}/").status_code == 404
    assert sign_in(cast.counterpart).post(f"/watch/lists/{drawn.pk}/acceptance/").status_code == 404
