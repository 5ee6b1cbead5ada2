"""The written report of a window (C5.3, C5.5): drafted by several, sent early, in time or late, never silently over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import world as worlds
from django.db import DatabaseError, transaction

from ortaq.duties.models import Duty
from ortaq.duties.opening import open_duties
from ortaq.duties.planning import plan
from ortaq.duties.rebuild import differences
from ortaq.exchange.counting import counted
from ortaq.exchange.documents import EARLY, FIGURES, LATE, Document, Filing, Version
from ortaq.exchange.drafting import Kept, Work, history, hold, keep
from ortaq.exchange.erasing import erase
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingNotAdmitted, NothingSaid, Overtaken, ReasonMissing
from ortaq.exchange.filing import Part, Written, send_document, send_report, written_in
from ortaq.exchange.models import Message
from ortaq.exchange.periods import period_on
from ortaq.exchange.sending import Saying, Told, send_oral, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.verifying import verify

pytestmark = pytest.mark.django_db
MONTH_END = datetime(2026, 5, 31, 19, 0, tzinfo=UTC)  # 24:00 on 31 May in Almaty
OPENS = datetime(2026, 5, 27, 19, 0, tzinfo=UTC)  # 00:00 on 28 May in Almaty
DUE = datetime(2026, 6, 5, 19, 0, tzinfo=UTC)  # 24:00 on 5 June in Almaty
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def world():
    return worlds.make(adopted=date(2026, 5, 12))


@pytest.fixture
def may(world):
    return period_on(world.rulebook(), world.unit("border").pk, "monthly", date(2026, 5, 28))


def officer(world, name="Ким"):
    return replace(world.by("border"), officer=900 + len(name), name=name)


def send(world, period, at, *, text="Обстановка спокойная", **more):
    written = Written(**{"parts": [Part("C5.3.a", text)], **more})
    book = world.rulebook(at)
    route = book.route(period.regime.clause, period.unit)
    return send_report(period, written, route, by=world.by("border"), at=at, rulebook=book)


def duty(opens_at=OPENS, rule="C5.3-monthly"):
    return Duty.objects.get(rule=rule, owed_by__code="border-4", opens_at=opens_at)


def planned(at):
    plan(at)
    return at


def follows_from_the_facts(at):
    return "\n".join(differences(at)) == ""


def test_sent_in_its_window_it_closes_what_was_owed_in_it(world, may):
    message = send(world, may, planned(MONTH_END + DAY))
    assert (duty().status, duty().done_by) == ("done", message.pk)
    filing = Filing.objects.get()
    assert (filing.standing, filing.counts, filing.covers_to) == ("in_time", True, MONTH_END)
    assert follows_from_the_facts(MONTH_END + 2 * DAY)
    assert verify().good


def test_sent_before_its_window_it_is_early_says_why_and_does_not_count_where_the_pack_is_silent(world, may):
    at = OPENS - HOUR
    planned(at)
    with pytest.raises(ReasonMissing):
        send(world, may, at)
    send(world, may, at, reason="выезд группы на границу")
    filing = Filing.objects.get()
    assert (filing.standing, filing.counts, filing.reason) == (EARLY, False, "выезд группы на границу")
    assert duty().status == "open"
    assert follows_from_the_facts(at)
    send(world, may, MONTH_END + DAY)
    assert duty().status == "done"
    assert follows_from_the_facts(MONTH_END + DAY)


@pytest.mark.parametrize("ahead", [HOUR, 7 * DAY], ids=["its duty is open", "its duty is not made yet"])
def test_an_early_one_does_what_was_owed_where_the_pack_lets_it_count(world, may, ahead):
    counting = replace(may, rule=replace(may.rule, early_counts=True))
    at = OPENS - ahead
    planned(at)
    message = send(world, counting, at, reason="выезд")
    planned(OPENS - HOUR)
    assert (duty().status, duty().done_at, duty().done_by) == ("done", at, message.pk)
    assert follows_from_the_facts(OPENS - HOUR)


def test_an_early_one_never_closes_the_window_before_it(world, may):
    june = period_on(world.rulebook(), may.unit, "monthly", date(2026, 6, 28))
    counting = replace(june, rule=replace(june.rule, early_counts=True))
    with transaction.atomic():
        open_duties(world.rulebook().windows(may.unit, may.day, may.day), by=Actor.program("schedule"), at=OPENS)
    send(world, counting, june.span.opens_at - DAY, reason="выезд")
    assert duty(OPENS).is_unfinished


def test_late_asks_for_the_reason_and_stays_late(world, may):
    at = DUE + HOUR
    planned(at)
    with pytest.raises(ReasonMissing):
        send(world, may, at)
    message = send(world, may, at, reason="не было связи")
    assert duty().status == "done_late"
    assert (Filing.objects.get().standing, message.content.body["reason"]) == (LATE, "не было связи")
    assert follows_from_the_facts(at)


@pytest.mark.parametrize("at", [OPENS, DUE])
def test_both_ends_of_the_window_belong_to_it(world, may, at):
    send(world, may, planned(at))
    assert duty().status == "done"


def test_sent_before_the_month_ends_it_says_how_far_it_reaches_and_the_rest_goes_into_the_next(world, may):
    at = MONTH_END - 30 * HOUR
    message = send(world, may, planned(at))
    assert message.content.body["cut_off"] == at.isoformat()
    assert Filing.objects.get().covers_to == at
    june = period_on(world.rulebook(), may.unit, "monthly", date(2026, 6, 28))
    assert june.covered(june.span.opens_at + 5 * DAY)[0] == at
    sent = send(world, june, june.span.opens_at + 5 * DAY)
    assert sent.content.body["covers"]["from"] == at.isoformat()


def test_a_window_has_one_report_and_the_same_form_again_is_the_same(world, may):
    identity = Message._meta.pk.get_default()
    at = planned(MONTH_END + DAY)
    first = send(world, may, at, id=identity)
    assert send(world, may, at + HOUR, id=identity) == first
    with pytest.raises(AlreadyDone):
        send(world, may, at + HOUR)
    assert Filing.objects.count() == 1


def test_nothing_to_report_is_written_where_the_pack_admits_it_and_says_nothing_else(world, may):
    at = planned(MONTH_END + DAY)
    with pytest.raises(NothingSaid):
        send(world, may, at, parts=[])
    with pytest.raises(NothingNotAdmitted):
        send(world, may, at, nothing=True)
    half = period_on(world.rulebook(), world.unit("border", 2).pk, "half_yearly", date(2026, 7, 1))
    with pytest.raises(NothingNotAdmitted):
        send(world, half, half.span.opens_at + DAY, parts=[], nothing=True)
    assert send(world, may, at, parts=[], nothing=True).nothing_to_report
    assert duty().status == "done"


def test_a_written_report_of_no_named_window_still_answers_the_latest(world):
    at = planned(MONTH_END + DAY)
    book, by = world.rulebook(at), world.by("border")
    send_written(Saying("C5.3.a", {"text": "Спокойно"}), book.route("C5.3", by.unit), by=by, at=at, rulebook=book)
    assert duty().status == "done"
    assert follows_from_the_facts(at)


def test_each_section_is_kept_by_itself_with_who_and_when(world, may):
    at = MONTH_END - 10 * DAY
    keep(may, "C5.3.a", Kept("Спокойно"), base=0, by=officer(world), at=at)
    keep(may, "C5.3.c", Kept("Новое"), base=0, by=officer(world, "Ли"), at=at)
    stands = Work(may).newest
    assert {code: (one.n, one.officer_name) for code, one in stands.items()} == {
        "C5.3.a": (1, "Ким"),
        "C5.3.c": (1, "Ли"),
    }


def test_whoever_was_overtaken_is_told_by_whom_and_overwrites_nothing(world, may):
    at = MONTH_END - 10 * DAY
    keep(may, "C5.3.a", Kept("Спокойно"), base=0, by=officer(world), at=at)
    with pytest.raises(Overtaken) as told:
        keep(may, "C5.3.a", Kept("Тревожно"), base=0, by=officer(world, "Ли"), at=at + HOUR)
    assert told.value.facts["newest"].officer_name == "Ким"
    assert [one.text for one in Version.objects.all()] == ["Спокойно"]
    keep(may, "C5.3.a", Kept("Тревожно"), base=1, by=officer(world, "Ли"), at=at + HOUR)
    assert Work(may).newest["C5.3.a"].text == "Тревожно"


def test_the_same_words_again_change_nothing_whatever_they_began_from(world, may):
    for _ in range(2):
        keep(may, "C5.3.a", Kept("Спокойно"), base=0, by=officer(world), at=MONTH_END)
    assert Version.objects.count() == 1


def test_a_version_is_never_changed_and_removed_by_nobody_but_the_owner(world, may, as_role):
    version = keep(may, "C5.3.a", Kept("Спокойно"), base=0, by=officer(world), at=MONTH_END)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(text="Иначе")
    from ortaq.access.scope import acting_in

    with pytest.raises(DatabaseError, match="permission denied"), as_role("web"), acting_in(may.unit):
        Version.objects.filter(pk=version.pk).delete()


def test_the_history_shows_what_each_officer_left_at_last(world, may):
    at, by, other = MONTH_END - DAY, officer(world), officer(world, "Ли")
    keep(may, "C5.3.a", Kept("С"), base=0, by=by, at=at)
    keep(may, "C5.3.a", Kept("Сп"), base=1, by=by, at=at + timedelta(minutes=1))
    keep(may, "C5.3.a", Kept("Спокойно"), base=2, by=other, at=at + timedelta(minutes=2))
    keep(may, "C5.3.a", Kept("Спокойно."), base=3, by=by, at=at + timedelta(minutes=3))
    assert [one.text for one in history(Document.objects.get(), "C5.3.a")] == ["Спокойно.", "Спокойно", "Сп"]


def test_who_has_a_section_in_hand_is_shown_to_the_others_for_a_short_while(world, may):
    hold(may, "C5.3.a", by=officer(world), at=MONTH_END)
    assert Work(may).hands(MONTH_END) == {"C5.3.a": ["Ким"]}
    assert Work(may).hands(MONTH_END, but=officer(world).officer) == {}
    assert Work(may).hands(MONTH_END + timedelta(minutes=2)) == {}


def drafted(world, period, at):
    keep(period, "C5.3.a", Kept("Спокойно"), base=0, by=officer(world), at=at)
    return Work(period)


def send_draft(world, work, at, *, seen=None, **more):
    book = world.rulebook(at)
    route = book.route(work.period.regime.clause, work.period.unit)
    how = {"by": world.by("border"), "at": at, "rulebook": book}
    return send_document(work, written_in(work, **more), route, seen=work.digest if seen is None else seen, **how)


def test_the_sent_report_holds_the_sections_in_the_order_of_the_law(world, may):
    at = planned(MONTH_END + DAY)
    keep(may, "C5.3.e", Kept("Пример"), base=0, by=officer(world), at=at)
    body = send_draft(world, drafted(world, may, at), at).content.body
    assert [one["clause"] for one in body["sections"]] == ["C5.3.a", "C5.3.e"]
    assert body["text"] == "Спокойно\n\nПример"


def test_a_report_that_a_colleague_changed_after_it_was_looked_at_is_not_sent(world, may):
    at = planned(MONTH_END + DAY)
    work = drafted(world, may, at)
    keep(may, "C5.3.a", Kept("Тревожно"), base=1, by=officer(world, "Ли"), at=at)
    with pytest.raises(Overtaken):
        send_draft(world, work, at)
    assert not Message.objects.exists()


def test_after_sending_nothing_more_is_kept(world, may):
    at = planned(MONTH_END + DAY)
    send_draft(world, drafted(world, may, at), at)
    with pytest.raises(AlreadySent):
        keep(may, "C5.3.a", Kept("Ещё"), base=1, by=officer(world), at=at)


def test_an_early_report_that_does_not_count_leaves_its_sections_in_work(world, may):
    at = OPENS - DAY
    send_draft(world, drafted(world, may, at), at, reason="выезд")
    work = Work(may)
    assert work.sent is None
    assert (work.document.n, work.newest["C5.3.a"].text, work.newest["C5.3.a"].officer_name) == (2, "Спокойно", "Ким")
    keep(may, "C5.3.a", Kept("Спокойно до конца"), base=1, by=officer(world), at=at + HOUR)
    send_draft(world, Work(may), planned(MONTH_END + DAY))
    assert Filing.objects.count() == 2


def test_erasing_what_was_sent_erases_what_it_was_drafted_from(world, may):
    at = planned(MONTH_END + DAY)
    message = send_draft(world, drafted(world, may, at), at)
    erase(message, by=Actor.program("owner"), at=at + DAY, ground="решение суда")
    assert not Version.objects.exists()
    assert follows_from_the_facts(at)


def tell(world, clause, at, *, who="border", body=None, to="internal"):
    book = world.rulebook(at)
    saying = Saying(clause, body or {"text": "Двое"}, at, told=[Told(world.unit(to).pk, at, to="Петров")])
    return send_oral(saying, book.route("C5.1", world.unit(who).pk), by=world.by(who), at=at, rulebook=book)


def test_the_figures_are_counted_from_the_records_of_the_covered_time(world, may):
    at = MONTH_END - 5 * DAY
    book = world.rulebook(at)
    first = tell(world, "C5.1.d", at, body={"text": "Двое", "persons": [{}, {}]})
    again = Saying("C5.1.d", {"text": "Трое", "persons": [{}, {}, {}]}, matter=first.matter)
    route = book.route("C5.1", first.unit_id)
    send_written(again, route, by=world.by("border"), at=at + HOUR, rulebook=book, confirms=list(first.calls.all()))
    tell(world, "C5.1.d", at + HOUR)
    tell(world, "C5.1.c", at, who="customs", to="border")
    tell(world, "C5.1.c", MONTH_END + HOUR)  # not of this month
    planned(MONTH_END + DAY)
    found = counted(book, may.unit, may.regime, may.span.covers_from, may.span.covers_to, at=MONTH_END + 2 * DAY)
    values = {(row["code"], row["clause"]): row["value"] for row in found["rows"]}
    assert values["urgent_sent", "C5.1.d"] == 2
    assert values["urgent_sent", "C5.1.c"] == 0
    assert values["urgent_received", "C5.1.c"] == 1
    assert values["detained", ""] == 4  # the last word on the first matter, and one who is not named
    assert values["daily_done", ""] == 0


def test_the_figures_kept_are_sent_with_the_time_of_the_count(world, may):
    at = planned(MONTH_END + DAY)
    found = counted(world.rulebook(at), may.unit, may.regime, *may.covered(at), at=at)
    keep(may, FIGURES, Kept(data=found), base=0, by=officer(world), at=at)
    body = send_draft(world, drafted(world, may, at), at + HOUR).content.body
    assert body["figures"] == found
    assert body["figures"]["at"] == at.isoformat()
