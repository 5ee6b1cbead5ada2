"""Files of the log: under which form they wait, what `ortaq ledger verify` asks of them; the sweep spares them."""

from __future__ import annotations

from django.db.models import Q

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
    with_some = Q(words__body__has_key=FILES) | Q(pk__in=LogFile.objects.values("entry"))
    rows = LogEntry.objects.filter(with_some).select_related("words").prefetch_related("files")
    for entry in rows.order_by("pk").iterator(chunk_size=BATCH):
        words = getattr(entry, "words", None)
        compare("log", entry.pk, words.body.get(FILES, []) if words else [], entry.files.all(), report)


def bytes_agree(report: Report) -> None:
    """Read every file anew and hash it. Raises OSError where the store is out of reach."""
    rows = LogFile.objects.order_by("entry", "n").iterator(chunk_size=BATCH)
    hash_each("log", ((row.entry_id, row) for row in rows), report)


checked("log.files", rows_agree)
checked("log.files (bytes)", bytes_agree, asked_for="files")
named_in("operations_logfile")
