"""What a verification of an act found: who signed it, as what and when, and everything that is amiss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ortaq.wire.canonical import JSON, instant
from ortaq.wire.report import Fault

if TYPE_CHECKING:
    from ortaq.wire.acts import Statement


@dataclass
class ActReport:
    """Whole unless it has faults. `signed` holds the statements whose signature fits and that speak of this act.

    `head` is what the node's newest head says, or None; `head_proved` is whether its signature could be checked,
    for which the reader needs the node's ledger key.
    """

    act: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    signed: list[Statement] = field(default_factory=list)
    head: dict[str, JSON] | None = None
    head_proved: bool = False
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is amiss and somebody has signed."""
        return not self.faults

    def fault(self, what: str, **facts: JSON) -> None:
        """Add a fault; `what` is a code: signature.body, signature.missing, key.unknown …"""
        self.faults.append(Fault(what, facts))

    def facts(self) -> dict[str, JSON]:
        """Return the report as a value that can be written down."""
        return {
            "whole": self.whole,
            "act": dict(self.act),
            "body": self.body,
            "signed": [_signed(each) for each in self.signed],
            "head": self.head,
            "head_proved": self.head_proved,
            "faults": [{"what": fault.what, **fault.facts} for fault in self.faults],
        }


def _signed(statement: Statement) -> dict[str, JSON]:
    signer = statement.signer
    return {
        "role": statement.role,
        "officer": signer.officer,
        "name": signer.name,
        "rank": signer.rank,
        "post": signer.post,
        "unit": signer.unit,
        "unit_name": signer.unit_name,
        "agency": signer.agency,
        "at": instant(statement.at),
        "node": statement.node,
        "key": statement.key,
    }
