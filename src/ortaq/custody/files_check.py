"""What `ortaq ledger verify` asks of photographs in custody; and that the sweep leaves their bytes alone."""

from __future__ import annotations

from django.db.models import Q

from ortaq.custody.models import Entry
from ortaq.custody.photographs import Photograph
from ortaq.exchange.files import FILES
from ortaq.exchange.files_check import compare, hash_each
from ortaq.exchange.uploads import named_in
from ortaq.ledger.registry import checked
from ortaq.wire.report import Report

BATCH = 200


def rows_agree(report: Report) -> None:
    """Compare the photographs of each entry with its words, which are held to their commitment."""
    with_some = Q(words__body__has_key=FILES) | Q(pk__in=Photograph.objects.values("entry"))
    rows = Entry.objects.filter(with_some).select_related("words").prefetch_related("photographs")
    for entry in rows.order_by("pk").iterator(chunk_size=BATCH):
        words = getattr(entry, "words", None)
        compare("custody", entry.pk, words.body.get(FILES, []) if words else [], entry.photographs.all(), report)


def bytes_agree(report: Report) -> None:
    """Read every photograph anew and hash it. Raises OSError where the store is out of reach."""
    rows = Photograph.objects.order_by("entry", "n").iterator(chunk_size=BATCH)
    hash_each("custody", ((row.entry_id, row) for row in rows), report)


checked("custody.files", rows_agree)
checked("custody.files (bytes)", bytes_agree, asked_for="files")
named_in("custody_photograph")
