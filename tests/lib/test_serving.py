"""A node that really serves: started, refused twice, killed, started again, stopped in order."""

from __future__ import annotations

import os
import signal
import socket
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
import testnode
from processes import Family, eventually

from ortaq.lib import node, postgres

ORTAQ = (sys.executable, "-m", "ortaq")


@pytest.fixture
def family(tmp_path):
    family = Family(tmp_path)
    yield family
    family.end()


@pytest.fixture
def drill(tmp_path, family):
    """A new node of kind drill, in a folder with a space that no other account may enter."""
    tmp_path.chmod(0o700)
    home = tmp_path / "a drill"
    made = run(family, home, "node", "init", "--kind", "drill")
    assert made.wait(60) == 0
    return home


def run(family: Family, home: Path, *arguments: str):
    return family.start(*ORTAQ, *arguments, ORTAQ_HOME=str(home), ORTAQ_ROLE="", PYTHONPATH=os.pathsep.join(sys.path))


def serve(family: Family, home: Path, port: int):
    process = run(family, home, "serve", "--port", str(port))
    for line in process.stdout:
        if "serving at" in line:
            return process
    raise AssertionError("it ended before it served")


def status_of(port: int, path: str) -> int:
    connection = HTTPConnection(postgres.HOST, port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def roles_at_work(home: Path) -> set[str]:
    with testnode.administrator(home) as db:
        rows = db.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE usename LIKE 'ortaq%'").fetchall()
    node._read.cache_clear()
    return {name for (name,) in rows}


@pytest.mark.long
def test_a_node_serves_survives_a_kill_and_stops_though_a_browser_holds_on_and_leaves_nothing(family, drill):
    port = postgres.free_port()
    process = serve(family, drill, port)
    assert status_of(port, "/") in (200, 302)
    assert eventually(lambda: roles_at_work(drill) >= {"ortaq_stream", "ortaq_clock", "ortaq_sealer"})

    again = run(family, drill, "serve", "--port", str(postgres.free_port()))
    assert again.wait(60) == 1
    assert "is running already" in again.stdout.read()

    elsewhere = run(family, drill.with_name("other"), "serve", "--port", str(port))
    assert elsewhere.wait(60) == 1
    assert "is no node; make one first" in elsewhere.stdout.read()

    process.kill()
    assert eventually(family.is_gone), family.members()

    process = serve(family, drill, port)
    with socket.create_connection((postgres.HOST, port)):
        process.send_signal(signal.SIGHUP)
        assert process.wait(60) == 0
    assert family.is_gone()


def test_it_says_which_port_is_in_use(family, drill):
    with socket.create_server((postgres.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        process = run(family, drill, "serve", "--port", str(port))
        assert process.wait(60) == 1
    assert f"port {port} is in use" in process.stdout.read()


def test_it_is_stopped_while_it_is_still_preparing(family, drill):
    process = run(family, drill, "serve", "--port", str(postgres.free_port()))
    assert "PostgreSQL" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert family.is_gone()
