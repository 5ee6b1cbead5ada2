"""What `ortaq ledger verify` asks of the files of materials; and that the sweep leaves their bytes alone."""

from __future__ import annotations

from ortaq.databank.materials import Material, MaterialFile
from ortaq.exchange.files import FILES
from ortaq.exchange.files_check import read
from ortaq.exchange.uploads import named_in
from ortaq.ledger.registry import checked
from ortaq.lib.blobs import BlobLost
from ortaq.wire.report import Report

BATCH = 200


def rows_agree(report: Report) -> None:
    """Compare the files of each material with its words, which are held to their commitment."""
    rows = Material.objects.filter(words__isnull=False).select_related("words").prefetch_related("files")
    for material in rows.order_by("pk").iterator(chunk_size=BATCH):
        named = material.words.body.get(FILES, [])
        found = [one.facts() for one in material.files.all()]
        report.rows["material.files"] = report.rows.get("material.files", 0) + len(named)
        for n in range(max(len(named), len(found))):
            said, there = named[n : n + 1], found[n : n + 1]
            if said != there:
                fault = "file.added" if not said else "file.row" if there else "file.missing"
                one = (said or there)[0]
                report.fault(fault, record=str(material.pk), name=one["name"], sha256=one["sha256"])


def bytes_agree(report: Report) -> None:
    """Read every file anew and hash it. Raises OSError where the store is out of reach."""
    report.rows["material.files (bytes)"] = 0
    for row in MaterialFile.objects.order_by("material", "n").iterator(chunk_size=BATCH):
        report.rows["material.files (bytes)"] += 1
        try:
            fault = "" if read(row.blob) == (row.size, row.sha256) else "file.changed"
        except BlobLost:
            fault = "file.lost"
        if fault:
            report.fault(fault, record=str(row.material_id), name=row.name, sha256=row.sha256)


checked("material.files", rows_agree)
checked("material.files (bytes)", bytes_agree, asked_for="files")
named_in("databank_materialfile")
