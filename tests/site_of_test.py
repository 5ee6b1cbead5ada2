"""The program as it is served, on the test node: every process of its own, as its own database role."""

from __future__ import annotations

import subprocess
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from processes import eventually

from ortaq.lib import child, postgres
from ortaq.lib.serving import Serving


class Site:
    """A console that answers at `address`, with its stream, its clock and its sealer behind it."""

    def __init__(self, home: Path) -> None:
        self._serving = Serving(home, port=postgres.free_port(), live_port=postgres.free_port())
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        """The console's URL, with no slash at its end."""
        return self._serving.address

    def start(self, *names: str) -> None:
        """Start the parts `names` (web, live stream, clock, sealer, jobs), as the supervisor would."""
        for part in self._serving.parts():
            if part.name in names:
                part.start(self._serving.environment())
                assert part.process is not None
                self._running[part.name] = part.process

    def wait(self) -> None:
        """Wait until the pages answer, and the stream where it was started."""
        assert eventually(self._serving.answers, 60), "the console does not answer"
        assert "live stream" not in self._running or eventually(self._streams, 60), "the live stream does not answer"

    def kill(self, name: str) -> None:
        """End a part as a power cut would."""
        self._running[name].kill()
        self._running[name].wait()

    def stop(self) -> None:
        """Stop every part; one that does not heed TERM is killed."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            child.stop(process)

    def _streams(self) -> bool:
        try:
            with closing(HTTPConnection(postgres.HOST, self._serving.live_port, timeout=5)) as connection:
                connection.request("GET", "/")
                connection.getresponse().read()
        except OSError:
            return False
        return True
