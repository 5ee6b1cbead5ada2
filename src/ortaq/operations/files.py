"""Files of the log: under which form they wait, what `ortaq ledger verify` asks of them; the sweep spares them."""

from __future__ import annotations

from ortaq.exchange.files import FILES
from ortaq.exchange.files_check import compare, hash_each
from ortaq.exchange.uploads import named_in
from ortaq.ledger.registry import checked
from ortaq.operations.log import LogEntry, LogFile
from ortaq.operations.models import Operation
from ortaq.wire.report import Report

BATCH = 500


def draft_of(operation: Operation) -> str:
    """Return the name of the form with which an officer's files wait until the line is written."""
    return f"log-{operation.pk}"


def rows_agree(report: Report) -> None:
    """Compare the files of each entry with its words, which are held to their commitment."""
    rows = LogEntry.objects.filter(words__body__has_key=FILES).select_related("words").prefetch_related("files")
    for entry in rows.order_by("pk").iterator(chunk_size=BATCH):
        compare("log", entry.pk, entry.words.body[FILES], entry.files.all(), report)
    unnamed = LogEntry.objects.filter(files__isnull=False).exclude(words__body__has_key=FILES)
    for entry in unnamed.distinct().order_by("pk").prefetch_related("files").iterator(chunk_size=BATCH):
        compare("log", entry.pk, (), entry.files.all(), report)


def bytes_agree(report: Report) -> None:
    """Read every file anew and hash it. Raises OSError where the store is out of reach."""
    rows = LogFile.objects.order_by("entry", "n").iterator(chunk_size=BATCH)
    hash_each("log", ((row.entry_id, row) for row in rows), report)


checked("log.files", rows_agree)
checked("log.files (bytes)", bytes_agree, asked_for="files")
named_in("operations_logfile")
