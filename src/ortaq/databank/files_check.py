"""What `ortaq ledger verify` asks of the files of materials; and that the sweep leaves their bytes alone."""

from __future__ import annotations

from ortaq.databank.materials import Material, MaterialFile
from ortaq.exchange.files import FILES
from ortaq.exchange.files_check import compare, hash_each
from ortaq.exchange.uploads import named_in
from ortaq.ledger.registry import checked
from ortaq.wire.report import Report

BATCH = 200


def rows_agree(report: Report) -> None:
    """Compare the files of each material with its words, which are held to their commitment."""
    rows = Material.objects.filter(words__isnull=False).select_related("words").prefetch_related("files")
    for material in rows.order_by("pk").iterator(chunk_size=BATCH):
        compare("material", material.pk, material.words.body.get(FILES, []), material.files.all(), report)


def bytes_agree(report: Report) -> None:
    """Read every file anew and hash it. Raises OSError where the store is out of reach."""
    rows = MaterialFile.objects.order_by("material", "n").iterator(chunk_size=BATCH)
    hash_each("material", ((row.material_id, row) for row in rows), report)


checked("material.files", rows_agree)
checked("material.files (bytes)", bytes_agree, asked_for="files")
named_in("databank_materialfile")
