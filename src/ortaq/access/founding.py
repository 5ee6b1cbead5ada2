"""The first two officers of a node, given their posts by whoever installs it: afterwards it takes two, always."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ortaq.access import posts
from ortaq.access.models import Appointment, Officer
from ortaq.access.officers import one_time_password
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record


class AlreadyFounded(RuntimeError):
    """The node has officers in posts: they give the others."""


@transaction.atomic
def found_node(unit: Unit, founders: Mapping[str, tuple[str, str]], *, at: datetime) -> dict[str, str]:
    """Enrol an officer for each role: {role: (login, name)}; return {login: first password}. Raises AlreadyFounded."""
    if Appointment.objects.exists():
        raise AlreadyFounded("this node has its first officers; they ask for and grant the other posts")
    passwords: dict[str, str] = {}
    by = Actor.program("founding")
    for role, (login, name) in founders.items():
        passwords[login] = one_time_password()
        officer = Officer.objects.enrol(login, name, password=passwords[login], at=at, must_change_password=True)
        record("officer.enrolled", officer.uid, {"login": login, "name": name, "rank": ""}, by=by, at=at)
        posts.found(officer, unit, role, at=at, by=by)
    return passwords
