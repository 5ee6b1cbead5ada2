"""The append-only tables of the business and how their rows stand in the ledger: what `verify` recomputes.

A package says so beside its model, with the very function that its verb gives to `record`:

    record("receipt", receipt.id, receipt.facts(), by=by, at=at)        # in the verb
    ledgered("receipt", model=Receipt, data=Receipt.facts)              # below the model

Every row then owes exactly one entry of that kind, and every entry of that kind exactly one row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from ortaq.wire.canonical import JSON
from ortaq.wire.report import Report

Opened = tuple[JSON, bytes]
"""A content and the salt of its commitment."""


@dataclass(frozen=True)
class Book:
    """One kind of entry and the table that holds the same facts."""

    kind: str
    model: type[Model]
    data: Callable[[Any], Mapping[str, JSON]]
    record: str = "pk"
    rows: Callable[[], QuerySet[Any]] | None = None
    content: Callable[[Any], Opened | None] | None = None
    commitment: str = "commitment"
    erased_by: str | None = None

    @property
    def table(self) -> str:
        """The table's name, as a finding says it."""
        return self.model._meta.db_table

    def sorted_rows(self) -> Iterator[Any]:
        """Yield the rows in the order of their record, from a cursor on the server."""
        rows = self.rows() if self.rows else self.model._base_manager.all()
        yield from rows.order_by(self.record, "pk").iterator(chunk_size=2000)


def words_of(row: Any) -> Opened | None:
    """Return the content and salt of a header whose words stand in a row of their own; None once they are erased."""
    words = getattr(row, "words", None)
    return (words.body, bytes(words.salt)) if words else None


_books: dict[str, Book] = {}


def ledgered(
    kind: str,
    *,
    model: type[Model],
    data: Callable[[Any], Mapping[str, JSON]],
    record: str = "pk",
    rows: Callable[[], QuerySet[Any]] | None = None,
    content: Callable[[Any], Opened | None] | None = None,
    commitment: str = "commitment",
    erased_by: str | None = None,
) -> None:
    """Say that each row of `model` stands in the ledger as one entry of `kind`.

    data        row -> what the verb gave to `record`; made from the row's own columns alone
    record      the field with the identifier that the verb gave to `record`
    rows        the rows meant, where one table holds several kinds, or what to join; default: all
    content     row -> (content, salt), or None once erased; for a header whose content is another row
    commitment  the key of `data` under which the commitment to the content stands
    erased_by   the kind of the entry that an erasure leaves on the same record
    """
    _books[kind] = Book(kind, model, data, record, rows, content, commitment, erased_by)


@dataclass(frozen=True)
class Check:
    """What a package looks at besides its tables. `asked_for`: only where the verification is asked for this too."""

    name: str
    look: Callable[[Report], None]
    asked_for: str = ""


_checks: dict[str, Check] = {}


def checked(name: str, look: Callable[[Report], None], *, asked_for: str = "") -> None:
    """Say what else is to be verified: `look` adds its faults to the report it is given."""
    _checks[name] = Check(name, look, asked_for)


def checks(asked_for: Collection[str] = ()) -> list[str]:
    """Return the names of the checks of every verification, and of those that it is asked for besides."""
    return sorted(name for name, one in _checks.items() if not one.asked_for or one.asked_for in asked_for)


def check(name: str) -> Check | None:
    """Return the check of this name; None where the name is that of a book."""
    return _checks.get(name)


def books() -> list[Book]:
    """Return what is registered, by kind."""
    return [_books[kind] for kind in sorted(_books)]


def book(kind: str) -> Book:
    """Return the registration of `kind`."""
    return _books[kind]


def forget(kind: str) -> None:
    """Take a registration back; for tests that bring a table of their own."""
    _books.pop(kind, None)
