"""A report drafted by several officers through its period. Each section is kept by itself: whoever kept it says which
version he began from, and where another one stands meanwhile he is shown both. Nothing is overwritten unseen.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ortaq.exchange.documents import FIGURES, Document, Filing, Presence, Version
from ortaq.exchange.errors import AlreadySent, NotPossible, Overtaken
from ortaq.exchange.periods import Period
from ortaq.ledger.actor import Actor
from ortaq.lib import screens
from ortaq.lib.ids import uuid_of

HELD = timedelta(seconds=45)
"""How long a section counts as in somebody's hand after he was last seen typing in it."""


@dataclass(frozen=True)
class Kept:
    """What an officer leaves in a section: words, and data where the section holds a list or figures."""

    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def is_same(self, version: Version) -> bool:
        """Whether just this stands there already."""
        return version.text == self.text and version.data == dict(self.data)


class Work:
    """A report in work as it stands: its document, the newest version of each section, and what of it was sent."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.document = document_of(period)
        self.filings = list(_filings(period).select_related("message").order_by("sent_at"))
        self.newest = newest(self.document) if self.document else {}

    @property
    def sent(self) -> Filing | None:
        """The report that did what was owed; None while one is still in work."""
        return next((one for one in self.filings if one.counts), None)

    @property
    def written(self) -> dict[str, Version]:
        """The sections that say something, figures aside."""
        return {code: one for code, one in self.newest.items() if code != FIGURES and not one.is_empty}

    @property
    def digest(self) -> str:
        """A short name for what stands in all sections: whoever sends it sends what he saw."""
        stands = [f"{code}:{one.n}" for code, one in sorted(self.newest.items())]
        return "-".join([str(self.document.n if self.document else 0), *stands])

    def hands(self, now: datetime, *, but: int | None = None) -> dict[str, list[str]]:
        """Return who has which section in hand now, the officer `but` left out."""
        found: dict[str, list[str]] = defaultdict(list)
        if self.document:
            for one in Presence.objects.filter(document=self.document, seen_at__gte=now - HELD).order_by(
                "officer_name"
            ):
                if one.officer != but:
                    found[one.section].append(one.officer_name)
        return found


def document_of(period: Period) -> Document | None:
    """Return the document of this window that is in work, or that was sent last."""
    known = Document.objects.filter(unit=period.unit, rule=period.rule.id, opens_at=period.span.opens_at)
    return known.order_by("-n").first()


def newest(document: Document) -> dict[str, Version]:
    """Return what stands in each section."""
    versions = Version.objects.filter(document=document).order_by("section", "-n").distinct("section")
    return {one.section: one for one in versions}


def keep(period: Period, section: str, kept: Kept, *, base: int, by: Actor, at: datetime) -> Version:
    """Keep a section in place of the version `base` (0: of nothing); the same again changes nothing.

    Raises Overtaken, with the version that stands there, where it is another one than `base`; AlreadySent where the
    report was sent; NotPossible where it has no such section.
    """
    if section not in (*period.sections, FIGURES):
        raise NotPossible("no such section", section=section)
    with transaction.atomic():
        document = begun(period, by=by, at=at)
        stands = document.versions.filter(section=section).order_by("-n").first()
        if stands and kept.is_same(stands):
            return stands
        if (stands.n if stands else 0) != base:
            raise Overtaken("another version stands there", newest=stands)
        return _add(document, section, base + 1, kept, by=by, at=at)


def begun(period: Period, *, by: Actor, at: datetime) -> Document:
    """Return the document in work, begun now where nobody had; one officer at a time. Inside a transaction.

    Raises AlreadySent where the report was sent.
    """
    one_at_a_time(period)
    if _filings(period).filter(counts=True).exists():
        raise AlreadySent("the report of this window was sent")
    return document_of(period) or _begin(period, 1, at)


def hold(period: Period, section: str, *, by: Actor, at: datetime) -> None:
    """Say that the officer has this section in hand now; the colleagues' screens are told when it is news."""
    assert by.officer is not None
    with transaction.atomic():
        document = begun(period, by=by, at=at)
        before = Presence.objects.filter(document=document, officer=by.officer).first()
        named = {"section": section, "officer_name": by.name, "seen_at": at, "visible_to": document.visible_to}
        Presence.objects.update_or_create(document=document, officer=by.officer, defaults=named)
        if before is None or before.section != section or before.seen_at < at - HELD:
            screens.tell("changed", document.pk, document.visible_to)


def go_on(document: Document, *, at: datetime) -> Document:
    """Begin the document that follows one that was sent early and does not count: it holds the same sections."""
    following = Document(
        unit_id=document.unit_id, rule=document.rule, regime=document.regime, opens_at=document.opens_at,
        n=document.n + 1, begun_at=at, visible_to=document.visible_to,
    )  # fmt: skip
    following.save(force_insert=True)
    for one in newest(document).values():
        one.pk, one.document, one.n = uuid.uuid4(), following, 1
        one.save(force_insert=True)
    return following


def history(document: Document, section: str) -> list[Version]:
    """Return the versions of a section, newest first; of one officer's within ten minutes only what he left at last."""
    found: list[Version] = []
    for one in document.versions.filter(section=section).order_by("-n"):
        after = found[-1] if found else None
        if after is None or after.officer != one.officer or after.at - one.at > timedelta(minutes=10):
            found.append(one)
    return found


def one_at_a_time(period: Period) -> None:
    """Let what is kept and what is sent of one window wait for each other. To be called inside a transaction."""
    key = uuid_of("document", str(period.unit), period.rule.id, period.span.opens_at.isoformat())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int & (1 << 63) - 1])


def _filings(period: Period) -> Any:
    return Filing.objects.filter(unit=period.unit, rule=period.rule.id, opens_at=period.span.opens_at)


def _begin(period: Period, n: int, at: datetime) -> Document:
    document = Document(
        unit_id=period.unit,
        rule=period.rule.id,
        regime=period.code,
        opens_at=period.span.opens_at,
        n=n,
        begun_at=at,
        visible_to=[period.unit],
    )
    document.save(force_insert=True)
    return document


def _add(document: Document, section: str, n: int, kept: Kept, *, by: Actor, at: datetime) -> Version:
    assert by.officer is not None
    version = Version(
        document=document,
        section=section,
        n=n,
        text=kept.text,
        data=dict(kept.data),
        at=at,
        officer=by.officer,
        officer_name=by.name,
        visible_to=document.visible_to,
    )
    version.save(force_insert=True)
    screens.tell("changed", document.pk, document.visible_to)
    return version
