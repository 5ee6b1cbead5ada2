"""The scope in which a transaction sees guarded rows: a unit's id, or minus a room's of members.

PostgreSQL reads it from the setting `app.scope`, which is given for one transaction only: a setting of the session
would leak through a kept connection to the next request. After such a transaction the setting is '' and not NULL.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_acting: ContextVar[int | None] = ContextVar("ortaq_scope", default=None)


class ScopeConflict(RuntimeError):
    """Code that acts in one scope was about to act in another without saying so."""

    def __init__(self, now: int, asked: int) -> None:
        super().__init__(f"already acting in scope {now}, asked for {asked}; say instead=True if it is meant")
        self.now, self.asked = now, asked


@contextmanager
def acting_in(scope: int, *, instead: bool = False) -> Iterator[None]:
    """See and write what `scope` may, in one transaction; a savepoint where one is open already.

    The same scope again changes nothing and asks PostgreSQL nothing. Another one raises ScopeConflict unless `instead`
    says that it is meant; the former scope comes back afterwards.
    """
    outer, nested = _acting.get(), connection.in_atomic_block
    if outer == scope and nested:
        yield
        return
    if outer is not None and not instead:
        raise ScopeConflict(outer, scope)
    with transaction.atomic(), remembered(scope):
        set_scope(scope)
        yield
    if nested and not connection.needs_rollback:
        set_scope(outer)


@contextmanager
def remembered(scope: int | None) -> Iterator[None]:
    """Know that PostgreSQL was told this scope already; for the one query that opens a request."""
    token = _acting.set(scope)
    try:
        yield
    finally:
        _acting.reset(token)


def current() -> int | None:
    """Return the scope as PostgreSQL knows it; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('app.scope', true), '')::int")
        row = cursor.fetchone()
    return row[0] if row else None


def set_scope(scope: int | None) -> None:
    """Tell PostgreSQL the scope of this transaction; None takes it away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', %s, true)", ["" if scope is None else str(scope)])
