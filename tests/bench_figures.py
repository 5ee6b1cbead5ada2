"""What statistics cost as they grow: a year rolled up, a month compared, two lists matched.

python tests/bench_figures.py            10 thousand, 100 thousand and a million figures and records; some minutes
python tests/bench_figures.py 10000      this many alone
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

import bench_node

SIZES = (10_000, 100_000, 1_000_000)
TIMES = 7
LAST = date(2026, 4, 1)
NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)

_FILL = """
INSERT INTO figures_return (id, at, officer_name, session, visible_to, indicator, month, n, value, measure, cut_off,
                            source, reason, batch, stands, unit_id)
SELECT gen_random_uuid(), now(), 'bench', '', %s::int[], code, (DATE '2026-04-01' - make_interval(months => m))::date,
       1, (random() * 20000)::int, 'persons', 'midnight', 'entered', '', gen_random_uuid(), true, unit
  FROM unnest(%s::int[]) AS unit CROSS JOIN unnest(%s::text[]) AS code CROSS JOIN generate_series(0, %s - 1) AS m
"""


def measure(size: int) -> Iterator[tuple[str, str]]:
    """Yield the figures for so many rows."""
    with bench_node.fresh():
        world = _prepare()
        made = time.monotonic()
        rows = _fill(world, size)
        yield f"{rows:,} figures", f"made in {time.monotonic() - made:.0f} s"
        yield from _rolled(world)
        yield from _compared(world)
    yield f"two lists of {size:,} records matched", _took(_matching(size), 1 if size > 100_000 else 3)


def _prepare() -> Any:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    import world as worlds

    return worlds.make()


def _fill(world: Any, size: int) -> int:
    """Write a figure for each indicator, unit and month until there are about so many."""
    from django.db import connection
    from django.db.models import F

    from ortaq.directory.models import Unit, Version

    book = world.rulebook(NOW)
    codes = list(book.edition.figures.indicators)
    own = [world.unit(agency).pk for agency in ("border", "internal", "customs")]
    months = 36
    units = max(3, size // (len(codes) * months))
    border = world.unit("border")
    others = Unit.objects.bulk_create(
        Unit(code=f"b-{n}", agency="border", level=4, kind=border.kind, parent=border.parent, zone=border.zone)
        for n in range(units - len(own))
    )
    ids = own + [one.pk for one in others]
    Version.objects.update(number=F("number") + 1)  # what is known of the directory is known no more
    seen = book.visible_to(own)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE figures_return DISABLE TRIGGER USER")
        cursor.execute(_FILL, [seen, ids, codes, months])
        cursor.execute("ANALYZE figures_return")
        cursor.execute("SELECT count(*) FROM figures_return")
        return int(cursor.fetchone()[0])


def _rolled(world: Any) -> Iterator[tuple[str, str]]:
    from ortaq.figures.rolling import Span, sums

    book = world.rulebook(NOW)
    codes = list(book.edition.figures.indicators)
    units = list(book.units)
    year, month = Span(date(2025, 5, 1), LAST), Span(LAST, LAST)
    top = world.unit("border", 1).pk
    yield "a year rolled up, every figure", _took(_seen(top, lambda: sums(codes, year.months, units, book)), TIMES)
    yield "a month rolled up, every figure", _took(_seen(top, lambda: sums(codes, month.months, units, book)), TIMES)


def _compared(world: Any) -> Iterator[tuple[str, str]]:
    from ortaq.figures.abreast import groups_of
    from ortaq.figures.comparing import findings

    book = world.rulebook(NOW)
    group = groups_of(world.unit("border").pk, book)[0]
    yield "a group's month compared", _took(_seen(group.members[0], lambda: list(findings(group, LAST, book))), TIMES)


def _seen(unit: int, what: Callable[[], Any]) -> Callable[[], Any]:
    """Return the same as the web asks it: through row-level security, in the scope of a unit."""
    from django.db import connection, transaction

    from ortaq.access.scope import acting_in

    def asked() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE ortaq_web")
            with acting_in(unit):
                return what()

    return asked


def _matching(size: int) -> Callable[[], Any]:
    """Return the matching of two lists of so many records, of which one in a hundred differs somehow."""
    from ortaq.rules import packs
    from ortaq.rules.matching import Record, Side, match

    figures = packs.load().editions[-1].figures
    assert figures is not None
    listed = figures.indicators["forged_documents"].listed
    assert listed is not None
    chance = random.Random(1)
    ours = [Record(f"N{n:08d}", {"day": "2026-04-12"}) for n in range(size)]
    theirs = [Record(f"N{n:08d}X" if chance.random() < 0.01 else one.key, one.fields) for n, one in enumerate(ours)]
    return lambda: match({1: Side(ours), 2: Side(theirs)}, listed, LAST, 1)


def _took(what: Callable[[], Any], times: int) -> str:
    took = []
    for _ in range(times):
        started = time.process_time(), time.perf_counter()
        what()
        took.append((time.process_time() - started[0], time.perf_counter() - started[1]))
    clock, processor = median(one[1] for one in took), median(one[0] for one in took)
    return f"{clock * 1000:.0f} ms; the program's processor {processor * 1000:.0f} ms"


def main(wanted: list[int]) -> None:
    """Measure each size in a process of its own: a node and the connections to it end together."""
    if len(wanted) > 1:
        for size in wanted:
            subprocess.run([sys.executable, __file__, str(size)], check=True)
        return
    for name, figure in measure(wanted[0]):
        print(f"| {name} | {figure} |", flush=True)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or list(SIZES))
