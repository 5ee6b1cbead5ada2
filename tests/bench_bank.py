"""The look-up as the registers grow: ten thousand entries, a hundred thousand, a million; what is found, and how fast.

python tests/bench_bank.py            up to a million entries, some twenty minutes
python tests/bench_bank.py 100000     fewer

The entries are made in bulk, by the very keys that entering makes. The names are made up (tests/people.py),
half of them entered in Cyrillic and half by a table of transliteration; each is then looked for by another table, with
one typing error, and with both. Looked for are surname and given name. *Found* is the entry itself where the date of
birth is asked too, else an entry of that very name; *precision* is how many of all answers were it. Times are the
database's alone: one call of its function, under the rights of the web; on Linux also how much of it PostgreSQL's
process had the processor, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bench_node
import people
import testnode
from people import Person

Took = tuple[float, float]
"""Seconds: elapsed, and on the processor."""
SIZES = (10_000, 100_000, 1_000_000)
TRIES = 400
NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)
KINDS = ("the same spelling", "another table", "one slip", "another table and a slip")
ENTERED = ("", "", "", "", "", "icao", "icao", "icao", "bgn", "kazakh_2021")
"""By which table an entry is spelt; "" is Cyrillic."""


@dataclass
class Bank:
    """What was put into the registers: who, under which id, spelt how."""

    node: Any
    unit: int
    look: uuid.UUID
    people: list[Person] = field(default_factory=list)
    ids: list[uuid.UUID] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)


def measure(most: int) -> Iterator[tuple[str, str]]:
    """Yield each figure as it is known."""
    with bench_node.fresh() as node:
        bank = _prepare(node)
        for size in [one for one in SIZES if one <= most] or [most]:
            made = time.monotonic()
            _fill(bank, size)
            yield (
                f"{size:,} entries",
                f"made in {time.monotonic() - made:.0f} s, {_size(node)}; {len(bank.words):,} words",
            )
            yield "by number", _times(_by_number(bank))
            for with_birth in (True, False):
                for kind in KINDS:
                    yield _row(bank, kind, with_birth=with_birth, is_wide=False)
            yield _row(bank, KINDS[3], with_birth=False, is_wide=True)


def _prepare(node: Any) -> Bank:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    from world import make

    from ortaq.databank.models import LookUp

    unit = make(at=NOW).unit("border")
    look = LookUp.objects.create(
        purpose="passage",
        way="name",
        digest=b"",
        commitment=b"",
        at=NOW,
        officer_name="",
        unit=unit,
        visible_to=[unit.pk],
    )
    return Bank(node, unit.pk, look.pk)


def _fill(bank: Bank, size: int) -> None:
    """Add entries up to `size`, with their index, as entering one would."""
    from ortaq.lib.ids import uuid7
    from ortaq.rules import spelling

    first, chance = len(bank.ids), random.Random(size)
    added = people.population(size - first, seed=size)
    names: list[list[int]] = []
    new: list[str] = []
    for person in added:
        table = chance.choice(ENTERED)
        told = spelling.words(" ".join(people.spelt(one, table) if table else one for one in person.words))
        for word in told:
            if word not in bank.words:
                bank.words[word] = len(bank.words) + 1
                new.append(word)
        names.append([bank.words[word] for word in told])
    ids = [uuid7() for _ in added]
    with testnode.administrator(bank.node.home, testnode.DATABASE) as db:
        for table in ("databank_entry", "databank_named", "databank_mark"):
            db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _copy(db, "databank_nameword (id, latin)", ((bank.words[word], word) for word in new))
        keys = ((key, bank.words[word], whole) for word in new for key, whole in spelling.keys(word).items())
        _copy(db, "databank_namekey (key, word, whole)", keys)
        _copy(db, _ENTRY, (_entry(bank, first + n, one) for n, one in enumerate(ids, 1)))
        _copy(db, "databank_named (entry_id, words, born)", zip(ids, names, (one.born for one in added), strict=True))
        _copy(
            db,
            "databank_mark (entry_id, mark, is_plate)",
            ((one, f"N{first + n:08}", False) for n, one in enumerate(ids, 1)),
        )
        for table in ("databank_entry", "databank_named", "databank_mark", "databank_namekey", "databank_nameword"):
            db.execute(f"VACUUM ANALYZE {table}")
    bank.people += added
    bank.ids += ids


_ENTRY = (
    "databank_entry (id, register, unit_id, year, number, edition, ground, source, entered_at, officer_name,"
    " shown_to, commitment, status, valid_to, review_at, steps, visible_to)"
)


def _entry(bank: Bank, number: int, identity: uuid.UUID) -> tuple[Any, ...]:
    end = NOW + timedelta(days=900)
    head = (identity, "persons", bank.unit, 2026, number, "kz_2002-2", "wanted", "bench", NOW, "bench")
    return (*head, [], b"", "in_force", end, end, 1, [bank.unit])


def _copy(db: Any, table: str, rows: Iterable[Sequence[Any]]) -> None:
    with db.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _size(node: Any) -> str:
    of = "sum(pg_total_relation_size(oid)) FILTER (WHERE relname ~ '^databank_(mark|name)')"
    with node.connect() as db:
        index, whole = db.execute(
            f"SELECT {of}, sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'databank%'"
        ).fetchone()
    return f"{whole / 2**20:.0f} MB, of it {index / 2**20:.0f} MB of index"


def _by_number(bank: Bank) -> list[Took]:
    chance = random.Random(5)
    with bank.node.connect("web", autocommit=False) as db:
        _in_scope(db, bank)
        asked = [[f"N{chance.randrange(len(bank.ids)) + 1:08}"] for _ in range(TRIES)]
        return [_timed(db, "SELECT * FROM databank_by_mark(%s, %s, %s)", [bank.look, one, NOW])[0] for one in asked]


def _row(bank: Bank, kind: str, *, with_birth: bool, is_wide: bool) -> tuple[str, str]:
    from ortaq.databank.looking import CANDIDATES, MOST, WIDELY
    from ortaq.rules.looking import LEAST, NAME, Candidate, Question, keys_of, likeness

    chance, times, found, first, shown, right = random.Random(11), [], 0, 0, 0, 0
    with bank.node.connect("web", autocommit=False) as db:
        _in_scope(db, bank)
        for _ in range(TRIES):
            at = chance.randrange(len(bank.ids))
            person = bank.people[at]
            question = Question(NAME, words=_asked(person, kind, chance), born=person.born if with_birth else None)
            keys = json.dumps(list(keys_of(question.words)))
            most = WIDELY if is_wide else CANDIDATES
            took, rows = _timed(
                db,
                "SELECT * FROM databank_by_name(%s, %s::jsonb, %s, %s, %s, %s)",
                [bank.look, keys, question.born, NOW, is_wide, most],
            )
            times.append(took)
            ranked = sorted(
                ((likeness(question, Candidate(words, born)).score, entry) for entry, _, words, born, _ in rows),
                key=lambda one: (-one[0], str(one[1])),
            )
            answers = [entry for score, entry in ranked if is_wide or score >= LEAST][:MOST]
            good = [n for n, entry in enumerate(answers) if _is_right(bank, entry, at, with_birth=with_birth)]
            found += bool(good)
            first += bool(good) and good[0] == 0
            shown += len(answers)
            right += len(good)
    name = f"{kind}, {'with' if with_birth else 'no'} date of birth{', a wide search' if is_wide else ''}"
    told = (
        f"found {found / TRIES:.1%}, first {first / TRIES:.1%}, precision {right / max(1, shown):.0%}; {_times(times)}"
    )
    return name, told


def _is_right(bank: Bank, entry: uuid.UUID, at: int, *, with_birth: bool) -> bool:
    if with_birth:
        return entry == bank.ids[at]
    return bank.people[_places(bank)[entry]].words[:2] == bank.people[at].words[:2]


def _places(bank: Bank) -> dict[uuid.UUID, int]:
    known: dict[uuid.UUID, int] = bank.__dict__.setdefault("places", {})
    if len(known) != len(bank.ids):
        known.update((one, n) for n, one in enumerate(bank.ids))
    return known


def _asked(person: Person, kind: str, chance: random.Random) -> tuple[str, ...]:
    from ortaq.rules import spelling

    asked = list(person.words[:2])
    if "table" in kind:
        table = chance.choice(people.SYSTEMS)
        asked = [people.spelt(one, table) for one in asked]
    if "slip" in kind:
        at = chance.randrange(2)
        asked[at] = people.slipped(asked[at].upper(), chance)
    return tuple(spelling.words(" ".join(asked)))


def _in_scope(db: Any, bank: Bank) -> None:
    db.execute("SELECT set_config('app.scope', %s, true)", [str(bank.unit)])


def _timed(db: Any, query: str, values: list[Any]) -> tuple[Took, list[Any]]:
    server = Path(f"/proc/{db.info.backend_pid}/schedstat")
    began, on = time.perf_counter(), _on_processor(server)
    rows = db.execute(query, values).fetchall()
    return (time.perf_counter() - began, _on_processor(server) - on), rows


def _on_processor(server: Path) -> float:
    """Return for how many seconds a process has had the processor; nought where the system does not tell."""
    return int(server.read_text().split()[0]) / 1e9 if server.exists() else 0.0


def _times(times: list[Took]) -> str:
    return "; ".join(
        f"{what} p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms"
        for what, part in (("elapsed", 0), ("on the processor", 1))
        for cuts in [statistics.quantiles([one[part] for one in times], n=100)]
    )


if __name__ == "__main__":
    for name, figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]):
        print(f"| {name} | {figure} |", flush=True)
