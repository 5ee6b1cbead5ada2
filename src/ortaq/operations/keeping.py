"""What every verb of a joint measure begins and ends with: the post, the lock, the number, an entry with its words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ortaq.access.models import Watch
from ortaq.access.roles import ON_WATCH
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadySent, NotOnWatch, TimesDisagree
from ortaq.exchange.files import FILES, File
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import SKEW, only_one_at_a_time
from ortaq.exchange.uploads import are_sent
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.operations.errors import IsOver, NotParty, UnknownKind
from ortaq.operations.log import Assignment, LogEntry, LogFile, LogWords
from ortaq.operations.models import Operation
from ortaq.operations.rooms import refuse_others
from ortaq.rules.edition import Subject
from ortaq.rules.operations import AT_ANY_TIME, OperationKind
from ortaq.wire.commitment import commit, new_salt

EARLIEST = timedelta(hours=24)
"""How far before it was opened something may have happened that its log tells."""


def kind_of(code: str, rulebook: Rulebook) -> OperationKind:
    """Return the kind of this code; raises UnknownKind."""
    found = rulebook.edition.operations.get(code)
    if found is None:
        raise UnknownKind("the pack knows no such kind", kind=code)
    return found


def in_post(by: Actor, at: datetime) -> None:
    """Raise NotOnWatch for an officer of the watch who stands none; a commander acts by his post."""
    if by.post in ON_WATCH and not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the watch acts for its unit", unit=by.unit)


def locked(operation: Operation, *, by: Actor, at: datetime) -> Operation:
    """Return it as it stands, held until the end of the transaction. Raises NotOnWatch, NotParty; of a room NotMember:
    its members act by themselves, on watch or off it.
    """
    row = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
    if row.room:
        refuse_others(row, by)
        return row
    in_post(by, at)
    if by.unit not in row.parties:
        raise NotParty("a unit that is no party", unit=by.unit)
    return row


def number(unit: int, year: int) -> int:
    """Return the unit's next number of the year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO operations_operationnumbering AS n (unit_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (unit_id, year) DO UPDATE SET last = n.last + 1 RETURNING last",
            [unit, year],
        )
        return int(cursor.fetchone()[0])


def entry_of(
    operation: Operation,
    sort: str,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    answers: Assignment | None = None,
    corrects: LogEntry | None = None,
    files: Sequence[File] = (),
) -> tuple[LogEntry, LogWords]:
    """Return an entry and its words, which name its files, unwritten, and count it on its operation.

    Raises StateSecret, TimesDisagree.
    """
    if files:
        body = {**body, FILES: [one.facts() for one in files]}
    refuse_state_secrets(body, rulebook.edition)
    happened = happened_at or at
    if not operation.opened_at - EARLIEST <= happened <= at + SKEW:
        raise TimesDisagree("it lies in the future, or long before", happened_at=happened)
    salt = new_salt()
    operation.entries += 1
    row = LogEntry(
        id=id or uuid7(),
        operation=operation,
        n=operation.entries,
        sort=sort,
        recorded_at=at,
        answers=answers,
        corrects=corrects,
        commitment=commit(dict(body), salt),
        hashes=[one.sha256 for one in files],
        visible_to=operation.visible_to,
        **by.signed(happened),
    )
    readers = list(operation.visible_to) if operation.room else sorted(operation.parties)
    return row, LogWords(entry=row, operation=operation, salt=salt, body=dict(body), visible_to=readers)


def write(row: LogEntry, words: LogWords, *, by: Actor, at: datetime, files: Sequence[File] = ()) -> LogEntry:
    """Write an entry with its words and the files that these name, and sign it to the screens of all parties.

    Raises FilesGone.
    """
    kept = LogFile.rows_of(files, words.visible_to, entry=row)
    insert([row], [words], entries([("log.entered", row.pk, row.to_ledger(), by, at)]), kept)
    are_sent(kept)
    operation = row.operation
    Operation.objects.filter(pk=operation.pk).update(entries=operation.entries)
    tell(operation)
    return row


def entered_before(operation: Operation, identity: uuid.UUID | None, sort: str) -> LogEntry | None:
    """Return what was entered under this identity before; raises AlreadySent where it was something else."""
    if identity is None:
        return None
    only_one_at_a_time(identity)
    earlier = LogEntry.objects.filter(pk=identity).first()
    if earlier is not None and (earlier.operation_id, earlier.sort) != (operation.pk, sort):
        raise AlreadySent("the same form enters something else", number=earlier.n)
    return earlier


def refuse_what_is_over(operation: Operation, sort: str) -> None:
    """Raise IsOver for what nothing is written to any more but results, lessons and corrections."""
    if not operation.is_open and sort not in AT_ANY_TIME:
        raise IsOver("it is over", number=str(operation))


def known(form: Subject, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a body the pack asks for, and is said."""
    codes = {one.code for one in form.fields} | set(form.groups)
    return {code: value for code, value in body.items() if code in codes and value not in (None, "", False, [])}


def tell(operation: Operation) -> None:
    """Sign to the screens of all parties that it has changed."""
    screens.tell("changed", operation.pk, set(operation.parties))
