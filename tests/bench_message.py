"""An urgent message through the whole stack, against the raw database that writes the same rows; both in the same run.

The floor is `pgbench` running one transaction that writes the very rows of one message anew, on the same server. Floor
and program take turns, so that a machine whose speed drifts drifts for both.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import bench_node
import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from ortaq.lib import postgres

CLIENTS, SECONDS, ROUNDS = 4, 8, 3


def measure() -> dict[str, str]:
    """Return requests a second through the stack, the floor's transactions a second, and the ratio."""
    with bench_node.fresh() as node:
        load = load_of_calls()
        cookies, form = load.senders, load.form
        script = node.home / "floor.sql"
        port = postgres.free_port()
        with (
            node.running("web", *_web(port), ORTAQ_LIVE_PORT="0") as web,
            node.program("sealer", "ledger", "seal") as seal,
        ):
            _wait_until_it_answers(port)
            _load(port, cookies, form, 2)
            script.write_text(_floor(node))
            rates, floors = [], []
            for _ in range(ROUNDS):
                floors.append(_pgbench(node, script))
                rates.append(_load(port, cookies, form, SECONDS))
            figures = {
                "urgent message, whole stack": f"{statistics.median(rates):.0f} requests/s",
                "floor: the same rows by pgbench": f"{statistics.median(floors):.0f} transactions/s",
                "ratio to the floor": f"{statistics.median(r / f for r, f in zip(rates, floors, strict=True)):.2f}",
                "pages (2 workers), resident": f"{bench_node.resident_mb(web.pid):.0f} MB",
                "sealer, resident": f"{bench_node.resident_mb(seal.pid):.0f} MB",
            }
    return figures


@dataclass
class Load:
    """Signed-in sessions of the officer who sends and of the one who takes, as many, and the form that is sent."""

    senders: list[str]
    takers: list[str]
    form: dict[str, str]


def load_of_calls() -> Load:
    """Make the world, a session for each client that sends and for each that takes at the customs, and the form."""
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    import world as worlds

    world = worlds.make(at=datetime.now(UTC))
    border, customs = (world.officers[world.unit(agency).pk] for agency in ("border", "customs"))
    senders, takers = ([_session(officer) for _ in range(CLIENTS)] for officer in (border, customs))
    return Load(senders, takers, form_of(world))


def form_of(world: Any) -> dict[str, str]:
    """Return an urgent call as the border's officer types it: two counterparts called, a copy to the superior."""
    form = {"subject": "C5.1.c", "known_at": "-3м", "text": "При досмотре обнаружены части оружия без документов."}
    for agency in ("customs", "internal"):
        unit = world.unit(agency).pk
        form |= {f"to-{unit}": "on", f"at-{unit}": "-1м", f"who-{unit}": "Петров", f"back-{unit}": "on"}
    form[f"to-{world.unit('border', 3).pk}"] = "on"
    return form


def _session(officer: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from ortaq.access.session import POST_KEY, SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = officer.pk, officer.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[POST_KEY] = str(officer.appointments.get().pk)
    assert store.public  # gives the session its name
    store.save(must_create=True)
    return str(store.session_key)


def _web(port: int) -> list[str]:
    words = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "granian", "--log-level", "warning"]
    return [
        *words,
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "ortaq.wsgi:application",
    ]


def _wait_until_it_answers(port: int) -> None:
    def answers() -> bool:
        try:
            return _request(http.client.HTTPConnection("127.0.0.1", port), "GET", "/healthz", {}) is not None
        except OSError:
            return False

    bench_node.wait_for(answers, patience=30, every=0.1)


def _request(link: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: str = "") -> Any:
    link.request(method, path, body, headers)
    response = link.getresponse()
    response.body = response.read()
    return response


def _load(port: int, cookies: list[str], form: dict[str, str], seconds: float) -> float:
    """Send the form from every client at once for so long; return accepted requests a second."""
    with multiprocessing.get_context("fork").Pool(len(cookies)) as pool:
        counts = pool.starmap(_client, [(port, cookie, form, seconds) for cookie in cookies])
    return sum(counts) / seconds


TOKEN = {"csrfmiddlewaretoken": "a" * 32}


def headers_of(cookie: str, port: int) -> dict[str, str]:
    """Return the headers of a signed-in browser's form."""
    from django.conf import settings

    cookies = {settings.SESSION_COOKIE_NAME: cookie, settings.CSRF_COOKIE_NAME: TOKEN["csrfmiddlewaretoken"]}
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": f"localhost:{port}",
    }


def _client(port: int, cookie: str, form: dict[str, str], seconds: float) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port)
    headers, body = headers_of(cookie, port), urlencode(form | TOKEN)
    ends, done = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        answer = _request(link, "POST", "/urgent/new/", headers, body)
        if answer.status != 302:
            raise RuntimeError(f"{answer.status}: {answer.body[:2000].decode()}")
        done += 1
    return done


def _floor(node: bench_node.BenchNode) -> str:
    """Return a pgbench script that writes the rows of the last message anew: new identifiers, all else the same."""
    with node.connect() as db:
        message = db.execute("SELECT id, unit_id, year FROM exchange_message ORDER BY id DESC LIMIT 1").fetchone()
        assert message is not None
        tables = [(table, _rows(db, query, message[0])) for table, query in ROWS]
        new = {value: f"u{n}" for n, value in enumerate(_identifiers(tables))}
        inserts = [_insert(db, table, rows, new) for table, rows in tables if rows]
    made = ", ".join(f"quote_literal(gen_random_uuid()::text) AS {name}" for name in new.values())
    number = NUMBER.format(unit=message[1], year=message[2])
    return "\n".join(["BEGIN;", f"SELECT {made} \\gset", number, *inserts, "COMMIT;"]) + "\n"


NUMBER = (
    "INSERT INTO exchange_numbering AS n (unit_id, year, last) VALUES ({unit}, {year}, 1)"
    " ON CONFLICT (unit_id, year) DO UPDATE SET last = n.last + 1 RETURNING last \\gset"
)
OF_CALLS = "(SELECT id FROM exchange_call WHERE message_id = %(m)s)"
OF_DUTIES = f"(SELECT id FROM duties_duty WHERE record = %(m)s OR record IN {OF_CALLS})"
ROWS = (
    ("exchange_message", "SELECT * FROM exchange_message WHERE id = %(m)s"),
    ("exchange_content", "SELECT * FROM exchange_content WHERE message_id = %(m)s"),
    ("exchange_recipient", "SELECT * FROM exchange_recipient WHERE message_id = %(m)s"),
    ("exchange_call", "SELECT * FROM exchange_call WHERE message_id = %(m)s"),
    ("duties_duty", f"SELECT * FROM duties_duty WHERE id IN {OF_DUTIES}"),
    ("duties_dutymove", f"SELECT * FROM duties_dutymove WHERE duty_id IN {OF_DUTIES}"),
    (
        "ledger_entry",
        "SELECT * FROM ledger_entry WHERE record = %(m)s"
        " OR record IN (SELECT id FROM exchange_recipient WHERE message_id = %(m)s)"
        f" OR record IN {OF_CALLS} OR record IN {OF_DUTIES}"
        f" OR record IN (SELECT id FROM duties_dutymove WHERE duty_id IN {OF_DUTIES})",
    ),
)


def _rows(db: psycopg.Connection[Any], query: str, message: uuid.UUID) -> list[dict[str, Any]]:
    with db.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, {"m": message}).fetchall()


def _identifiers(tables: list[tuple[str, list[dict[str, Any]]]]) -> list[uuid.UUID]:
    found = {
        value: None for _, rows in tables for row in rows for value in row.values() if isinstance(value, uuid.UUID)
    }
    return list(found)


def _insert(db: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]], new: dict[uuid.UUID, str]) -> str:
    values = [", ".join(_literal(db, name, value, new) for name, value in row.items()) for row in rows]
    return f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {', '.join(f'({v})' for v in values)};"


def _literal(db: psycopg.Connection[Any], name: str, value: Any, new: dict[uuid.UUID, str]) -> str:
    if name == "number":
        return ":last"
    if isinstance(value, uuid.UUID):
        return f":{new[value]}"
    if isinstance(value, dict):
        value = Jsonb(value)
    text = sql.Literal(value).as_string(db).replace("\n", " ")
    if name == "key":
        for known, variable in new.items():
            text = text.replace(str(known), f"' || :{variable} || '")
    return text


def _pgbench(node: bench_node.BenchNode, script: Path) -> float:
    server = node.server("owner")
    words = [
        postgres.binaries() / "pgbench",
        "-n",
        "-f",
        script,
        "-c",
        CLIENTS,
        "-j",
        "2",
        "-T",
        SECONDS,
        "-M",
        "simple",
    ]
    words += ["-h", server["host"], "-p", server["port"], "-U", server["user"], server["dbname"]]
    env = {**os.environ, "PGPASSWORD": str(server["password"])}
    said = subprocess.run([str(word) for word in words], env=env, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    assert found, said
    return float(found[1])


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"| {name} | {figure} |")
