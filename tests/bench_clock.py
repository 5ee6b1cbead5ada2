"""How late the clock engine is: 1,000 of 100,000 duties in one second, all at once, and one that presses meanwhile."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import bench_node
import psycopg

MANY, SOME = 100_000, 1_000
OPEN = """
INSERT INTO duties_duty (id, key, rule, clause, edition, regime, owed_by_id, owed_to_id, opens_at, due_at, zone,
                         why, rank, expiry, status, moves, wake_at, visible_to)
SELECT gen_random_uuid(), 'bench' || %(name)s || n, 'bench', 'bench', 'bench', 'bench', %(by)s, %(to)s,
       %(due)s - interval '2 h', %(due)s, 'Asia/Almaty', '{}', %(rank)s, 'lapse',
       'open', 0, %(due)s, ARRAY[%(by)s, %(to)s]
  FROM generate_series(1, %(count)s) AS n
"""


def measure() -> dict[str, str]:
    """Return the figures of the clock engine, each measured in a fresh table on a real process."""
    figures: dict[str, str] = {}
    with bench_node.fresh() as node:
        units = _world()
        with node.connect() as db, node.program("clock", "duties", "clock") as clock:
            _wait_for_beat(db)
            figures |= _some_of_many(db, units)
            figures |= _burst(db, units)
            figures |= _reminders(db, units)
            figures["clock engine, resident"] = f"{bench_node.resident_mb(clock.pid):.0f} MB"
    return figures


def _world() -> tuple[int, int]:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    import world as worlds

    world = worlds.make(at=datetime.now(UTC))
    return world.unit("border").pk, world.unit("customs").pk


def _some_of_many(db: psycopg.Connection, units: tuple[int, int]) -> dict[str, str]:
    _open(db, units, "far", MANY - SOME, datetime.now(UTC) + timedelta(days=9))
    due = datetime.now(UTC) + timedelta(seconds=6)
    _open(db, units, "some", SOME, due)
    late = _until(db, "some", SOME) - due.timestamp()
    return {f"{SOME:,} of {MANY:,} open duties fall due in one second: the last recorded after": f"{late:.2f} s"}


def _burst(db: psycopg.Connection, units: tuple[int, int]) -> dict[str, str]:
    due = datetime.now(UTC) + timedelta(seconds=25)
    _open(db, units, "all", MANY, due, rank=1)
    db.execute("VACUUM ANALYZE duties_duty")
    pressing = due + timedelta(seconds=1)
    _open(db, units, "urgent", 1, pressing, rank=0)
    time.sleep(max(0, pressing.timestamp() - time.time()))
    urgent = _until(db, "urgent", 1) - pressing.timestamp()
    late = _until(db, "all", MANY) - due.timestamp()
    return {
        f"{MANY:,} duties fall due in the same second: the last recorded after": f"{late:.2f} s",
        "an urgent clock that falls due during that burst: recorded after": f"{urgent:.2f} s",
    }


def _reminders(db: psycopg.Connection, units: tuple[int, int]) -> dict[str, str]:
    """Of a hundred thousand open duties a thousand are at half their term; then all of them at once."""
    figures: dict[str, str] = {}
    for count, name in ((SOME, "some reminders"), (MANY, "all reminders")):
        at = datetime.now(UTC) + timedelta(seconds=10)
        _open(db, units, name, count, at + timedelta(days=9))
        db.execute("UPDATE duties_duty SET remind_at = %s WHERE key LIKE %s", [at, f"bench{name}%"])
        db.execute("VACUUM ANALYZE duties_duty")
        query = "SELECT count(*) = 0 FROM duties_duty WHERE key LIKE %s AND remind_at <= %s"
        done = bench_node.wait_for(
            lambda q=query, n=name, a=at: db.execute(q, [f"bench{n}%", a]).fetchone()[0], patience=300, every=0.1
        )
        said = f"{count:,} reminders fall due in the same second among {MANY:,} open duties: the last given after"
        figures[said] = f"{done - at.timestamp():.2f} s"
    return figures


def _open(db: psycopg.Connection, units: tuple[int, int], name: str, count: int, due: datetime, rank: int = 1) -> None:
    db.execute(OPEN, {"name": name, "by": units[0], "to": units[1], "due": due, "rank": rank, "count": count})


def _until(db: psycopg.Connection, name: str, count: int) -> float:
    """Wait until that many of the duties of this name are overdue; return when."""
    query = "SELECT count(*) = %s FROM duties_duty WHERE key LIKE %s AND status = 'overdue'"
    every = 0.05 if count <= SOME else 0.25
    return bench_node.wait_for(
        lambda: db.execute(query, [count, f"bench{name}%"]).fetchone()[0], patience=300, every=every
    )


def _wait_for_beat(db: psycopg.Connection) -> None:
    bench_node.wait_for(lambda: db.execute("SELECT count(*) FROM duties_clockbeat").fetchone()[0], patience=30)


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"| {name} | {figure} |")
