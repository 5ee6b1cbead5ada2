"""One act as its page shows it: a version, its sections, who signed, what happened to it, what may be done here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s
from typing import Any

from django.utils.translation import gettext

from ortaq.access.roles import ROLES
from ortaq.acts.content import approvers_of, quoted
from ortaq.acts.doing import Activation, Lesson, PlanOwed, Task
from ortaq.acts.models import Act, ActStep, Body, Edit, Signature, Version
from ortaq.acts.officer_keys import OfficerKey
from ortaq.acts.origins import Origin, origin_of
from ortaq.acts.reading import Reader, blocks
from ortaq.acts.sections import Section, sections_of
from ortaq.acts.standing import Standing, standing
from ortaq.acts.tasks_shown import ShownTask, tasks_of
from ortaq.acts.words import verb_in_words
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.words import Shown, shown
from ortaq.rules.acts import APPROVER, FIRST, PARTY, SECOND, ActKind


@dataclass(frozen=True)
class Place:
    """One place for a signature: whose, over which words, and the signature where it is given."""

    role: str
    unit: str
    post: str
    signature: Signature | None
    is_awaited: bool
    is_ours: bool
    key: OfficerKey | None = None
    key_held: bool = True


@dataclass(frozen=True)
class Variant:
    """A variant of action of a plan in force, and the activation that runs, if one does."""

    n: int
    mark: str
    situation: str
    running: Activation | None


class Page:
    """An act as this desk sees it."""

    def __init__(self, desk: Desk, version: Version) -> None:
        self.desk, self.version = desk, version
        self.act: Act = version.act

    @cached_property
    def kind(self) -> ActKind | None:
        """The kind as the pack tells it today."""
        found = self.desk.rulebook.edition.act_kinds.get(self.act.kind)
        return found if found and found.form else None

    @property
    def name(self) -> str:
        """What the kind is called."""
        return self.desk.said(self.kind.name) if self.kind else self.act.kind

    @cached_property
    def versions(self) -> list[Version]:
        """All versions, the newest first."""
        return list(self.act.versions.order_by("-n"))

    @property
    def is_newest(self) -> bool:
        """Whether the version that is looked at is the newest one."""
        return self.versions[0].pk == self.version.pk

    @property
    def in_force(self) -> Version | None:
        """The version that holds, where another one is looked at."""
        return next((one for one in self.versions if one.state == "in_force" and one.pk != self.version.pk), None)

    @property
    def working(self) -> Version | None:
        """The version on its way, where another one is looked at."""
        return next((one for one in self.versions if one.is_working and one.pk != self.version.pk), None)

    @property
    def replaced_by(self) -> Version | None:
        """The version that took the place of the one that is looked at; `ended_at` of this one says when."""
        later = [one for one in self.versions if one.n > self.version.n and one.in_force_from]
        return min(later, key=lambda one: one.n, default=None) if self.version.state == "replaced" else None

    @cached_property
    def signatures(self) -> list[Signature]:
        """Who has signed or approved it."""
        return list(self.version.signatures.all())

    @cached_property
    def standing(self) -> Standing:
        """Where it stands for this desk."""
        return standing(self.version, self.kind, self.signatures, self.desk)

    @cached_property
    def may(self) -> frozenset[str]:
        """What may be done with it here: an older version is only read, and one act has one version on its way."""
        if not self.is_newest and self.version.state != "in_force":
            return frozenset()
        return self.standing.may - ({"revise"} if self.working else set())

    @cached_property
    def digest(self) -> str:
        """A short name for all that is shown but the time that passes: the same digest, the same page."""
        told = (
            [(one.n, one.state, one.steps) for one in self.versions],
            self.edit.n if self.edit else 0,
            sorted(self.may),
            [(one.task.pk, one.duty.look) for one in self.tasks],
            [(one.duty.pk, one.look) for one in self.owed],
            [one.pk for one in self.running],
            [one.pk for one, _ in self.lessons],
        )
        return blake2s(f"{told}{self.desk.lang}".encode(), digest_size=8).hexdigest()

    @property
    def steps(self) -> frozenset[str]:
        """What may be done with the act as a whole; variants of action stand apart."""
        return self.may

    @property
    def parties(self) -> list[str]:
        """The names of the parties in their order."""
        return [self.desk.name(pk) for pk in self.act.parties]

    @property
    def author(self) -> str:
        """Who drafted it."""
        return self.desk.name(self.act.unit_id)

    @property
    def awaited(self) -> list[str]:
        """The names of those who are awaited; where any of the parties may go on, all of them."""
        units = self.standing.awaited or (self.act.parties if self.version.state in ("draft", "signed") else ())
        return [self.desk.name(unit) for unit in units]

    @property
    def signers(self) -> str:
        """Which posts sign for a party, or approve, now."""
        if self.kind is None:
            return ""
        posts = self.kind.approves if self.version.state == "submitted" else self.kind.signs
        return ", ".join(str(ROLES[post].name) for post in posts if post in ROLES)

    @cached_property
    def approvers(self) -> list[int]:
        """Who must approve it: as it was proposed, or as it would be proposed now."""
        if self.version.state != "draft" or self.kind is None:
            return list(self.version.approvers)
        return approvers_of(self.act, self.kind, self.desk.rulebook)

    @cached_property
    def places(self) -> list[Place]:
        """The places for the parties' signatures."""
        return [self._place(PARTY, unit, n) for n, unit in enumerate(self.act.parties)]

    @cached_property
    def approvals(self) -> list[Place]:
        """The places for the superiors' approvals."""
        return [self._place(APPROVER, unit, 0) for unit in self.approvers]

    @cached_property
    def fields(self) -> Mapping[str, Any] | None:
        """What is filled in, frozen or still a draft; None where this unit may not read it."""
        if not self.desk.may("may_read_content"):
            return None
        if self.version.hash:
            return self._body["fields"] if self._body else None
        return self.edit.body if self.edit else None

    @property
    def is_erased(self) -> bool:
        """Whether the content was erased when its term was over: a party reads it from the first, or nobody does."""
        return bool(self.version.hash) and self._body is None and self.desk.unit.pk in self.act.parties

    @cached_property
    def sections(self) -> list[Section]:
        """The sections with their titles, values, tables and diagrams, in the reader's language."""
        if self.fields is None or self.kind is None:
            return []
        told = self._body["quoted"] if self._body else quoted(self.kind, self.desk.rulebook)
        return sections_of(blocks(self.kind, self.fields, told if self.fields else (), self.reader), self.desk.lang)

    @cached_property
    def history(self) -> list[tuple[ActStep, str, str]]:
        """What became of it, the newest first: the step, its words, the unit."""
        steps = self.version.history.order_by("-n")
        return [(step, verb_in_words(step.verb), self.desk.name(step.unit_id)) for step in steps]

    @cached_property
    def edit(self) -> Edit | None:
        """How a draft was left last, and by whom; None for what is frozen, or where this unit may not see drafts."""
        return Edit.objects.filter(version=self.version).order_by("-n").first()

    @cached_property
    def tasks(self) -> list[ShownTask]:
        """What it gives to do, with its duty and its words; variants of action have a page of their own."""
        if self.version.in_force_from is None:
            return []
        return tasks_of(self.desk, Task.objects.filter(version__act=self.act.pk, activation=None))

    @cached_property
    def owed(self) -> list[Shown]:
        """What is owed until it is submitted: by whom, until when."""
        if self.kind is None or not self.kind.answers or not self.version.is_working or self.version.submitted_at:
            return []
        called = PlanOwed.objects.filter(group=self.act.group_id or 0, rule__in=self.kind.answers)
        lessons = Lesson.objects.filter(activation__version__act=self.act.pk).values_list("activation", flat=True)
        records = [*called.values_list("pk", flat=True), *lessons]
        duties = Duty.objects.filter(record__in=records).unfinished().order_by("due_at")
        return [shown(one, self.desk) for one in duties]

    @cached_property
    def variants(self) -> list[Variant]:
        """The variants of action that may be set going: those in force, also where the next version is looked at."""
        told, fields = self.kind.variants if self.kind else None, self._in_force_fields
        if told is None:
            return []
        running = {one.variant: one for one in self.running}
        return [
            Variant(n, str(row[told.code]), str(row.get(told.situation, "")), running.get(str(row[told.code])))
            for n, row in enumerate(fields.get(told.group, ()), 1)
            if row.get(told.code)
        ]

    @property
    def may_activate(self) -> bool:
        """Whether the officer may set one of them going."""
        return self.desk.unit.pk in self.act.parties and self.desk.may("may_activate_variant")

    @cached_property
    def holding(self) -> Version | None:
        """The version that holds, whichever is looked at; None beside one that is over."""
        if self.version.state == "in_force":
            return self.version
        return self.in_force if self.version.is_working else None

    @cached_property
    def _in_force_fields(self) -> Mapping[str, Any]:
        if self.holding is None or not self.desk.may("may_read_content"):
            return {}
        body = self._body if self.holding is self.version else self._body_of(self.holding)
        return body["fields"] if body else {}

    @cached_property
    def running(self) -> list[Activation]:
        """The variants of action of this act that run now, by whatever version."""
        return list(Activation.objects.running().filter(version__act=self.act.pk).order_by("h_at"))

    @cached_property
    def ran(self) -> list[Activation]:
        """When variants of action of this act ran before."""
        before = Activation.objects.filter(version__act=self.act.pk).exclude(stood_down_at=None)
        return list(before.order_by("-h_at")[:20])

    @cached_property
    def lessons(self) -> list[tuple[Lesson, str]]:
        """What was learnt since the words that hold were written: whoever drafts the next version works it in."""
        before = next((one for one in self.versions if one.n < self.version.n and one.in_force_from), None)
        since = before.in_force_from if before else self.version.begun_at
        found = Lesson.objects.filter(activation__version__act=self.act.pk, at__gte=since).select_related("activation")
        return [(one, self.desk.name(one.unit_id)) for one in found]

    @cached_property
    def origin(self) -> Origin | None:
        """From what it came: a hand-over, a meeting."""
        return origin_of(self.act.pk)

    @property
    def sheets(self) -> list[tuple[str, str]]:
        """The languages in which it can be printed, each with its name."""
        return [
            ("kk+ru", gettext("казахский и русский рядом")),
            ("ru", gettext("русский")),
            ("kk", gettext("казахский")),
            ("en", gettext("английский")),
        ]

    @cached_property
    def reader(self) -> Reader:
        """Says codes by the names of the day on which the act was drafted or came into force."""
        return Reader((self.version.in_force_from or self.act.drafted_at).date())

    @cached_property
    def _body(self) -> Mapping[str, Any] | None:
        return self._body_of(self.version)

    def _body_of(self, version: Version) -> Mapping[str, Any] | None:
        found = Body.objects.filter(version=version).first()
        return found.body if found else None

    @cached_property
    def _keys(self) -> dict[str, OfficerKey]:
        return {one.kid: one for one in OfficerKey.objects.filter(kid__in=[one.kid for one in self.signatures])}

    def _place(self, role: str, unit: int, n: int) -> Place:
        signature = next((one for one in self.signatures if (one.unit_id, one.role) == (unit, role)), None)
        two = self.kind is not None and self.kind.parties == "two" and role == PARTY
        mark = self.kind.marks.get((FIRST, SECOND)[n] if two else role) if self.kind else None
        key = self._keys.get(signature.kid) if signature else None
        return Place(
            role=self.desk.said(mark) if mark else "",
            unit=self.desk.name(unit),
            post=str(ROLES[signature.post].name) if signature and signature.post in ROLES else "",
            signature=signature,
            is_awaited=unit in self.standing.awaited,
            is_ours=unit == self.desk.unit.pk,
            key=key,
            key_held=bool(signature is None or (key and key.held_at(signature.at))),
        )
