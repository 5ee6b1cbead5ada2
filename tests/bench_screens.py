"""From the commit of an urgent message to another officer's screen, with fifty consoles listening.

Each console is a real connection to the live stream; some of them also fetch their alarms on each event, as the page
does. The moment of the commit is PostgreSQL's own (`track_commit_timestamp`), on the same machine's clock.
"""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import bench_message
import bench_node
from site_of_test import Site

CONSOLES, FETCHING, MESSAGES, PAUSE = 50, 4, 60, 0.25


def measure() -> dict[str, str]:
    """Return the delays from commit to the event and to the alarm fetched, and what each process takes."""
    with bench_node.fresh() as node:
        listener, sender = _prepare()
        site = Site(node.home)
        site.start("web", "live stream", "clock", "sealer")
        try:
            site.wait()
            figures = _listen(node, site, listener, *sender)
            figures |= {
                f"{name}, resident": f"{bench_node.resident_mb(process.pid):.0f} MB"
                for name, process in site._running.items()
            }
        finally:
            site.stop()
    return figures


def _prepare() -> tuple[str, tuple[str, dict[str, str]]]:
    from ortaq.lib.setup import django_setup

    django_setup("owner")
    import world as worlds

    from ortaq.lib.prepare import collect_static_files

    collect_static_files()
    world = worlds.make(at=datetime.now(UTC))
    listener = bench_message._session(world.officers[world.unit("customs").pk])
    sender = bench_message._session(world.officers[world.unit("border").pk])
    return listener, (sender, bench_message.form_of(world))


def _listen(node: bench_node.BenchNode, site: Site, listener: str, sender: str, form: dict[str, str]) -> dict[str, str]:
    consoles = [Console(site, listener, fetches=n < FETCHING) for n in range(CONSOLES)]
    for console in consoles:
        threading.Thread(target=console.listen, daemon=True).start()
    time.sleep(3)
    for console in consoles:
        console.forget()  # the greeting
    _send(site, sender, form)
    time.sleep(2)
    commits = _commits(node)
    assert all(len(console.heard) == MESSAGES for console in consoles), "an event was not heard"
    heard = [at - commits[n] for console in consoles for n, at in enumerate(console.heard)]
    seen = [at - commits[n] for console in consoles[:FETCHING] for n, at in enumerate(console.seen)]
    return {
        f"commit → event, {CONSOLES} consoles, p50 / p99": _p50_p99(heard),
        f"commit → alarm fetched, {FETCHING} of them, p50 / p99": _p50_p99(seen),
    }


def _send(site: Site, sender: str, form: dict[str, str]) -> None:
    link = http.client.HTTPConnection("127.0.0.1", site._serving.port)
    headers, body = bench_message.headers_of(sender, site._serving.port), urlencode(form | bench_message.TOKEN)
    for _ in range(MESSAGES):
        assert bench_message._request(link, "POST", "/urgent/new/", headers, body).status == 302
        time.sleep(PAUSE)


def _commits(node: bench_node.BenchNode) -> list[float]:
    with node.connect() as db:
        rows = db.execute("SELECT pg_xact_commit_timestamp(xmin) FROM exchange_message ORDER BY 1").fetchall()
    return [row[0].timestamp() for row in rows]


def _p50_p99(delays: list[float]) -> str:
    cuts = statistics.quantiles(delays, n=100)
    return f"{cuts[49] * 1000:.0f} ms / {cuts[98] * 1000:.0f} ms"


class Console:
    """One open console: when it heard each event and, where it fetches, when it had its alarms."""

    def __init__(self, site: Site, cookie: str, *, fetches: bool) -> None:
        self.heard: list[float] = []
        self.seen: list[float] = []
        self._fetches, self._headers = fetches, bench_message.headers_of(cookie, site._serving.port)
        self._stream = http.client.HTTPConnection("127.0.0.1", site._serving.live_port)
        self._pages = http.client.HTTPConnection("127.0.0.1", site._serving.port)

    def listen(self) -> None:
        """Listen for as long as the stream lasts."""
        self._stream.request("GET", "/live", headers=self._headers)
        stream = self._stream.getresponse()
        while line := stream.readline():
            if line.startswith(b"event:"):
                self.heard.append(time.time())
                if self._fetches:
                    assert bench_message._request(self._pages, "GET", "/strip/", self._headers).status == 200
                    self.seen.append(time.time())

    def forget(self) -> None:
        """Forget what was heard so far."""
        self.heard.clear()
        self.seen.clear()


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"| {name} | {figure} |")
