"""Whatever officers do with an act, in whatever order: one version in force, no signature too many, all provable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import world as worlds
from agreeing import AGENCIES, NOON, PASSPHRASE, Parties, fresh, minutes, plan
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ortaq.acts import drafting, papers, signing
from ortaq.acts.errors import ActError
from ortaq.acts.models import WORKING, Act, Signature, Version
from ortaq.acts.statements import checked
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.ledger import comparing, registry
from ortaq.lib.pades import NoKey
from ortaq.rules.life import ACT, PENDING

HOUR = timedelta(hours=1)
VERBS = (
    "edit",
    "propose",
    "sign",
    "sign",
    "sign",
    "submit",
    "approve",
    "approve",
    "refuse",
    "revise",
    "end",
    "discard",
)


class Officers(RuleBasedStateMachine):
    """Commanders of three agencies on two levels do as they like with one plan and the minutes of one meeting."""

    parties: Parties
    clock: Any

    def __init__(self) -> None:
        super().__init__()
        self.save, self.at = transaction.savepoint(), NOON

    def teardown(self) -> None:
        turn_once()
        assert list(differences(self.at)) == []
        for book in registry.books():
            if book.model._meta.app_label in ("acts", "duties"):
                assert comparing.compare(book).faults == []
        for version in Version.objects.exclude(hash="").select_related("act"):
            faults = {fault.what for fault in checked(version).faults}
            assert faults <= {"signature.missing", "signature.none"}
            assert not faults or version.in_force_from is None
        transaction.savepoint_rollback(self.save)

    @initialize()
    def begin(self) -> None:
        self.parties.draft("plan", plan())
        self.parties.draft("minutes", minutes())

    @rule(
        verb=st.sampled_from(VERBS),
        agency=st.sampled_from(AGENCIES),
        level=st.sampled_from((4, 4, 4, 3)),
        which=st.integers(0, 9),
        stale=st.booleans(),
    )
    def step(self, verb: str, agency: str, level: int, which: int, stale: bool) -> None:
        acts = list(Act.objects.order_by("series"))
        versions = list(acts[which % 2].versions.select_related("act").order_by("-n"))
        version = versions[-1] if stale else versions[0]
        who = self.parties.by(agency, level, self.at)
        before = (version.state, version.steps, Signature.objects.count(), Version.objects.count())
        try:
            with transaction.atomic():
                self._do(verb, version, who)
        except ActError:
            now = fresh(version)
            assert (now.state, now.steps, Signature.objects.count(), Version.objects.count()) == before

    def _do(self, verb: str, version: Version, who: dict[str, Any]) -> None:
        match verb:
            case "edit":
                body = {**drafting.latest(version).body, "note": f"{self.at:%H:%M}"}
                drafting.edit(version, body, base=1, **who)
            case "sign" | "approve":
                getattr(signing, verb)(version, PASSPHRASE, **who)
            case "refuse" | "end":
                getattr(signing, verb)(version, "не согласны", **who)
            case "revise":
                drafting.revise(version.act, by=who["by"], at=who["at"])
            case "discard":
                drafting.discard(version, by=who["by"], at=who["at"])
            case _:
                getattr(signing, verb)(version, **who)

    @rule(which=st.integers(0, 1), steps=st.integers(1, 8))
    def go_on(self, which: int, steps: int) -> None:
        """Take the steps that bring an act on, so that much of what is tried meets one in force."""
        act = list(Act.objects.order_by("series"))[which]
        for _ in range(steps):
            version = drafting.newest(act)
            agency = next((one for one in AGENCIES if self._is_awaited(version, one)), AGENCIES[0])
            verb = {"draft": "propose", "proposed": "sign", "signed": "submit", "submitted": "approve"}
            level = 3 if version.state == "submitted" else 4
            if version.state == "ended":
                return
            self._do(verb.get(version.state, "revise"), version, self.parties.by(agency, level, self.at))

    def _is_awaited(self, version: Version, agency: str) -> bool:
        unit = self.parties.unit(agency, 3 if version.state == "submitted" else 4)
        return not version.signatures.filter(unit=unit).exists()

    @rule(by=st.sampled_from([HOUR, 30 * HOUR]), turns=st.booleans())
    def wait(self, by: timedelta, turns: bool) -> None:
        self.at += by
        self.clock.stand(self.at)
        if turns:
            turn_once()

    @invariant()
    def every_story_is_one_that_its_life_tells(self) -> None:
        for version in Version.objects.prefetch_related("history"):
            state = ACT.start
            for one in version.history.all():
                assert ACT.move(state, one.verb) == one.state
                state = one.state
            assert (state, version.history.count()) == (version.state, version.steps)

    @invariant()
    def at_most_one_version_holds_and_one_is_on_its_way(self) -> None:
        for act in Act.objects.prefetch_related("versions"):
            states = [one.state for one in act.versions.all()]
            assert states.count("in_force") <= 1
            assert sum(state in WORKING for state in states) <= 1

    @invariant()
    def what_holds_was_signed_by_all_whom_it_asks_and_by_nobody_twice(self) -> None:
        for version in Version.objects.filter(in_force_from__isnull=False).select_related("act"):
            given = sorted((one.role, one.unit_id) for one in version.signatures.all())
            wanted = [("party", pk) for pk in version.act.parties] + [("approver", pk) for pk in version.approvers]
            assert given == sorted(wanted)

    @invariant()
    def decisions_are_owed_while_the_minutes_hold(self) -> None:
        pending = Duty.objects.filter(rule="C9.7-decision", status="open").count()
        holds = Version.objects.in_force().filter(act__kind="minutes").exists()
        assert pending == 0 or holds
        assert set(Duty.objects.values_list("status", flat=True)) <= {*PENDING, "void"}


def _no_paper(*_given: Any, **_more: Any) -> None:
    """A hundred papers take their time and show nothing here."""
    raise NoKey("no paper")


@pytest.mark.django_db
def test_officers_may_do_what_they_like(clock, monkeypatch):
    monkeypatch.setattr(papers, "keep", _no_paper)
    clock.stand(NOON)
    Officers.parties, Officers.clock = Parties(worlds.make()), clock
    for agency in AGENCIES:
        for level in (3, 4):
            Officers.parties.commander(agency, level)
    told_as_it_came = settings(  # to make a failure smaller would take minutes on a database
        max_examples=8,
        stateful_step_count=20,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Officers, settings=told_as_it_came)
