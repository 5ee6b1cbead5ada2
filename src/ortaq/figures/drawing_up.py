"""The act of a reconciliation: drawn up of what stands when every difference is explained or corrected.

Each figure has the three values as they were given, the agreed one – that of the agency whose word decides –, and what
its owners said of each difference. It is frozen at once and waits for the signatures of all. What is corrected later is
a new fact and, where the parties wish, a new version of the act.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ortaq.acts.drafting import draft, edit, latest, newest, revise
from ortaq.acts.models import Act, Version
from ortaq.acts.signing import propose
from ortaq.custody.drawing_up import official
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NothingChanged
from ortaq.figures import comparing
from ortaq.figures.abreast import Figure, Together, figures, groups
from ortaq.figures.errors import DifferencesOpen, NotMember
from ortaq.figures.models import Return, standing
from ortaq.figures.months import figures_of
from ortaq.figures.reconciliations import Difference, Reconciliation
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules.figures import plain, span

DAY = timedelta(days=1)


def draw_up(row: Reconciliation, *, by: Actor, at: datetime, rulebook: Rulebook) -> Version:
    """Lay the act before all members to be signed; drawn up of the same before, it is returned.

    Raises NotMember, DifferencesOpen while one waits for its owner, NothingChanged for an act in force of the same
    figures, and what drafting raises where a member cannot sign here.
    """
    with transaction.atomic():
        group = _group(row, rulebook)
        held = comparing.compare(group, row.month, by=by, at=at, rulebook=rulebook)
        if held.open:
            raise DifferencesOpen("differences wait for their owners", open=held.open)
        body = body_of(held, group, rulebook)
        version = _version(held, body, by=by, at=at, rulebook=rulebook)
        if version.state == "draft":
            version = propose(version, by=by, at=at, rulebook=rulebook)
        Reconciliation.objects.filter(pk=held.pk).update(act=version.act_id)
    return version


def act_identity(row: Reconciliation) -> uuid.UUID:
    """Return the identity of the act of a reconciliation: its versions are versions of one act."""
    return uuid_of("reconciliation act", str(row.pk))


def body_of(row: Reconciliation, group: Together, rulebook: Rulebook) -> dict[str, Any]:
    """Return the act's fields, as the pack says of what each is made."""
    told = figures_of(rulebook)
    given = standing(group.members, row.month)
    head = _head(row, group, given, rulebook)
    said = {field: head[source] for field, source in told.act.head.items() if head[source]}
    why = _explanations(row)
    rows = [
        _row(one, why.get(one.indicator.code, []), rulebook)
        for one in figures(group, given, told, rulebook)
        if one.given
    ]
    return {**said, told.act.group: rows}


def _version(row: Reconciliation, body: Mapping[str, Any], *, by: Actor, at: datetime, rulebook: Rulebook) -> Version:
    """Return the version that says this: the one on its way, or a new one where it was refused or says otherwise."""
    identity, kind = act_identity(row), figures_of(rulebook).act.kind
    act = Act.objects.filter(pk=identity).first()
    if act is None:
        return draft(kind, body, by=by, at=at, rulebook=rulebook, group=row.group_id, id=identity)
    last = newest(act)
    if last.state == "in_force" and last.content.fields == body:
        raise NothingChanged("the act in force says the same")
    if last.is_working and last.state != "draft":
        return last
    version = last if last.state == "draft" else revise(act, by=by, at=at)
    edit(version, body, base=latest(version).n, by=by, at=at, rulebook=rulebook)
    return version


def _head(
    row: Reconciliation, group: Together, given: Mapping[tuple[int, str], Return], rulebook: Rulebook
) -> dict[str, str]:
    told = figures_of(rulebook)
    begin, end = span(row.month, told.usual, rulebook.zone_of(group.members[0]))
    used = sorted({(group.members.index(one.unit_id), one.cut_off) for one in given.values()})
    names = rulebook.edition.agencies
    cuts = [
        f"{official(names[rulebook.units[group.members[place]].agency].short)} – {official(told.cut_offs[code].name)}"
        for place, code in used
    ]
    return {
        "@from": begin.date().isoformat(),
        "@to": (end.date() - DAY).isoformat(),
        "@point": group.point or "",
        "@cut_off": "; ".join(cuts),
    }


def _row(one: Figure, why: list[str], rulebook: Rulebook) -> dict[str, str]:
    told, measure = figures_of(rulebook), one.indicator.measure
    row = {told.act.figure: official(told.title(one.indicator.code) + ", " + measure.name)}
    for unit, value in one.values.items():
        field = told.act.values.get(rulebook.units[unit].agency)
        if field and value is not None:
            row[field] = plain(value, measure)
    agreed = one.values.get(one.decides) if one.decides is not None else None
    if agreed is not None:
        row[told.act.agreed] = plain(agreed, measure)
    return {**row, told.act.why: "; ".join(why)} if why else row


def _explanations(row: Reconciliation) -> dict[str, list[str]]:
    """Return by indicator what was said of its differences; what was corrected since needs no words any more."""
    found: dict[str, list[str]] = {}
    rows = row.differences.exclude(state="corrected").prefetch_related("history").order_by("n")
    for one in rows:
        words = [step.words for step in one.history.all() if step.verb == "explain"]
        if words:
            found.setdefault(one.indicator, []).append(_said(one, words[-1]))
    return found


def _said(one: Difference, words: str) -> str:
    return f"№ {one.key}: {words}" if one.key else words


def _group(row: Reconciliation, rulebook: Rulebook) -> Together:
    """Return the group as it was when its month was first compared; raises NotMember where a member left it."""
    found = next((one for one in groups(rulebook, [row.group.code]) if one.pk == row.group_id), None)
    if found is None or sorted(found.members) != sorted(row.members):
        raise NotMember("the group is another by now", group=row.group.code)
    return found


def rows_of(row: Reconciliation) -> Iterator[Difference]:
    """Give the differences that the signed act settles."""
    yield from row.differences.filter(state__in=("open", "explained")).order_by("n")
