"""What `ortaq ledger verify` asks of files: that the rows say what the content committed to, and that the bytes do."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from ortaq.exchange.files import FILES, Attachment
from ortaq.exchange.models import Content
from ortaq.ledger.registry import checked
from ortaq.lib.blobs import BlobLost, chunks, store
from ortaq.wire.canonical import JSON
from ortaq.wire.report import Report

BATCH = 500


def rows_agree(report: Report) -> None:
    """Compare each attachment with the content that names it; the content itself is held to its commitment."""
    for content, rows in _with_rows():
        named = content.body[FILES]
        report.rows["message.files"] = report.rows.get("message.files", 0) + len(named)
        found = {row.n: row.facts() for row in rows}
        for n, facts in enumerate(named):
            if n not in found:
                report.fault("file.missing", **_named(content.pk, facts))
            elif found[n] != facts:
                report.fault("file.row", **_named(content.pk, facts))
        for n in sorted(found.keys() - set(range(len(named)))):
            report.fault("file.added", **_named(content.pk, found[n]))
    for row in Attachment.objects.exclude(message__content__body__has_key=FILES):
        report.fault("file.added", **_named(row.message_id, row.facts()))


def bytes_agree(report: Report) -> None:
    """Read every file anew and hash it. Raises OSError where the store is out of reach."""
    report.rows["message.files (bytes)"] = 0
    for row in Attachment.objects.order_by("message", "n").iterator(chunk_size=BATCH):
        report.rows["message.files (bytes)"] += 1
        try:
            found = read(row.blob)
        except BlobLost:
            report.fault("file.lost", **_named(row.message_id, row.facts()))
            continue
        if found != (row.size, row.sha256):
            report.fault("file.changed", **_named(row.message_id, row.facts()))


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
