"""What the database itself lets the web do with the directory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from ortaq.directory import changes, loading, view
from ortaq.directory.models import Contact, Group, Unit
from ortaq.ledger.actor import Actor

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SENIOR = Actor(officer=7, name="Ахметова А. Б.", post="старший смены", unit=None, session="s1")
AsRole = Callable[[str], AbstractContextManager[None]]


@pytest.mark.parametrize("role", ["web", "stream", "clock"])
def test_every_process_that_serves_officers_reads_the_directory(
    loaded: loading.Report, as_role: AsRole, role: str
) -> None:
    with as_role(role):
        assert len(view.snapshot(TODAY).units) == 512


def test_the_web_changes_lines_reach_and_groups(loaded: loading.Report, as_role: AsRole) -> None:
    watch, post = (Unit.objects.get(code=code) for code in ("snt-road-khorgos", "tp-road-khorgos"))
    group = Group.objects.get(code="4:kz-road-khorgos")
    with as_role("web"):
        line = changes.add_contact(post, "duty_line", "вн. 12-35", TODAY, by=SENIOR, at=AT)
        changes.end_contact(line, date(2026, 12, 1), by=SENIOR, at=AT)
        changes.set_reach(post, "telephone", by=SENIOR, at=AT)
        changes.leave_group(group, post, TODAY, by=SENIOR, at=AT)
        changes.close_unit(watch, TODAY, by=SENIOR, at=AT)
        official = changes.name_standing_contact(post, "Примеров А. Б.", "инспектор", "", TODAY, by=SENIOR, at=AT)
        changes.name_substitute(official, "Опытова Н. Ф.", "", TODAY, date(2026, 12, 1), by=SENIOR, at=AT)
        changes.end_standing_contact(official, date(2026, 12, 2), by=SENIOR, at=AT)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Unit.objects.filter(code="ps").update(level=3),
        lambda: Unit.objects.filter(code="ps").update(standing="above"),
        lambda: Unit.objects.create(code="x", level=1, agency="border", kind="x", standing="party", zone="UTC"),
        lambda: Group.objects.create(code="x", level=1),
        lambda: Unit.objects.filter(code="ktk-kin").delete(),
        lambda: Contact.objects.all().delete(),
        lambda: Contact.objects.update(value="x"),
    ],
)
def test_the_web_may_not_make_units_or_rewrite_what_was(
    loaded: loading.Report, as_role: AsRole, tamper: Callable[[], object]
) -> None:
    with as_role("web"), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        tamper()


def test_what_is_kept_of_a_day_is_read_anew_after_any_change(loaded: loading.Report) -> None:
    before = view.snapshot(TODAY)
    assert view.snapshot(TODAY) is before
    Unit.objects.filter(code="ktk-kin").update(valid_to=TODAY)
    assert not view.snapshot(TODAY).units["ktk-kin"].is_open
