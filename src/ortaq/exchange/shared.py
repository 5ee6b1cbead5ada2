"""A report in work as its page shows it: the window, the sections with what stands in each, who has what in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2s

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange import drafting
from ortaq.exchange.difference import difference
from ortaq.exchange.documents import FIGURES, Version
from ortaq.exchange.drafting import Work
from ortaq.exchange.models import Message
from ortaq.exchange.periodic_form import SectionForm
from ortaq.exchange.periods import Period
from ortaq.exchange.report import Report, report_of, worded
from ortaq.rules.edition import Field


@dataclass(frozen=True)
class Step:
    """One version in a section's history, with what it changed of the one before."""

    version: Version
    pieces: Sequence[tuple[str, str]]


class Part:
    """One section on the page."""

    def __init__(self, page: Page, clause: str, fields: Sequence[Field]) -> None:
        self.page, self.clause, self.fields = page, clause, fields
        self.name = page.desk.subject(clause)
        self.version = page.work.newest.get(clause)
        self.theirs: Version | None = None
        lines = self.version.data.get("rows", ()) if self.version else ()
        initial = {"text": self.version.text if self.version else "", "base": self.base}
        self.form = SectionForm(fields=fields, desk=page.desk, lines=lines, initial=initial, auto_id=f"{clause}-%s")

    @property
    def base(self) -> int:
        """The version that stands; 0 where nothing was kept."""
        return self.version.n if self.version else 0

    @property
    def digest(self) -> str:
        """A short name for what stands in it."""
        return digest_of(self.version, self.page.desk)

    @property
    def hands(self) -> list[str]:
        """The colleagues who have it in hand now."""
        return self.page.hands.get(self.clause, [])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return self.version is None or self.version.is_empty

    def take(self, form: SectionForm, theirs: Version | None) -> None:
        """Show what was typed; where a colleague was first, over what he left: the next keeping takes its place."""
        self.form, self.theirs = form, theirs
        form.auto_id = f"{self.clause}-%s"
        if theirs is not None:
            form.typed_over(theirs.n)

    @property
    def difference(self) -> list[tuple[str, str]]:
        """What the colleague's words say beside one's own."""
        return list(difference(self.form["text"].value() or "", self.theirs.text)) if self.theirs else []

    def lines_of(self, version: Version) -> list[str]:
        """Return the lines of a version's list in words."""
        rows = version.data.get("rows", ())
        return [
            ", ".join(filter(None, (worded(one, row.get(one.code), self.page.desk) for one in self.fields)))
            for row in rows
        ]

    @property
    def own_lines(self) -> list[str]:
        """The list that stands, in words."""
        return self.lines_of(self.version) if self.version else []

    @property
    def their_lines(self) -> list[str]:
        """The colleague's list in words."""
        return self.lines_of(self.theirs) if self.theirs else []

    def steps(self) -> list[Step]:
        """Return the history, newest first."""
        document = self.page.work.document
        versions = drafting.history(document, self.clause) if document else []
        said = ["\n".join([one.text, *self.lines_of(one)]).strip() for one in versions]
        return [
            Step(one, list(difference(before, now)))
            for one, now, before in zip(versions, said, [*said[1:], ""], strict=True)
        ]


class Page:
    """One report in work."""

    def __init__(self, desk: Desk, period: Period) -> None:
        self.desk, self.period = desk, period
        self.work = Work(period)

    @cached_property
    def parts(self) -> list[Part]:
        """The sections in the order of the law."""
        return [Part(self, subject.clause, subject.rows) for subject in self.period.regime.subjects]

    def part(self, clause: str) -> Part | None:
        """Return the section of this clause; None where the report has none."""
        return next((one for one in self.parts if one.clause == clause), None)

    @cached_property
    def hands(self) -> Mapping[str, list[str]]:
        """Which colleague has which section in hand."""
        return self.work.hands(self.desk.now, but=self.desk.actor.officer)

    @property
    def name(self) -> str:
        """What the report is called."""
        return self.desk.said(self.period.rule.name)

    @property
    def covered(self) -> tuple[datetime, datetime] | None:
        """What it covers if it is sent now; once it was sent, what it covers."""
        sent = self.work.sent
        if sent is not None and sent.covers_from and sent.covers_to:
            return sent.covers_from, sent.covers_to
        return self.period.covered(self.desk.now)

    @property
    def is_cut_off(self) -> bool:
        """Whether sending it now would leave a rest for the next."""
        return self.work.sent is None and self.period.is_cut_off(self.desk.now)

    @property
    def standing(self) -> str:
        """Whether sending it now would be early, in time or late."""
        return self.period.standing(self.desk.now)

    @property
    def look(self) -> str:
        """The one meaning that its colour and shape have."""
        if self.work.sent:
            return "done"
        return {"early": "waiting", "in_time": "mine", "late": "late"}[self.standing]

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.work.sent:
            late = self.work.sent.standing == "late"
            return gettext("отправлено с опозданием") if late else gettext("отправлено")
        return {
            "early": gettext("в работе, окно ещё не открыто"),
            "in_time": gettext("к отправке"),
            "late": gettext("просрочено"),
        }[self.standing]

    @property
    def filled(self) -> int:
        """How many sections say something."""
        return len(self.work.written)

    @property
    def latest(self) -> Version | None:
        """What was kept last."""
        return max(self.work.newest.values(), key=lambda one: one.at, default=None)

    @property
    def figures(self) -> Report | None:
        """What was counted, as it will be read; None where nothing was yet."""
        kept = self.work.newest.get(FIGURES)
        return report_of(Message(), {"sections": (), "figures": kept.data}, self.desk) if kept else None

    @property
    def figures_kept(self) -> Version | None:
        """Who counted them and when."""
        return self.work.newest.get(FIGURES)

    @property
    def may_send(self) -> bool:
        """Whether the officer who looks may send it."""
        return self.desk.may("may_send")

    @property
    def counts_early(self) -> bool:
        """Whether the pack lets an early report count."""
        return self.period.rule.early_counts

    @property
    def ours(self) -> Mapping[str, str]:
        """Where the instruction is silent and the pack says something of its own about the window: why."""
        return {key: self.desk.said(text) for key, text in self.period.rule.ours.items()}

    @property
    def digest(self) -> str:
        """A short name for what stands in all sections and who has them in hand."""
        shown = f"{self.work.digest}{sorted(self.hands.items())}{len(self.work.filings)}{self.desk.lang}{self.look}"
        return blake2s(shown.encode(), digest_size=8).hexdigest()


def digest_of(version: Version | None, desk: Desk) -> str:
    """Return a short name for one section as it stands."""
    return f"{version.pk if version else 0}-{desk.lang}"
