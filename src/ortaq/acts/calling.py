"""Plans that are called for: once an edition is adopted here, each member of a group owes the plan of the group.

The duty follows from a row, written by a scheduled job that may run as often as it likes: what is called for stands,
and a unit that comes later is called upon from its own first day on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction

from ortaq.acts.doing import PlanOwed
from ortaq.acts.owing import owed_plan
from ortaq.directory.models import Group, Unit
from ortaq.duties.errors import NothingAdopted
from ortaq.duties.opening import open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.rules import obligations
from ortaq.rules.edition import DutyRule

ANCHOR = "in_force"


def call_for_plans(now: datetime) -> int:
    """Take down which plans are owed that are not called for yet, and open their duties; return how many."""
    try:
        rulebook, by = Rulebook.at(now), Actor.program("schedule")
    except NothingAdopted:
        return 0
    wanted = {one.pk: one for one in _wanted(rulebook, now)}
    known = set(PlanOwed.objects.filter(pk__in=list(wanted)).values_list("pk", flat=True))
    new = [one for pk, one in wanted.items() if pk not in known]
    with transaction.atomic():
        insert(new, entries(("plan.owed", one.pk, one.to_ledger(), by, now) for one in new))
        open_duties([owed_plan(one, rulebook) for one in new], by=by, at=now)
    return len(new)


def _wanted(rulebook: Rulebook, now: datetime) -> Iterator[PlanOwed]:
    """Give each plan that a member of a group owes."""
    units = {unit.code: unit for unit in rulebook.units.values()}
    groups = dict(Group.objects.values_list("code", "pk"))
    for group in rulebook.directory.groups:
        members = [units[code] for code in sorted(group.members) if code in units]
        sees = rulebook.visible_to(unit.pk for unit in members)
        for unit in members if len(members) > 1 else ():
            for rule in _rules(rulebook, unit.code):
                yield _owed(rulebook, unit, groups[group.code], rule, sees, now)


def _rules(rulebook: Rulebook, code: str) -> list[DutyRule]:
    """Return the rules by which the unit owes what kinds of act answer since the edition came into force."""
    answers = {rule for kind in rulebook.edition.act_kinds.values() for rule in kind.answers}
    owed = obligations.owed_rules(rulebook.edition, rulebook.directory.units[code])
    return [rule for rule in owed if rule.id in answers and rule.term and ANCHOR in obligations.anchors(rule.term)]


def _owed(rulebook: Rulebook, unit: Unit, group: int, rule: DutyRule, sees: list[int], now: datetime) -> PlanOwed:
    since = max(rulebook.adopted_from, unit.valid_from or rulebook.adopted_from)
    return PlanOwed(
        id=uuid_of("plan", rulebook.edition.id, rule.id, str(group), unit.code, since.isoformat()),
        group_id=group,
        unit_id=unit.pk,
        rule=rule.id,
        since=datetime.combine(since, time(), tzinfo=rulebook.zone_of(unit.pk)),
        at=now,
        visible_to=sees,
    )
