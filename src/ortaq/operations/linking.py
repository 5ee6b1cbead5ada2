"""What belongs to a joint measure: messages, requests, charges, hand-overs, acts, other measures, put to it one by one.

Whoever puts something to it sees it; another party that does not is told that it is there, and no more. A package above
that has something to be put to a measure registers how it is found:

    @linkable("entry", _("запись реестра"))
    def entries(ids, desk) -> dict[UUID, Found]: ...
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise

from ortaq.duties.desk import Desk
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.operations import keeping
from ortaq.operations.log import Link
from ortaq.operations.models import Operation
from ortaq.rules.operations import LINKED

IDENTITY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
NUMBER = re.compile(r"№?\s*(?:(?P<series>[^\W\d]+)-)?(?P<number>\d{1,9})(?:\s*/\s*(?P<year>\d{4}))?")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may be put to a measure: what it is called, its page, how it stands."""

    words: str
    url: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer typed: an address with an identity in it, or a number with its year."""

    ids: tuple[uuid.UUID, ...] = ()
    series: str = ""
    number: int = 0
    year: int = 0


Shower = Callable[[Collection[uuid.UUID], Desk], Mapping[uuid.UUID, Found]]
Finder = Callable[[Wanted, Desk], "uuid.UUID | None"]


@dataclass(frozen=True, slots=True)
class Linkable:
    """A kind of thing: its name, how it is found by what was typed, how it is shown."""

    name: Promise | str
    find: Finder
    show: Shower


LINKABLE: dict[str, Linkable] = {}


def linkable(what: str, name: Promise | str, find: Finder) -> Callable[[Shower], Shower]:
    """Let things of this kind be put to measures: `find` reads what was typed, the decorated function shows them."""

    def register(show: Shower) -> Shower:
        LINKABLE[what] = Linkable(name, find, show)
        return show

    return register


def link(
    operation: Operation,
    what: str,
    target: uuid.UUID,
    note: str = "",
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Link:
    """Put something to it, with a word on why. Put before, it is returned. Raises NotOnWatch, NotParty, StateSecret."""
    with transaction.atomic():
        held = keeping.locked(operation, by=by, at=at)
        same = Link.objects.filter(operation=held, what=what, target=target).first()
        if same is not None:
            return same
        row, words = keeping.entry_of(held, LINKED, {"text": note.strip()}, by=by, at=at, rulebook=rulebook, id=id)
        made = Link(
            id=uuid_of("link", str(row.pk)),
            operation=held,
            entry=row,
            what=what,
            target=target,
            at=at,
            visible_to=held.visible_to,
        )
        keeping.write(row, words, by=by, at=at)
        insert([made], entries([("link.put", made.pk, made.to_ledger(), by, at)]))
    return made


def read(typed: str, desk: Desk) -> Wanted | None:
    """Return what was typed as it may be looked for; None where it is neither an address nor a number."""
    if found := IDENTITY.findall(typed.lower()):
        return Wanted(ids=tuple(uuid.UUID(one) for one in found))
    number = NUMBER.fullmatch(typed.strip())
    if number is None:
        return None
    year = int(number["year"] or desk.today.year)
    return Wanted(series=(number["series"] or "").upper(), number=int(number["number"]), year=year)


def shown(links: Collection[Link], desk: Desk) -> dict[uuid.UUID, Found]:
    """Return by link what it leads to, of those that this desk sees."""
    found: dict[uuid.UUID, Found] = {}
    for what, kind in LINKABLE.items():
        targets = {one.target: one.pk for one in links if one.what == what}
        if targets:
            found |= {targets[pk]: one for pk, one in kind.show(list(targets), desk).items()}
    return found
