"""Content opens to an inspector whose agency is a party, for a reason, for a time, and its owners are told.

Seen as the web's role throughout: what a page forgets, PostgreSQL refuses.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import world as worlds
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ortaq.access.models import Appointment, Reading
from ortaq.access.scope import acting_in
from ortaq.duties.models import ClockBeat, Duty, DutyMove
from ortaq.duties.moves import fulfil, waive
from ortaq.exchange.models import ADDRESSEE, Content, Message
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.ledger import comparing, registry
from ortaq.ledger.models import Entry
from ortaq.oversight.errors import ForeignMatter, NoReason, NotOverseer
from ortaq.oversight.opening import open_content, opened, words_of

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
HOUR = 60 * MINUTE
CLAUSE, WORDS, REASON = "C5.1.e", "Примеров Рустам, паспорт переклеен", "жалоба № 14 на задержание"
pytestmark = pytest.mark.django_db


def tell(world, *, to=("customs", "internal"), who="border"):
    book, unit = world.rulebook(), world.unit(who)
    addressed = [one for one in book.route(CLAUSE, unit.pk) if one.role == ADDRESSEE]
    addressed = [one for one in addressed if one.unit in {world.unit(agency).pk for agency in to}]
    told = [Told(one.unit, NOON - MINUTE, to="Петров") for one in addressed]
    saying = Saying(CLAUSE, {"text": WORDS, "document": "N 123"}, NOON - 3 * MINUTE, told=told)
    return send_oral(saying, addressed, by=world.by(who), at=NOON, rulebook=book)


@pytest.fixture
def message(here):
    """The border tells customs; internal affairs are no party to it."""
    return tell(here, to=("customs",))


def officer_of(world, agency, level=4):
    return Appointment.objects.get(unit=world.unit(agency, level), role="duty_officer")


def opening(message, here, bodies, agency, *, at=NOON, reason=REASON, session="s1"):
    by = bodies.by(agency, session)
    return open_content(message, by=by, at=at, reason=reason, rulebook=here.rulebook())


@pytest.fixture
def inside(bodies, as_role):
    """`with inside("border"):` – as the web, in the scope of that agency's oversight body."""
    from contextlib import contextmanager

    @contextmanager
    def acting(agency):
        with as_role("web"), acting_in(bodies.units[agency].pk):
            yield

    return acting


# ── headers and clocks are seen, words are not ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("agency", ["border", "internal", "customs"])
def test_every_body_sees_every_header_and_every_clock_and_no_word(agency, here, message, inside):
    with inside(agency):
        assert Message.objects.filter(pk=message.pk).exists()
        assert Duty.objects.filter(record__isnull=False).count() == Duty.objects.count() > 0
        assert not Content.objects.exists()


def test_a_body_changes_nothing_but_that_it_may_waive(here, message, inside, bodies):
    duty = Duty.objects.filter(owed_by=here.unit("border")).unfinished().first()
    with inside("border"), transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
        fulfil([duty.key], by=bodies.by("border"), at=NOON, record=uuid.uuid4(), recorded_at=NOON)
    duty.refresh_from_db()
    assert duty.status == "open"


def test_a_body_waives_on_its_ground(here, message, inside, bodies):
    duty = Duty.objects.filter(owed_by=here.unit("border")).unfinished().first()
    with inside("internal"):
        waive(duty, by=bodies.by("internal"), at=NOON, ground="joint_decision", reason="решение")
    assert DutyMove.objects.get(duty=duty).verb == "waive"
    duty.refresh_from_db()
    assert duty.status == "waived"


@pytest.mark.parametrize(
    "change", ["UPDATE exchange_message SET visible_to = '{1}'", "UPDATE exchange_recipient SET alarms = false"]
)
def test_a_body_moves_no_message_and_no_receipt(change, here, message, inside):
    with inside("border"), connection.cursor() as cursor:
        cursor.execute(change)
        assert cursor.rowcount == 0


def test_a_unit_that_is_no_oversight_body_gained_nothing(here, message, bodies, as_role):
    with as_role("web"), acting_in(here.stranger.pk):
        assert not Message.objects.exists()
        assert not Duty.objects.exists()


# ── opened for a reason ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_inspector_of_a_party_opens_the_words_for_a_reason(here, message, inside, bodies):
    with inside("customs"):
        reading = opening(message, here, bodies, "customs")
        found = words_of(message, reading, at=NOON + MINUTE)
        assert found.body["text"] == WORDS
        assert not Content.objects.exists(), "the table itself stays closed"


def test_the_reading_is_in_the_ledger_with_its_reason_and_its_end(here, message, inside, bodies):
    with inside("border"):
        reading = opening(message, here, bodies, "border")
    body = Entry.objects.get(kind="reading.noted", record=reading.pk).body
    assert REASON in body
    assert "until" in body


def test_the_ledger_finds_each_opening_as_it_was_and_names_one_that_was_prolonged(here, message, inside, bodies):
    with inside("customs"):
        opening(message, here, bodies, "customs")
    assert not comparing.compare(registry.book("reading.noted")).faults
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_reading DISABLE TRIGGER append_only_but")
        cursor.execute("UPDATE access_reading SET until = until + interval '1 day'")
    assert comparing.compare(registry.book("reading.noted")).faults


def test_without_a_reason_nothing_opens_and_nothing_is_written(here, message, inside, bodies):
    with inside("border"), pytest.raises(NoReason):
        opening(message, here, bodies, "border", reason="  \n")
    assert not Reading.objects.exists()


def test_a_matter_of_other_agencies_stays_closed(here, message, inside, bodies):
    with inside("internal"), pytest.raises(ForeignMatter):
        opening(message, here, bodies, "internal")
    assert not Reading.objects.exists()


def test_whoever_sits_in_no_oversight_body_opens_nothing(here, message, as_role):
    superior = here.by("border", 2)
    with as_role("web"), acting_in(here.unit("border", 2).pk), pytest.raises(NotOverseer):
        open_content(message, by=superior, at=NOON, reason=REASON, rulebook=here.rulebook())


def test_after_its_time_it_is_closed_again_and_a_reason_is_stated_anew(here, message, inside, bodies):
    with inside("customs"):
        first = opening(message, here, bodies, "customs")
        later = first.until + MINUTE
        assert opened(message, by=bodies.by("customs"), at=later) is None
        assert words_of(message, first, at=later) is None
        second = opening(message, here, bodies, "customs", at=later)
        assert words_of(message, second, at=later).body["text"] == WORDS
    assert Reading.objects.filter(purpose=REASON).count() == 2


def test_opening_it_again_while_it_is_open_changes_nothing(here, message, inside, bodies):
    with inside("customs"):
        readings = {opening(message, here, bodies, "customs", at=NOON + n * MINUTE).pk for n in range(3)}
    assert len(readings) == Reading.objects.count() == 1


def test_an_opening_is_the_officers_own_and_his_sessions_own(here, message, inside, bodies):
    with inside("customs"):
        opening(message, here, bodies, "customs")
        assert opened(message, by=bodies.by("customs", "another"), at=NOON) is None


# ── a curious inspector with the database in his hands ────────────────────────────────────────────────────────────


def ask(message, reading, at=NOON):
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_words(%s, %s, %s)", [message.pk, reading, at])
        return cursor.fetchone()[0]


def forge(message, bodies, agency, told, *, entered=True, purpose=REASON):
    """Write a reading past the verb."""
    from ortaq.ledger.record import record

    by = bodies.by(agency)
    row = Reading.objects.create(
        record=message.pk, officer=by.officer, officer_name="x", unit=by.unit, session="s", at=NOON, purpose=purpose,
        until=NOON + HOUR, visible_to=sorted({by.unit, *told}),
    )  # fmt: skip
    if entered:
        record("reading.noted", row.pk, row.to_ledger(), by=by, at=NOON)
    return row


def test_a_reading_that_its_owners_were_not_told_of_opens_nothing(here, message, inside, bodies):
    with inside("customs"):
        assert ask(message, forge(message, bodies, "customs", [here.unit("customs").pk]).pk) is None


def test_a_reading_that_is_not_in_the_ledger_opens_nothing(here, message, inside, bodies):
    everybody = [here.unit("border").pk, here.unit("customs").pk]
    with inside("customs"):
        assert ask(message, forge(message, bodies, "customs", everybody, entered=False).pk) is None
        assert ask(message, forge(message, bodies, "customs", everybody, purpose=" ").pk) is None
        assert ask(message, forge(message, bodies, "customs", everybody).pk) is not None


def test_a_forged_reading_of_a_foreign_matter_opens_nothing(here, message, inside, bodies):
    with inside("internal"):
        reading = forge(message, bodies, "internal", [here.unit("border").pk, here.unit("customs").pk])
        assert ask(message, reading.pk) is None


def test_the_reading_of_another_body_opens_nothing(here, message, inside, bodies):
    with inside("customs"):
        reading = opening(message, here, bodies, "customs")
    with inside("border"):
        assert ask(message, reading.pk) is None


def test_a_reading_of_one_message_opens_no_other(here, message, inside, bodies):
    other = tell(here)
    with inside("customs"):
        reading = opening(message, here, bodies, "customs")
        assert ask(other, reading.pk) is None


def test_who_pretends_that_it_is_still_noon_is_told_otherwise_by_the_clock_engine(here, message, inside, bodies):
    with inside("customs"):
        reading = opening(message, here, bodies, "customs")
        assert ask(message, reading.pk, at=NOON) is not None
    ClockBeat.objects.create(name="clock", at=NOON + 2 * HOUR, late_ms=0, worst_ms=0)
    with inside("customs"):
        assert ask(message, reading.pk, at=NOON) is None


def test_a_unit_in_the_field_gets_nothing_from_the_function(here, message, inside, bodies, as_role):
    with inside("customs"):
        reading = opening(message, here, bodies, "customs")
    for unit in (here.stranger, here.unit("border", 2)):
        with as_role("web"), acting_in(unit.pk):
            assert ask(message, reading.pk) is None


# ── on the pages ──────────────────────────────────────────────────────────────────────────────────────────────────

PAGES = (
    "/", "/messages/", "/messages/?direction=below", "/messages/{pk}/", "/messages/{pk}/part/", "/oversight/duties/",
    "/messages/{pk}/paper/", "/messages/{pk}/proof/", "/duties/?side=all&state=all", "/oversight/",
    "/oversight/duties/?as=csv", "/oversight/?as=csv", "/oversight/breakdown/?as=csv", "/oversight/messages/{pk}/",
    "/instruction/", "/oversight/trend/",
)  # fmt: skip


@pytest.mark.parametrize("agency", ["internal", "customs"])
def test_no_page_and_no_file_shows_an_inspector_a_word(agency, here, message, bodies, sit):
    inspector = sit(bodies.inspectors[agency])
    for page in PAGES:
        answer = inspector.get(page.format(pk=message.pk), follow=True)
        assert answer.status_code == 200, page
        for word in ("Примеров", "переклеен", "N 123"):
            assert word not in answer.content.decode(), page


def test_a_search_finds_an_inspector_nothing_by_its_words(here, message, bodies, sit):
    for word in ("Примеров", "переклеен"):
        assert not sit(bodies.inspectors["customs"]).get(f"/messages/?direction=below&q={word}").context["rows"]


def test_the_page_opens_the_words_and_says_until_when(here, message, bodies, sit, clock):
    inspector, page = sit(bodies.inspectors["customs"]), f"/oversight/messages/{message.pk}/"
    assert inspector.post(f"{page}openings/", {"reason": REASON}).status_code == 302
    shown = inspector.get(page).content.decode()
    assert WORDS in shown
    assert REASON in shown
    clock.stand(NOON + 61 * MINUTE)
    assert WORDS not in inspector.get(page).content.decode()


@pytest.mark.parametrize(
    ("agency", "reason", "status"), [("customs", "", 422), ("customs", "надо", 422), ("internal", REASON, 403)]
)
def test_the_page_refuses_without_a_reason_and_in_foreign_matters(agency, reason, status, here, message, bodies, sit):
    answer = sit(bodies.inspectors[agency]).post(f"/oversight/messages/{message.pk}/openings/", {"reason": reason})
    assert answer.status_code == status
    assert WORDS not in answer.content.decode()
    assert not Reading.objects.exists()


def test_nobody_without_the_verb_comes_to_the_page(here, message, sit):
    for officer in (officer_of(here, "border"), officer_of(here, "border", 2)):
        assert sit(officer).get(f"/oversight/messages/{message.pk}/").status_code == 403


def test_author_and_addressee_see_who_read_what_and_why(here, message, bodies, sit):
    from ortaq.access.testing import appoint

    sit(bodies.inspectors["customs"]).post(f"/oversight/messages/{message.pk}/openings/", {"reason": REASON})
    for agency in ("border", "customs"):
        board = sit(officer_of(here, agency)).get("/").content.decode()
        matter = sit(officer_of(here, agency)).get(f"/messages/{message.pk}/").content.decode()
        senior = appoint(f"senior-{agency}", here.unit(agency), "senior", at=NOON)
        readings = sit(senior).get("/our-unit/readings/").content.decode()
        for page in (board, matter, readings):
            assert REASON in page
            assert str(bodies.inspectors["customs"].officer) in page


def test_who_does_not_hold_the_words_is_not_told_why_they_were_read(here, message, bodies, sit):
    sit(bodies.inspectors["customs"]).post(f"/oversight/messages/{message.pk}/openings/", {"reason": REASON})
    for outsider in (officer_of(here, "internal"), officer_of(here, "border", 2), bodies.inspectors["internal"]):
        assert REASON not in sit(outsider).get(f"/messages/{message.pk}/").content.decode()


def test_the_owners_screens_are_told_at_once(here, message, inside, bodies):
    with inside("customs"), CaptureQueriesContext(connection) as asked:
        opening(message, here, bodies, "customs")
    (told,) = [one["sql"] for one in asked.captured_queries if "pg_notify" in one["sql"]]
    for unit in (here.unit("border").pk, here.unit("customs").pk):
        assert str(unit) in told.partition("scopes")[2]
