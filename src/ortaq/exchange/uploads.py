"""Files attached to a form that is not sent yet: kept, listed, dropped; and what was left behind, swept away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from ortaq.access.scope import current
from ortaq.duties.desk import Desk
from ortaq.exchange.errors import EmptyFile, FilesGone, FileTooLarge, NoRoom, TooManyFiles
from ortaq.exchange.files import File, Upload
from ortaq.exchange.kinds import media_type_of
from ortaq.exchange.uploading import NO_ROOM, TOO_LARGE, Arrived
from ortaq.lib.blobs import store

MOST = 20
LONGEST_NAME = 150
DAY = 24 * 60 * 60.0
BATCH = 1000
_naming = ["exchange_upload", "exchange_attachment"]


def named_in(table: str) -> None:
    """Say that a table of another package names bytes in its column `blob`; the clock's role reads that column."""
    _naming.append(table)


def keep(desk: Desk, form: str, arrived: Arrived, *, only: str = "") -> Upload:
    """Keep a file that has arrived with the officer's form. First the file, then the row: a crash leaves no row alone.

    `only`: how its type must begin.

    It is seen in the scope in which he acts: in a room, before it is sent as afterwards, by nobody outside.
    Raises FileTooLarge, EmptyFile, ForbiddenKind, TooManyFiles, NoRoom; nothing is then left of it.
    """
    name = cleaned(arrived.name or "")
    _refuse(desk, form, arrived, name)
    media_type = media_type_of(name, arrived.incoming.whole(), only=only)
    try:
        blob = store().keep(arrived.incoming)
    except OSError as error:
        raise NoRoom("the store takes nothing", name=name) from error
    return Upload.objects.create(
        officer=desk.actor.officer or 0,
        form=form,
        at=desk.now,
        name=name,
        media_type=media_type,
        size=arrived.incoming.size,
        sha256=arrived.incoming.sha256,
        blob=blob,
        visible_to=[current() or desk.unit.pk],
    )


def of(desk: Desk, form: str) -> QuerySet[Upload]:
    """Return what the officer has attached to this form, in the order in which he did."""
    return Upload.objects.filter(officer=desk.actor.officer or 0, form=form).order_by("id")


def drop(uploads: QuerySet[Upload]) -> None:
    """Take files back that were never sent: the rows now, the bytes as soon as that is durable."""
    blobs = list(uploads.values_list("blob", flat=True))
    if blobs:
        uploads.delete()
        delete_when_durable(blobs)


def are_sent(files: Sequence[File]) -> None:
    """Let files that were sent wait no longer. Raises FilesGone where one was sent or dropped meanwhile."""
    if files and Upload.objects.filter(pk__in=[one.pk for one in files]).delete()[0] != len(files):
        raise FilesGone("files that were sent or dropped meanwhile")


def delete_when_durable(blobs: Iterable[str]) -> None:
    """Remove the bytes once this transaction stands; what a crash or a lost store leaves, the sweep removes."""
    gone = list(blobs)

    def delete() -> None:
        for blob in gone:
            store().delete(blob)

    transaction.on_commit(delete, robust=True)


def sweep(*, older_than: float = DAY) -> int:
    """Remove the bytes that no row names: of a crash between file and row, or behind an erasure; return how many.

    The store is listed first and the rows are asked then, so that a row written meanwhile is seen.
    """
    swept, keys = store().sweep_incoming(older_than=older_than), store().keys(older_than=older_than)
    while batch := list(islice(keys, BATCH)):
        for blob in _unnamed(batch):
            store().delete(blob)
            swept += 1
    return swept


def cleaned(name: str) -> str:
    """Return a file's name as it is kept: its last part, composed, with no sign that cannot be seen, not too long."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(
        sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    stem, dot, ending = seen.strip(" .").rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending[:20]}"


def _refuse(desk: Desk, form: str, arrived: Arrived, name: str) -> None:
    if arrived.fault == TOO_LARGE:
        raise FileTooLarge("beyond the limit", name=name, limit=settings.FILE_LIMIT // 2**20)
    if arrived.fault == NO_ROOM:
        raise NoRoom("the store takes nothing", name=name)
    if not arrived.incoming.size:
        raise EmptyFile("nothing in it", name=name)
    if of(desk, form).count() >= MOST:
        raise TooManyFiles("too many files", name=name, most=MOST)


def _unnamed(blobs: list[str]) -> Iterator[str]:
    """Give those that no row names; one statement looks at all tables in one moment, as a file passes between them."""
    named = " ".join(f"EXCEPT SELECT blob FROM {table}" for table in dict.fromkeys(_naming))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT blob FROM unnest(%s::text[]) AS blob {named}", [blobs])
        yield from (blob for (blob,) in cursor.fetchall())
