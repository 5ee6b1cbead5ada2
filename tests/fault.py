"""`make fault`: kill -9 each process of a serving node over and over under load, and look for what is lost or doubled.

make fault                    500 kills during 10,000 messages
make fault ARGS="20 1000"     as many kills and messages as you like

Officers' browsers send urgent calls all the while, each with a mark of its own, and another agency's watch takes them.
A call that the console accepted must stand in the database exactly once and whole, and so must each taking; one whose
answer was lost in a kill may stand there once or not at all, never in part. In the end the ledger must be sealed
without a gap and verify.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import bench_message
import bench_node
from processes import Family, Started, eventually

from ortaq.lib import postgres

KILLS, MESSAGES = 500, 10_000
TELL_EVERY = 10
VICTIMS = {
    "a page worker": "ortaq.wsgi:application",
    "the live stream": "ortaq.asgi:application",
    "the clock": "duties clock",
    "the sealer": "ledger seal",
    "the jobs": "ortaq.schedule",
    "PostgreSQL": "bin/postgres",
    "the whole node": "-m ortaq serve",
}
TOLD = "('counterpart', 'copy')"  # a superior comes later, where nobody took it in time and it climbed
PARTS = (
    ("recipients", f"SELECT message_id, count(*) FROM exchange_recipient WHERE role IN {TOLD} GROUP BY 1"),
    ("calls", "SELECT message_id, count(*) FROM exchange_call GROUP BY 1"),
    ("duties", "SELECT c.message_id, count(*) FROM duties_duty d JOIN exchange_call c ON c.id = d.record GROUP BY 1"),
    ("entries", "SELECT record, count(*) FROM ledger_entry WHERE kind = 'message.sent' GROUP BY 1"),
)
TAKEN = "SELECT message_id::text, count(*) FROM exchange_receipt WHERE step = 'acknowledged' GROUP BY 1"


@dataclass
class Sent:
    """What the browsers sent: marks that were accepted, marks whose answer never came, messages that were taken."""

    accepted: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    to_take: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    taken: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


def main(arguments: list[str]) -> int:
    """Run the trial; 1 and a line for each fault where one is found."""
    kills, messages = [*map(int, arguments), *(KILLS, MESSAGES)[len(arguments) :]]
    with bench_node.fresh() as node:
        load = bench_message.load_of_calls()
        node.cluster.stop()
        family = Family(node.home)
        try:
            sent = _trial(node, family, load, kills, messages)
            faults = _faults(node, sent)
        finally:
            family.end()
    for fault in faults:
        print(fault)
    print(
        f"{kills} kills, {len(sent.accepted)} calls accepted, {len(sent.taken)} taken,"
        f" {len(sent.unknown)} cut off, {len(faults)} faults"
    )
    return 1 if faults else 0


def _trial(node: bench_node.BenchNode, family: Family, load: bench_message.Load, kills: int, messages: int) -> Sent:
    sent, port = Sent(), postgres.free_port()
    serving = _serve(family, node.home, port)
    work = [_at_work(_send, port, cookie, load.form, sent) for cookie in load.senders]
    work += [_at_work(_take, port, cookie, sent) for cookie in load.takers]
    killed: Counter[str] = Counter()
    for number in range(kills):
        if number % TELL_EVERY == 0:
            print(f"{number} kills, {len(sent.accepted)} calls accepted, {len(sent.taken)} taken …", flush=True)
        _wait_until(sent, max(messages * number // kills, len(sent.accepted) + 3))
        victim = list(VICTIMS)[number % len(VICTIMS)]
        killed[victim] += _kill(family, victim, serving)
        if serving.poll() is not None:
            assert eventually(family.is_gone, 60), family.members()
            serving = _serve(family, node.home, port)
    _wait_until(sent, max(messages, len(sent.accepted) + 3))
    sent.over.set()
    for one in work:
        one.join()
    serving.terminate()
    assert serving.wait(60) == 0
    assert family.is_gone(), family.members()
    print(", ".join(f"{name} {count}" for name, count in killed.items()), flush=True)
    return sent


def _at_work(browser: Callable[..., None], *given: Any) -> threading.Thread:
    """Let a browser work until the trial is over; a trial that fails ends at once and does not wait for it."""
    work = threading.Thread(target=browser, args=given, daemon=True)
    work.start()
    return work


def _serve(family: Family, home: Path, port: int) -> Started:
    serving = family.start(sys.executable, "-m", "ortaq", "serve", "--port", str(port), ORTAQ_HOME=str(home))
    assert serving.stdout is not None
    said = iter(serving.stdout.readline, "")
    assert any("serving at" in line for line in said), "it ended before it served"
    threading.Thread(target=_read_on, args=(serving,), daemon=True).start()
    return serving


SAID: deque[str] = deque(maxlen=40)  # the node's last words, for a trial that ends before its time


def _read_on(serving: Started) -> None:
    """Take what it says, so that its pipe never fills."""
    with contextlib.suppress(ValueError):
        SAID.extend(serving.stdout or ())


def _kill(family: Family, victim: str, serving: Started) -> int:
    """Kill one process of that sort at any moment of its work; 0 where none is alive just now."""
    time.sleep(random.random())
    found = [serving.pid] if victim == "the whole node" else family.like(VICTIMS[victim])
    if victim == "PostgreSQL":
        found = found[:1]  # the server itself, not one of its sessions
    if not found:
        return 0
    os.kill(random.choice(found), 9)
    if victim == "the whole node":
        serving.wait()
    return 1


def _wait_until(sent: Sent, calls: int) -> None:
    """Wait until so many calls were accepted; that none is for two minutes means that the node works no more."""
    while (before := len(sent.accepted)) < calls:
        assert eventually(lambda: len(sent.accepted) > before, 120), (
            f"the node does not work any more:\n{''.join(SAID)}"
        )


def _send(port: int, cookie: str, form: dict[str, str], sent: Sent) -> None:
    headers, number = bench_message.headers_of(cookie, port), 0
    while not sent.over.is_set():
        number += 1
        mark = f"[{threading.get_ident()}-{number}]"
        body = urlencode(form | bench_message.TOKEN | {"text": f"Обнаружены части оружия {mark}"})
        status, where = _post(port, "/urgent/new/", headers, body)
        if status == 302:
            sent.accepted.append(mark)
            sent.to_take.put(where)
        elif status is not None:
            sent.unknown.append(mark)


def _take(port: int, cookie: str, sent: Sent) -> None:
    """Take what was sent, as the addressee's watch; what got no answer is tried again, as an officer would."""
    headers = bench_message.headers_of(cookie, port)
    while not (sent.over.is_set() and sent.to_take.empty()):
        try:
            where = sent.to_take.get(timeout=0.2)
        except queue.Empty:
            continue
        status, _ = _post(port, f"{where}acknowledgement/", headers, urlencode(bench_message.TOKEN))
        if status in (302, 409):
            sent.taken.append(where.strip("/").rpartition("/")[2])
        elif not sent.over.is_set():
            sent.to_take.put(where)


def _post(port: int, path: str, headers: dict[str, str], body: str) -> tuple[int | None, str]:
    """Return the status and where it leads; None where the node is away, so that nothing was sent, 0 where it is not
    known whether it came."""
    try:
        link = http.client.HTTPConnection(postgres.HOST, port, timeout=30)
        answer = bench_message._request(link, "POST", path, headers, body)
        link.close()
    except ConnectionRefusedError:
        time.sleep(0.2)
        return None, ""
    except (OSError, http.client.HTTPException):
        time.sleep(0.2)
        return 0, ""
    return answer.status, urlsplit(answer.headers.get("Location", "")).path


def _faults(node: bench_node.BenchNode, sent: Sent) -> list[str]:
    """Compare what was sent with what stands in the database and in the ledger."""
    node.cluster.start(port=node.port)
    with node.program("sealer", "ledger", "seal"), node.connect() as db:
        sealed = eventually(lambda: db.execute("SELECT count(*) FROM ledger_waiting").fetchone() == (0,), 120)
        rows = db.execute(
            "SELECT message_id, substring(body->>'text' FROM '\\[.*\\]') FROM exchange_content"
        ).fetchall()
        found = Counter(mark for _, mark in rows)
        faults = [f"lost: {mark}" for mark in sent.accepted if found[mark] == 0]
        faults += [f"doubled: {mark}" for mark, times in found.items() if times > 1]
        for part, query in PARTS:
            counts = dict(db.execute(query).fetchall())
            usual = Counter(counts.values()).most_common(1)[0][0]
            faults += [
                f"in part: {counts.get(message, 0)} {part} of {mark}"
                for message, mark in rows
                if counts.get(message, 0) != usual
            ]
        takings = dict(db.execute(TAKEN).fetchall())
        faults += [f"taken {takings.get(one, 0)} times: {one}" for one in sent.taken if takings.get(one) != 1]
        if not sealed:
            faults.append("entries stay unsealed")
    verify = [sys.executable, "-m", "ortaq", "ledger", "verify"]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    return faults if done.returncode == 0 else [*faults, f"the ledger does not verify:\n{done.stdout}{done.stderr}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
