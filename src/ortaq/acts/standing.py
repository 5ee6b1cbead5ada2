"""Where a version stands for this desk: what it is called, who is awaited, what comes next, what may be done here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from ortaq.access.roles import ON_WATCH
from ortaq.acts.models import WORKING, Signature, Version
from ortaq.acts.words import state_in_words
from ortaq.duties.desk import Desk
from ortaq.duties.words import DONE, MINE, VOID, WAITING
from ortaq.rules.acts import APPROVER, PARTY, ActKind

OVER = ("refused", "discarded", "replaced", "ended")
ASKED = frozenset({"sign", "approve", "submit"})
"""What an officer is waited for to do."""


@dataclass(frozen=True)
class Standing:
    """How one version looks from a desk. `awaited` are units whose signature or approval is missing, since when."""

    state: str
    look: str
    next: str
    awaited: Sequence[int]
    since: datetime | None
    may: frozenset[str]


def standing(version: Version, kind: ActKind | None, signed: Sequence[Signature], desk: Desk) -> Standing:
    """Return where the version stands for this desk."""
    awaited = awaited_of(version, signed)
    may = possible(version, kind, awaited, desk)
    return Standing(
        state=state_in_words(version.state),
        look=_look(version, awaited, may, desk),
        next=_next(version, may),
        awaited=awaited,
        since=since_when(version, signed),
        may=may,
    )


def awaited_of(version: Version, signed: Sequence[Signature]) -> list[int]:
    """Return the units whose turn it is and that have not signed yet; who is to submit is any of the parties."""
    role = {"proposed": PARTY, "submitted": APPROVER}.get(version.state)
    asked = version.act.parties if role == PARTY else version.approvers if role == APPROVER else []
    given = {one.unit_id for one in signed if one.role == role}
    return [unit for unit in asked if unit not in given]


def since_when(version: Version, signed: Sequence[Signature]) -> datetime | None:
    """Return since when the version stands as it does."""
    match version.state:
        case "draft":
            return version.begun_at
        case "proposed":
            return version.proposed_at
        case "signed":
            return max((one.at for one in signed), default=version.proposed_at)
        case "submitted":
            return version.submitted_at
        case "in_force":
            return version.in_force_from
        case _:
            return version.ended_at


def possible(version: Version, kind: ActKind | None, awaited: Sequence[int], desk: Desk) -> frozenset[str]:
    """Return what this officer may do with the version now."""
    if kind is None:
        return frozenset()
    own, party = desk.unit.pk, desk.unit.pk in version.act.parties
    drafts = party and desk.may("may_draft_act")
    signs = party and desk.may("may_sign_act") and _in_post(kind.signs, desk)
    approves = own in version.approvers and desk.may("may_approve_act") and _in_post(kind.approves, desk)
    found = {
        "edit": drafts and version.state == "draft",
        "sign": signs and version.state == "proposed" and own in awaited,
        "submit": signs and version.state == "signed",
        "approve": approves and version.state == "submitted" and own in awaited,
        "refuse": (signs and version.state in WORKING[1:]) or (approves and version.state == "submitted"),
        "end": signs and kind.may_end and version.state == "in_force",
        "revise": drafts and version.state in ("in_force", "refused", "discarded"),
    }
    return frozenset(verb for verb, may in found.items() if may)


def to_sign(unit: int) -> Q:
    """Return which versions wait for the unit's signature."""
    signed = Signature.objects.filter(version=OuterRef("pk"), unit=unit, role=PARTY)
    return Q(~Exists(signed), state="proposed", act__parties__contains=[unit])


def to_approve(unit: int) -> Q:
    """Return which versions wait for the unit's approval."""
    approved = Signature.objects.filter(version=OuterRef("pk"), unit=unit, role=APPROVER)
    return Q(~Exists(approved), state="submitted", approvers__contains=[unit])


def to_submit(unit: int) -> Q:
    """Return which versions all parties have signed and one of them, we too, is to submit."""
    return Q(state="signed", act__parties__contains=[unit])


def _in_post(posts: Sequence[str], desk: Desk) -> bool:
    return desk.role in posts and (desk.role not in ON_WATCH or desk.is_on_watch)


def _look(version: Version, awaited: Sequence[int], may: frozenset[str], desk: Desk) -> str:
    if version.state in OVER:
        return VOID
    if version.state == "in_force":
        return DONE
    return MINE if desk.unit.pk in awaited or may & {"submit", "edit"} else WAITING


def _next(version: Version, may: frozenset[str]) -> str:
    """Return what comes next, in one sentence."""
    ours = {
        "sign": gettext("Прочитайте и подпишите или отклоните с причиной."),
        "approve": gettext("Прочитайте и утвердите или отклоните с причиной."),
        "submit": gettext("Подписан всеми: представьте вышестоящим на утверждение."),
        "edit": gettext("Дополните проект вместе со сторонами и предложите к подписанию."),
    }
    for verb, words in ours.items():
        if verb in may:
            return words
    return {
        "draft": gettext("Стороны готовят проект."),
        "proposed": gettext("Ждём подписей сторон."),
        "signed": gettext("Ждём, когда сторона представит его вышестоящим."),
        "submitted": gettext("Ждём утверждения вышестоящих."),
        "refused": gettext("Отклонён: начните новую редакцию с тем же текстом и исправьте её."),
    }.get(version.state, "")
