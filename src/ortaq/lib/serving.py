"""What a serving node consists of, and its way from a folder to an address that answers."""

from __future__ import annotations

import os
import signal
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

from ortaq.lib import child, nodes, postgres
from ortaq.lib.nodes import NodeError
from ortaq.lib.supervisor import Part, Signals, Supervisor, listening

PYTHON = (sys.executable, "-W", "ignore::DeprecationWarning", "-m")
ORTAQ = (*PYTHON, "ortaq")
GRANIAN = (*PYTHON, "granian", "--log-level", "warning", "--no-access-log", "--respawn-failed-workers")
JOBS = (sys.executable, "-c", "from ortaq.schedule import work; work()")
WEB_WORKERS, WEB_THREADS = "2", "4"


class ToldToStop(Exception):
    """A signal came before everything ran."""


@dataclass
class Serving:
    """A node about to serve: where, how, and what to run besides."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    tls_cert: Path | None = None
    tls_key: Path | None = None
    with_parent: bool = False
    before: Callable[[Serving], None] = lambda serving: None
    besides: Sequence[Part] = ()
    ready: Callable[[Serving], None] = lambda serving: None
    live_port: int = 0
    began: float = field(default_factory=time.monotonic)
    _signals: Signals = field(init=False)

    def run(self) -> int:
        """Serve until told to stop. Raises NodeError, in words, where the node must not."""
        self._refuse()
        with nodes.locked(self.home), listening(with_parent=self.with_parent) as signals:
            self._signals = signals
            cluster = nodes.start_server(self.home)
            try:
                self._prepare(cluster)
                supervisor = Supervisor(self.parts(), self.environment(), self.say, signals, cluster)
                return supervisor.run(when_ready=self.answers, then=lambda: self.ready(self))
            except ToldToStop:
                self.say("stopped")
                return 0
            finally:
                if cluster:
                    cluster.stop()

    def parts(self) -> list[Part]:
        """The node's processes, each as its own database role.

        When the node itself was killed nothing is left to end in order: a page server that happens to start a worker
        would miss a TERM and hold the port, so the kernel kills it, and its workers hear of that.
        """
        at_once = signal.SIGKILL
        return [
            Part("web", self._web(), "web", first=True, on_parent_death=at_once),
            Part("live stream", self._live(), "stream", first=True, on_parent_death=at_once),
            Part("clock", (*ORTAQ, "duties", "clock"), "clock"),
            Part("sealer", (*ORTAQ, "ledger", "seal"), "sealer"),
            Part("jobs", JOBS, "clock", on_parent_death=at_once),  # it would wait for a database that is gone
            *self.besides,
        ]

    def environment(self) -> dict[str, str]:
        """What the processes are told; never the URL of a server with its administrator's password."""
        kept = {name: value for name, value in os.environ.items() if name not in ("ORTAQ_DATABASE_URL", "ORTAQ_ROLE")}
        hosts = os.environ.get("ORTAQ_HOSTS", "") or f"localhost,127.0.0.1,[::1],{self.host}"
        return kept | {
            "ORTAQ_HOME": str(self.home.resolve()),
            "ORTAQ_HOSTS": hosts,
            "ORTAQ_LIVE_PORT": str(self.live_port),
            "ORTAQ_TLS": "1" if self.tls_cert else "",
            "DJANGO_SETTINGS_MODULE": "ortaq.settings",
        }

    def command(self, *arguments: str) -> None:
        """Run one `ortaq` command on this node and wait for it; raises NodeError where it fails."""
        self.run_to_end((*ORTAQ, *arguments), f"ortaq {' '.join(arguments)} failed")

    def run_to_end(self, command: Sequence[str], otherwise: str) -> None:
        """Run a process of this node and wait for it; raises NodeError with the words of `otherwise` where it fails."""
        process = child.start(command, env=self.environment())
        while process.poll() is None:
            if self._signals.wait(0.05):
                child.stop(process)
                raise ToldToStop
        if process.returncode != 0:
            raise NodeError(otherwise)

    def say(self, words: str) -> None:
        """Tell the person at the terminal how far it is."""
        print(f"{time.monotonic() - self.began:6.1f} s  {words}", flush=True)

    @property
    def address(self) -> str:
        """Where the console is."""
        host = "localhost" if nodes.is_loopback(self.host) else self.host
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}"

    def answers(self) -> bool:
        """Whether the pages answer yet."""
        try:
            with closing(self._connection()) as connection:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
        except (OSError, HTTPException):
            return False
        return True

    def _connection(self) -> HTTPConnection:
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "localhost") else self.host
        if self.tls_cert is None:
            return HTTPConnection(host, self.port, timeout=5)
        return HTTPSConnection(host, self.port, timeout=5, context=ssl._create_unverified_context())

    def _refuse(self) -> None:
        for reason in nodes.refusals(self.home, self.host, tls=bool(self.tls_cert and self.tls_key)):
            raise NodeError(reason)
        if not postgres.is_free(self.port, self.host):
            raise NodeError(f"port {self.port} is in use: stop what listens there, or choose another with PORT=…")
        self.live_port = self.port + 1 if postgres.is_free(self.port + 1, self.host) else postgres.free_port()

    def _prepare(self, cluster: postgres.Cluster | None) -> None:
        if cluster:
            self.say(f"PostgreSQL {cluster.version} runs on {postgres.HOST}:{cluster.port}")
        self.run_to_end((*PYTHON, "ortaq.lib.prepare"), "the database could not be prepared")
        self.say("database and static files are up to date")
        self.before(self)

    def _web(self) -> tuple[str, ...]:
        return (
            *GRANIAN,
            *self._listen(self.port),
            *("--interface", "wsgi", "--no-ws", "--workers", WEB_WORKERS, "--blocking-threads", WEB_THREADS),
            *("--workers-kill-timeout", "5"),
            "ortaq.wsgi:application",
        )

    def _live(self) -> tuple[str, ...]:
        options = ("--interface", "asgi", "--no-ws", "--workers", "1", "--loop", "uvloop")
        patience = ("--workers-kill-timeout", "2")  # streams never end by themselves
        return (*GRANIAN, *self._listen(self.live_port), *options, *patience, "ortaq.asgi:application")

    def _listen(self, port: int) -> tuple[str, ...]:
        where = ("--host", self.host, "--port", str(port))
        if self.tls_cert is None or self.tls_key is None:
            return where
        return (*where, "--ssl-certificate", str(self.tls_cert), "--ssl-keyfile", str(self.tls_key))
