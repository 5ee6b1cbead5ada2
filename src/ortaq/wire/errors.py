"""What can be wrong with bytes from elsewhere; the facts are attributes, the sentence is made from them."""

from __future__ import annotations


class WireError(Exception):
    """The root of everything this package raises."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        for name, value in facts.items():
            setattr(self, name, value)
        super().__init__(f"{type(self).__name__}: " + ", ".join(f"{k}={v!r}" for k, v in facts.items()))


class NotCanonical(WireError):
    """A value that has no canonical form (`why`, `path`), or bytes that are not in it."""


class BadProof(WireError):
    """A Merkle proof that does not lead where it says (`why`; `index`, `size` or `first`, `second`)."""


class BadSignature(WireError):
    """A statement that is not signed by the key it names (`why`, `key`)."""


class UnknownKey(WireError):
    """A statement signed by a key that the reader does not hold (`key`)."""


class BadStatement(WireError):
    """A signed statement whose fields are missing or of the wrong type (`why`)."""


class BadExport(WireError):
    """A file that is no export of a ledger (`why`, `line`)."""
