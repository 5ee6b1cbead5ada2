"""Is this file the act that its officers signed? From its bytes alone: no node, no database, no Django.

Three things have to agree: the seal over the whole file, by pyHanko's validator; the envelope attached to it, by
`wire.act_envelope`; and in it each officer's signature over the same body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortaq.lib import sealed_pdf
from ortaq.lib.sealed_pdf import NotReadable, Seal
from ortaq.wire import act_envelope
from ortaq.wire.act_report import ActReport
from ortaq.wire.canonical import JSON, instant
from ortaq.wire.errors import BadStatement
from ortaq.wire.keys import Keys
from ortaq.wire.report import Fault

ATTACHMENT = "act.json"


@dataclass
class PaperReport:
    """Whole unless the seal, the envelope or a signature has a fault; `pinned` where a certificate was given for it."""

    pinned: bool
    seals: list[Seal] = field(default_factory=list)
    act: ActReport | None = None
    own: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """Those of the file, then those of the act."""
        return self.own + (self.act.faults if self.act else [])

    @property
    def whole(self) -> bool:
        """Whether nothing is amiss."""
        return not self.faults

    def fault(self, what: str, **facts: JSON) -> None:
        """Add a fault of the file; `what` is a code: seal.appended, envelope.none …"""
        self.own.append(Fault(what, facts))

    def facts(self) -> dict[str, JSON]:
        """Return the report as a value that can be written down."""
        return {
            "whole": self.whole,
            "certificate_given": self.pinned,
            "seals": [_written(seal) for seal in self.seals],
            "act": self.act.facts() if self.act else None,
            "faults": [{"what": fault.what, **fault.facts} for fault in self.faults],
        }


def verify(pdf: bytes, certificates: Sequence[bytes] = (), known: Keys | None = None) -> PaperReport:
    """Return what is to be said of a printed act's file.

    `certificates` (PEM or DER) are those that the seal may have, from a trusted hand; `known` the ledger keys for the
    head. Raises NotReadable for a certificate that is none; the file itself can be anything.
    """
    report = PaperReport(pinned=bool(certificates))
    trusted = [sealed_pdf.certificate(each) for each in certificates]
    try:
        report.seals = sealed_pdf.seals(pdf, trusted)
    except NotReadable as exc:
        report.fault("seal.unreadable", why=str(exc))
    else:
        _sealed(report)
    _act(pdf, known, report)
    return report


def _sealed(report: PaperReport) -> None:
    if len(report.seals) != 1:
        report.fault("seal.none" if not report.seals else "seal.several", number=len(report.seals))
    for seal in report.seals:
        if not seal.intact:
            report.fault("seal.changed", subject=seal.subject)
        elif not seal.valid:
            report.fault("seal.signature", subject=seal.subject)
        elif not seal.covers_all:
            report.fault("seal.appended", subject=seal.subject)
        elif not seal.trusted:
            report.fault("seal.untrusted", subject=seal.subject, fingerprint=seal.fingerprint)
        elif seal.problem:
            report.fault("seal.problem", why=seal.problem)


def _act(pdf: bytes, known: Keys | None, report: PaperReport) -> None:
    try:
        found = sealed_pdf.attached(pdf, ATTACHMENT)
        if len(found) != 1:
            report.fault("envelope.none" if not found else "envelope.several", number=len(found))
            return
        report.act = act_envelope.check(act_envelope.read(found[0]), known)
    except (NotReadable, BadStatement) as exc:
        report.fault("envelope.unreadable", why=str(exc))


def _written(seal: Seal) -> dict[str, JSON]:
    return {
        "subject": seal.subject,
        "fingerprint": seal.fingerprint,
        "self_signed": seal.self_signed,
        "algorithm": seal.algorithm,
        "at": instant(seal.at) if seal.at else None,
        "intact": seal.intact,
        "valid": seal.valid,
        "covers_all": seal.covers_all,
        "trusted": seal.trusted,
    }
