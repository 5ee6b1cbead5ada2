"""The walk along a ledger from its first entry: numbers, leaves, roots, heads; it holds the tree's right
edge only.

A fault is put down and the walk goes on. What can no longer be judged after it is passed over in silence:
behind a gap or a wrong root every later root would differ as well, and would say nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ortaq.wire import heads
from ortaq.wire.canonical import JSON, instant
from ortaq.wire.errors import BadSignature, BadStatement, UnknownKey
from ortaq.wire.heads import SignedHead
from ortaq.wire.keys import Keys
from ortaq.wire.merkle import Frontier
from ortaq.wire.report import Report


class Chain:
    """Feed it each entry and each head in order, then `end` it; the report fills up."""

    def __init__(self, ring: Keys, report: Report, witnesses: Iterable[str] = ()) -> None:
        self.ring, self.report = ring, report
        self.next = 0
        self.signed_to = 0
        self.frontier = Frontier()
        self.broken = False
        self.prev: bytes | None = None
        self.watched = self._watched(witnesses)

    def entry(self, seq: int, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add the leaf of entry number `seq`; return the subtrees that it completes, or none once a gap
        was met.
        """
        if seq < self.next:
            self.report.fault("number.repeated", number=seq)
            return []
        self._reach(seq)
        self.next = seq + 1
        self.report.entries += 1
        if self.broken:
            return []
        completed = self.frontier.append(leaf)
        if self.next in self.watched:
            self._compare_witnesses()
        return completed

    def head(self, token: str) -> SignedHead | None:
        """Check the head that stands here; return it where its signature fits."""
        self.report.heads += 1
        head = self._opened(token, "head", self.signed_to)
        follows, self.prev = self.prev, heads.digest(token)
        if head is None:
            return None
        if head.prev != follows:
            self.report.fault("head.chain", size=head.size, at=instant(head.at))
        if head.size > self.next:
            self._reach(head.size)
        self._compare_root(head)
        self.signed_to = max(self.signed_to, head.size)
        self.note(head)
        return head

    def end(self) -> None:
        """Say what the last head leaves out and which witnesses know more than this ledger."""
        if self.next > self.signed_to:
            self.report.fault("entry.unsigned", first=self.signed_to, last=self.next - 1)
        for size in self.watched:
            if size > self.next:
                self.report.fault("witness.ahead", size=size, entries=self.next)

    def _reach(self, seq: int) -> None:
        if seq > self.next:
            self.report.fault("number.missing", first=self.next, last=seq - 1)
            self.broken, self.next = True, seq

    def _compare_root(self, head: SignedHead) -> None:
        if head.size < self.next:
            self.report.fault("head.place", size=head.size, entries=self.next)
        elif not self.broken and head.root != self.frontier.root():
            self.report.fault("head.root", size=head.size, at=instant(head.at), good_to=self.signed_to)
            self.broken = True

    def _compare_witnesses(self) -> None:
        for witness in self.watched[self.next]:
            if witness.root != self.frontier.root():
                self.report.fault("witness.root", size=witness.size, at=instant(witness.at))

    def _watched(self, tokens: Iterable[str]) -> dict[int, list[SignedHead]]:
        found: dict[int, list[SignedHead]] = defaultdict(list)
        for token in tokens:
            self.report.witnesses += 1
            head = self._opened(token, "witness", None)
            if head is not None:
                found[head.size].append(head)
        return dict(found)

    def _opened(self, token: str, what: str, after: int | None) -> SignedHead | None:
        where: dict[str, JSON] = {"after": after} if after is not None else {}
        try:
            return heads.verify(token, self.ring)
        except UnknownKey as fault:
            self.report.fault(f"{what}.unknown_key", key=str(fault.facts["key"]), **where)
        except BadSignature as fault:
            self.report.fault(f"{what}.signature", key=str(fault.facts["key"]), **where)
        except BadStatement as fault:
            self.report.fault(f"{what}.malformed", why=str(fault.facts["why"]), **where)
        return None

    def note(self, head: SignedHead) -> None:
        """Take down whose head it is, of when and over what."""
        report = self.report
        report.node, report.root, report.sealed_to = head.node, head.root.hex(), instant(head.at)
        report.sealed_from = report.sealed_from or report.sealed_to
        if head.key not in report.keys:
            report.keys.append(head.key)
