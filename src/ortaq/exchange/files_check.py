"""What `ortaq ledger verify` asks of files: that the rows say what the content committed to, and that the bytes do."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from django.db.models import Q

from ortaq.exchange.files import FILES, Attachment, File
from ortaq.exchange.models import Content
from ortaq.exchange.uploads import named_in
from ortaq.ledger.registry import checked
from ortaq.lib.blobs import BlobLost, chunks, store
from ortaq.wire.canonical import JSON
from ortaq.wire.report import Report

BATCH = 500


def rows_agree(report: Report) -> None:
    """Compare each attachment with the content that names it; the content itself is held to its commitment."""
    for content, rows in _with_rows():
        compare("message", content.pk, content.body[FILES], rows, report)
    for row in Attachment.objects.exclude(message__content__body__has_key=FILES):
        report.fault("file.added", **_named(row.message_id, row.facts()))


def bytes_agree(report: Report) -> None:
    """Read every file anew and hash it. Raises OSError where the store is out of reach."""
    rows = Attachment.objects.order_by("message", "n").iterator(chunk_size=BATCH)
    hash_each("message", ((row.message_id, row) for row in rows), report)


def named_by_words(what: str, files: type[File], of: str) -> None:
    """Have the files of another package compared with the words that name them, and the sweep leave their bytes alone.

    `of` is the field of a file that leads to its record; that has `words`, which are held to their commitment.
    """
    field: Any = files._meta.get_field(of)
    record, held = field.related_model, field.remote_field.get_accessor_name()

    def rows_agree(report: Report) -> None:
        with_some = Q(words__body__has_key=FILES) | Q(pk__in=files._base_manager.values(of))
        rows = record._base_manager.filter(with_some).select_related("words").prefetch_related(held)
        for one in rows.order_by("pk").iterator(chunk_size=BATCH):
            words = getattr(one, "words", None)
            compare(what, one.pk, words.body.get(FILES, []) if words else [], getattr(one, held).all(), report)

    def bytes_agree(report: Report) -> None:
        rows = files._base_manager.order_by(of, "n").iterator(chunk_size=BATCH)
        hash_each(what, ((getattr(row, field.attname), row) for row in rows), report)

    checked(f"{what}.files", rows_agree)
    checked(f"{what}.files (bytes)", bytes_agree, asked_for="files")
    named_in(files._meta.db_table)


def compare(what: str, record: uuid.UUID, named: Sequence[dict[str, Any]], rows: Iterable[Any], report: Report) -> None:
    """Compare the rows of the files of one record, each with its `n`, with those that its words name."""
    report.rows[f"{what}.files"] = report.rows.get(f"{what}.files", 0) + len(named)
    found = {row.n: row.facts() for row in rows}
    for n, facts in enumerate(named):
        if n not in found:
            report.fault("file.missing", **_named(record, facts))
        elif found[n] != facts:
            report.fault("file.row", **_named(record, facts))
    for n in sorted(found.keys() - set(range(len(named)))):
        report.fault("file.added", **_named(record, found[n]))


def hash_each(what: str, rows: Iterable[tuple[uuid.UUID, File]], report: Report) -> None:
    """Read the bytes of each file, given with the record that it belongs to, and hash them. Raises OSError."""
    counted = f"{what}.files (bytes)"
    report.rows[counted] = 0
    for record, row in rows:
        report.rows[counted] += 1
        try:
            found = read(row.blob)
        except BlobLost:
            report.fault("file.lost", **_named(record, row.facts()))
            continue
        if found != (row.size, row.sha256):
            report.fault("file.changed", **_named(record, row.facts()))


def read(blob: str) -> tuple[int, str]:
    """Return the size and hash of what is in the store. Raises BlobLost."""
    digest, size = hashlib.sha256(), 0
    with store().open(blob) as file:
        for chunk in chunks(file):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _with_rows() -> Iterator[tuple[Content, Sequence[Attachment]]]:
    contents = Content.objects.filter(body__has_key=FILES).order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(contents, BATCH)):
        rows = Attachment.objects.filter(message__in=[one.pk for one in batch]).order_by("message", "n")
        of_message = {message: list(files) for message, files in groupby(rows, lambda row: row.message_id)}
        yield from ((one, of_message.get(one.pk, [])) for one in batch)


def _named(message: uuid.UUID, facts: dict[str, Any]) -> dict[str, JSON]:
    """Return what a fault says of a file: whose it is, its name, and the hash that it was sent with."""
    return {"record": str(message), "name": facts.get("name"), "sha256": facts.get("sha256")}


checked("message.files", rows_agree)
checked("message.files (bytes)", bytes_agree, asked_for="files")
