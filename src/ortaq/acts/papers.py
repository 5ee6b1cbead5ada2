"""An act on paper: made of content and signatures, sealed and kept once it is in force; a draft says that it is one."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import override

from ortaq.access.roles import ROLES
from ortaq.acts.content import approvers_of
from ortaq.acts.drafting import fields_of
from ortaq.acts.models import Body, Signature, Version
from ortaq.acts.paper.paper import Mark, Paper
from ortaq.acts.printed import Printed
from ortaq.acts.reading import Reader, blocks
from ortaq.acts.statements import envelope, node_name
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.heads import latest_head
from ortaq.ledger.record import entries
from ortaq.lib import node
from ortaq.lib.rows import insert
from ortaq.rules.acts import APPROVER, FIRST, PARTY, SECOND, ActKind
from ortaq.rules.text import LANGUAGES, Text
from ortaq.wire.acts import body_hash

SHEETS = {"ru": ("ru",), "kk": ("kk",), "en": ("en",), "kk+ru": ("kk", "ru")}
OFFICIAL = "kk+ru"
"""The sheet that is made as soon as an act is in force: both official languages side by side."""
EXERCISE = {
    "demo": Text("ПОКАЗ – вымышленные события и люди", "КӨРСЕТІЛІМ – ойдан шығарылған", "DEMONSTRATION – invented"),
    "drill": Text("УЧЕНИЕ", "ОҚУ-ЖАТТЫҒУ", "EXERCISE"),
}


def keep(version: Version, languages: str, kind: ActKind, *, by: Actor, at: datetime, rulebook: Rulebook) -> Printed:
    """Return the sealed paper of a version in these languages, made now where it was not before.

    The same bytes come back for ever, also once the version is replaced. To be called inside a transaction. Raises
    pades.NoKey where the key that seals cannot be used.
    """
    from ortaq.acts.paper import printing, signer  # most pages print nothing, and these bring their libraries

    known = Printed.objects.filter(version=version, languages=languages).first()
    if known is not None:
        return known
    home = node.home()
    assert home is not None
    paper = paper_of(version, kind, rulebook)
    plain = printing.pdf(paper, SHEETS[languages], envelope(version), at=_whole(at))
    pdf = signer.seal(plain, home=home, key=settings.PDF_KEY, name=node_name(), at=at)
    body = Body.objects.get(version=version)
    made = Printed(
        version=version,
        languages=languages,
        sha256=sha256(pdf).hexdigest(),
        size=len(pdf),
        pdf=pdf,
        at=at,
        visible_to=body.visible_to,
    )
    insert([made], entries([("act.printed", made.pk, made.to_ledger(), by, at)]))
    return made


def draft(version: Version, languages: str, kind: ActKind, *, at: datetime, rulebook: Rulebook) -> bytes:
    """Return a print of what is not in force yet: it bears the word across every page, is not sealed and not kept."""
    from ortaq.acts.paper import printing

    return printing.pdf(paper_of(version, kind, rulebook, is_draft=True), SHEETS[languages], at=_whole(at))


def paper_of(version: Version, kind: ActKind, rulebook: Rulebook, *, is_draft: bool = False) -> Paper:
    """Return the act as it stands on paper: its sections, and a block for each who signs or approves it."""
    act, given = version.act, {(one.unit_id, one.role): one for one in version.signatures.all()}
    reader = Reader((version.in_force_from or act.drafted_at).date())
    parties = tuple(_mark(PARTY, unit, kind, given, reader, n) for n, unit in enumerate(act.parties))
    above = version.approvers if version.hash else approvers_of(act, kind, rulebook)
    approved = tuple(_mark(APPROVER, unit, kind, given, reader, 0) for unit in above)
    fields = fields_of(version)
    begun = version.in_force_from or version.proposed_at or act.drafted_at
    return Paper(
        id=act.pk,
        hash=version.hash or body_hash(fields),
        title=kind.name,
        number=act.label if version.n == 1 else f"{act.label} ({version.n})",
        place="",
        date=begun.astimezone(rulebook.zone_of(act.unit_id)).strftime("%d.%m.%Y"),
        blocks=blocks(kind, fields, _quoted(version), reader),
        agreed=parties if kind.approved_above else (),
        approved=approved,
        signed=() if kind.approved_above else parties,
        exercise=EXERCISE.get(node.kind()),
        is_draft=is_draft,
        head="" if is_draft else latest_head(),
    )


def _quoted(version: Version) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Body.objects.get(version=version).body["quoted"] if version.hash else []
    return found


def _mark(role: str, unit: int, kind: ActKind, given: dict[tuple[int, str], Signature], reader: Reader, n: int) -> Mark:
    row = Unit.objects.get(pk=unit)
    signed = given.get((unit, role))
    word = kind.marks.get((FIRST, SECOND)[n] if kind.parties == "two" and role == PARTY else role, Text.same(""))
    if signed is None:
        return Mark(word, "", "", "", reader.unit(row.code))
    return Mark(
        role=word,
        post=post_in_all(signed.post),
        rank=signed.rank,
        name=signed.name,
        unit=reader.unit(row.code),
        at=_local(signed.at, row.zone),
        key=signed.kid[:16],
        signed=True,
    )


def _whole(at: datetime) -> datetime:
    """Return the second in which it is made: Typst takes no part of one."""
    return at.replace(microsecond=0)


def post_in_all(code: str) -> Text:
    """Return what a post is called, in every language."""
    if code not in ROLES:
        return Text.same(code)
    said = []
    for lang in LANGUAGES:
        with override(lang):
            said.append(str(ROLES[code].name))
    return Text(*said)


def _local(at: datetime, zone: str) -> str:
    wall = at.astimezone(ZoneInfo(zone))
    return f"{wall:%d.%m.%Y %H:%M} (UTC{wall:%z})"
