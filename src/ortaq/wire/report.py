"""What a verification found: faults, each with a code and its facts, and the figures of what was looked
at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ortaq.wire.canonical import JSON

NAMED = 1000


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was sealed. `what` is a code: entry.changed, number.missing, row.added …"""

    what: str
    facts: Mapping[str, JSON]


@dataclass
class Report:
    """Good unless it has faults. The first thousand are named, all are counted: a wiped table needs no
    more.
    """

    node: str | None = None
    keys: list[str] = field(default_factory=list)
    pinned: bool = False
    entries: int = 0
    heads: int = 0
    witnesses: int = 0
    waiting: int = 0
    root: str | None = None
    sealed_from: str | None = None
    sealed_to: str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    loose: dict[str, int] = field(default_factory=dict)
    proved: dict[str, JSON] | None = None
    erased: list[dict[str, JSON]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether nothing is amiss."""
        return not self.counts

    def fault(self, what: str, **facts: JSON) -> None:
        """Add a fault."""
        self.counts[what] += 1
        if len(self.faults) < NAMED:
            self.faults.append(Fault(what, facts))

    def merge(self, other: Report) -> None:
        """Take in what another part of the same verification found."""
        self.faults = (self.faults + other.faults)[:NAMED]
        self.counts += other.counts
        self.rows |= other.rows
        self.loose |= other.loose
        self.erased += other.erased
        self.waiting += other.waiting

    def facts(self) -> dict[str, JSON]:
        """Return the report as a value that can be written down."""
        return {
            "good": self.good,
            "node": self.node,
            "keys": self.keys,
            "key_given": self.pinned,
            "entries": self.entries,
            "heads": self.heads,
            "witnesses": self.witnesses,
            "waiting": self.waiting,
            "root": self.root,
            "sealed_from": self.sealed_from,
            "sealed_to": self.sealed_to,
            "rows": self.rows,
            "without_table": self.loose,
            "erased": self.erased,
            "proved": self.proved,
            "faults": [{"what": fault.what, **fault.facts} for fault in self.faults],
            "faults_counted": dict(self.counts),
        }
