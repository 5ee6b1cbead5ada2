"""The journal and the search over many messages, as one officer opens them, the pages warm.

python tests/bench_lists.py            a million messages of a year, some minutes to make them
python tests/bench_lists.py 100000     fewer

The messages are made in bulk, the triggers off: 360 units in groups of three, words by Zipf's law. The lexemes are
then made by the very function that the triggers use. What sending costs is measured with the triggers on.
"""

from __future__ import annotations

import http.client
import json
import random
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import bench_message
import bench_node
from site_of_test import Site

MESSAGES, GROUPS, YEAR = 1_000_000, 120, timedelta(days=365)
TABLES = ("exchange_message", "exchange_content", "exchange_recipient")
TRIES, WARM = 200, 10
SUBJECTS = [("urgent", f"C5.1.{item}") for item in "abcdef"] + [("daily", "C5.2.a")] * 6
ROOTS = "задерж перемещ оруж контрабанд документ паспорт автомобил граждан границ пункт пропуск товар груз обыск"
ENDS = "ание ением ия ой ый ов ами ах ство ник ка ку"


def measure(messages: int) -> Iterator[tuple[str, str]]:
    """Yield each figure as it is known."""
    with bench_node.fresh() as node:
        world, units = _prepare()
        made = time.monotonic()
        _fill(node, world, units, messages)
        yield "messages", f"{messages:,}, made in {time.monotonic() - made:.0f} s"
        yield from _sizes(node)
        yield from _sending(node)
        officers = {name: world.officers[world.unit("border", level).pk] for name, level in (("post", 4), ("top", 1))}
        cookies = {name: bench_message._session(officer) for name, officer in officers.items()}
        site = Site(node.home)
        site.start("web", "live stream")
        try:
            site.wait()
            yield from _pages(site, cookies)
        finally:
            site.stop()


def _prepare() -> tuple[Any, list[tuple[int, int, int]]]:
    """Make the small world and many more groups like its own, so that one unit sees a small part of everything."""
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    import world as worlds

    from ortaq.directory.models import Unit
    from ortaq.lib.prepare import collect_static_files

    collect_static_files()
    world = worlds.make(at=datetime.now(UTC))
    kinds = {agency: world.unit(agency) for agency in worlds.KINDS}
    fresh = [
        Unit(
            code=f"{agency}-{n}",
            agency=agency,
            level=4,
            kind=like.kind,
            parent=world.unit(agency, 3),
            zone=like.zone,
            standing="party",
        )
        for n in range(10, 10 + GROUPS - 1)
        for agency, like in kinds.items()
    ]
    Unit.objects.bulk_create(fresh)
    ours = tuple(unit.pk for unit in kinds.values())
    others = [tuple(unit.pk for unit in fresh[n : n + 3]) for n in range(0, len(fresh), 3)]
    return world, [ours, *others]  # type: ignore[list-item]


def _fill(node: bench_node.BenchNode, world: Any, groups: list[tuple[int, int, int]], messages: int) -> None:
    above = sorted(world.unit(agency, level).pk for agency in ("border", "internal", "customs") for level in (1, 2, 3))
    with node.connect() as db:
        for table in TABLES:
            db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            db.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        _copy(db, groups, above, messages)
        for table in TABLES:
            db.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            db.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        db.execute(
            "INSERT INTO exchange_searchentry (message, sent_at, words, visible_to)"
            " SELECT m.id, m.sent_at, exchange_lexemes(m, c), c.visible_to"
            "   FROM exchange_message m JOIN exchange_content c ON c.message_id = m.id"
        )
        db.execute("VACUUM ANALYZE")


HEADS = {
    "exchange_message": "id matter unit_id year number form regime clause edition sent_at entered_at officer"
    " officer_name session expects_act nothing_to_report relation handling commitment head visible_to",
    "exchange_content": "message_id salt body visible_to",
    "exchange_recipient": "id message_id unit_id role clause why added_at alarms step delivered_at acknowledged_at"
    " climbs visible_to",
}


def _copy(db: Any, groups: list[tuple[int, int, int]], above: list[int], messages: int) -> None:
    """Write the rows by COPY, table after table in batches."""
    chance, words, now = random.Random(5), _vocabulary(), datetime.now(UTC)
    batch: dict[str, list[list[Any]]] = {table: [] for table in TABLES}
    for n in range(messages):
        at = now - YEAR * ((messages - n) / messages)
        _message(n, at, chance.choice(groups), above, words, chance, batch)
        if len(batch["exchange_message"]) == 20_000 or n == messages - 1:
            _write(db, batch)


def _write(db: Any, batch: dict[str, list[list[Any]]]) -> None:
    with db.transaction(), db.cursor() as cursor:
        for table, rows in batch.items():
            columns = ", ".join(HEADS[table].split())
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            rows.clear()


def _message(
    n: int,
    at: datetime,
    group: tuple[int, int, int],
    above: list[int],
    words: list[str],
    chance: random.Random,
    batch: dict[str, list[list[Any]]],
) -> None:
    pk, unit = _uuid7(at, chance), chance.choice(group)
    regime, clause = chance.choice(SUBJECTS)
    text = " ".join(words[min(int(chance.paretovariate(0.9)) - 1, len(words) - 1)] for _ in range(18))
    text += f" N {chance.randint(1_000_000, 9_999_999)}, {chance.randint(100, 999)} ABC {chance.randint(1, 20):02}"
    sees, parties = sorted({*group, *above}), sorted(group)
    head = [pk, pk, unit, at.year, n + 1, "oral", regime, clause, "kz_2002-2", at, at, 1, f"Офицер {n % 900}"]
    batch["exchange_message"].append([*head, "", False, False, "", "", b"x" * 32, "", sees])
    batch["exchange_content"].append([pk, b"x" * 16, json.dumps({"text": text}, ensure_ascii=False), parties])
    for to in group:
        if to != unit:
            row = [_uuid7(at, chance), pk, to, "counterpart", clause, "{}", at, True, "acknowledged", at, at, 0, sees]
            batch["exchange_recipient"].append(row)


def _vocabulary() -> list[str]:
    roots, ends = ROOTS.split(), ENDS.split()
    chance = random.Random(3)
    words = [root + end for root in roots for end in ends]
    words += ["".join(chance.choice("абвгдежзиклмнопрстуфхцчшщэюя") for _ in range(7)) for _ in range(20_000)]
    return words


def _uuid7(at: datetime, chance: random.Random) -> uuid.UUID:
    milliseconds = int(at.timestamp() * 1000)
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))


def _sizes(node: bench_node.BenchNode) -> Iterator[tuple[str, str]]:
    with node.connect() as db:
        for name in ("exchange_message", "exchange_content", "exchange_searchentry", "search_words"):
            size = db.execute("SELECT pg_size_pretty(pg_table_size(%s::regclass))", [name]).fetchone()
            yield f"size of {name}", str(size[0] if size else "")


def _sending(node: bench_node.BenchNode) -> Iterator[tuple[str, str]]:
    """Yield what the row of lexemes adds to a sending: the same contents written with the trigger on and off."""
    with node.connect() as db:
        for word, times in (("off", []), ("on", [])):
            db.execute(f"ALTER TABLE exchange_content {'ENABLE' if word == 'on' else 'DISABLE'} TRIGGER search_told")
            for _ in range(TRIES):
                times.append(_write_one(db))
            yield f"a message and its content, lexemes {word}, p50 / p99", _p50_p99(times)
        db.execute("ALTER TABLE exchange_content ENABLE TRIGGER search_told")


def _write_one(db: Any) -> float:
    """Write the newest message anew in a transaction of its own; return its time."""
    began = time.monotonic()
    db.execute(
        "WITH one AS (SELECT m, m.id AS was FROM exchange_message m ORDER BY sent_at DESC LIMIT 1), fresh AS ("
        " INSERT INTO exchange_message SELECT (jsonb_populate_record(m, jsonb_build_object("
        "  'id', gen_random_uuid(), 'number', (random() * 1e9)::int))).* FROM one RETURNING id)"
        " INSERT INTO exchange_content (message_id, salt, body, visible_to)"
        " SELECT fresh.id, c.salt, c.body, c.visible_to FROM fresh, one, exchange_content c"
        "  WHERE c.message_id = one.was"
    )
    return time.monotonic() - began


def _pages(site: Site, cookies: dict[str, str]) -> Iterator[tuple[str, str]]:
    words = _vocabulary()
    searches = {
        "a word that every second message has": words[0],
        "a word of one message in a hundred": words[30],
        "a word of a few messages": words[4000],
        "a word of none": "небылица",
        "two words": f"{words[1]} {words[6]}",
        "the beginning of many words": "контр",
    }
    for who, cookie in cookies.items():
        page = Page(site, cookie)
        for name, query in (("journal", "direction="), ("all that it sees", "direction=below")):
            first = f"/messages/?{query}"
            yield f"{who}: {name}, first page, p50 / p99", page.timed(first)
            yield f"{who}: {name}, hundredth page, p50 / p99", page.timed(page.onwards(first, 99))
        for name, text in searches.items():
            yield f"{who}: search, {name}, p50 / p99", page.timed("/search/?" + urlencode({"q": text}))
        yield f"{who}: search, a plate, p50 / p99", page.timed("/search/?" + urlencode({"mark": "555 ABC 07"}))
        yield f"{who}: search, subject and period, p50 / p99", page.timed("/search/?subject=C5.1.c&to=2026-06-01")
        yield f"{who}: search, a number, p50 / p99", page.timed("/search/?q=77777")


class Page:
    """One officer's browser: the time of a page from the request to its last byte."""

    def __init__(self, site: Site, cookie: str) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", site._serving.port)
        self._headers = bench_message.headers_of(cookie, site._serving.port)

    def get(self, path: str) -> str:
        """Return a page."""
        answer = bench_message._request(self._link, "GET", path, self._headers)
        assert answer.status == 200, f"{path}: {answer.status}"
        return str(answer.body.decode())

    def onwards(self, path: str, pages: int) -> str:
        """Return the address that lies so many pages after `path`, or the last one before the list ends."""
        for _ in range(pages):
            text = self.get(path)
            if 'rel="next"' not in text:
                break
            link = text[: text.index('rel="next"')].rpartition('href="')[2].partition('"')[0]
            path = path.partition("?")[0] + link.replace("&amp;", "&")
        return path

    def timed(self, path: str) -> str:
        """Return how long the page takes, warm."""
        times = []
        for n in range(TRIES + WARM):
            began = time.monotonic()
            self.get(path)
            times += [time.monotonic() - began] if n >= WARM else []
        return _p50_p99(times)


def _p50_p99(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"{cuts[49] * 1000:.1f} ms / {cuts[98] * 1000:.1f} ms"


if __name__ == "__main__":
    for name, figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES):
        print(f"| {name} | {figure} |", flush=True)
