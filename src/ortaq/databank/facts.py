"""The facts of the data bank from which duties follow: who must read a material, and who has."""

from __future__ import annotations

from collections.abc import Iterator

from ortaq.databank.materials import Material
from ortaq.databank.reading import owed_by_readers
from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook


@source
def to_be_read() -> Iterator[Fact]:
    """Publishing makes units owe the reading; that the last of their officers has read it closes it."""
    published = Material.objects.exclude(readers="").prefetch_related("owing", "readings").order_by("at")
    for material in published.iterator(chunk_size=200):
        readers = list(material.owing.all())
        owed = owed_by_readers(material, readers, Rulebook.at(material.at))
        if not owed:
            continue
        yield Arisen(material.at, list(owed.values()))
        for unit in readers:
            left = set(unit.officers)
            for receipt in material.readings.all():
                if unit.unit_id in owed and receipt.officer in left:
                    left.discard(receipt.officer)
                    if not left:
                        yield Done(receipt.at, receipt.at, receipt.pk, [owed[unit.unit_id].key])
