"""One parent for a node's processes: nothing outlives it, nothing stays down under it."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator

import pytest
from processes import Family, eventually

from ortaq.lib import postgres

NODE = """
import os, sys
from pathlib import Path
from ortaq.lib.postgres import Cluster, FORGETFUL
from ortaq.lib.supervisor import Part, Supervisor, listening

cluster = Cluster(Path(sys.argv[1]) / "pg", FORGETFUL)
if not cluster.exists:
    cluster.make("secret")
cluster.start()
sleeper = "import time; time.sleep(600)"
deaf = "import signal; signal.signal(15, signal.SIG_IGN);" + sleeper
parts = [
    Part("first", (sys.executable, "-c", sleeper, "first part"), "web"),
    Part("deaf", (sys.executable, "-c", deaf, "deaf part"), "web"),
    Part("errand", (sys.executable, "-c", "pass"), "web", once=True),
    *(Part("short", (sys.executable, "-c", "raise SystemExit(3)"), "web") for _ in sys.argv[3:4]),
]
say = lambda words: print(words, flush=True)
with listening(with_parent="with-parent" in sys.argv) as signals:
    supervisor = Supervisor(parts, os.environ, say, signals, cluster, patience=float(sys.argv[2]))
    raise SystemExit(supervisor.run(when_ready=lambda: True, then=lambda: say("READY")))
"""
SERVER = "bin/postgres"


@pytest.fixture
def family(tmp_path) -> Iterator[Family]:
    family = Family(tmp_path)
    yield family
    family.end()


def start(family: Family, folder: object, *arguments: str, patience: float = 0.5, **options: object):
    process = family.start(sys.executable, "-c", NODE, str(folder), str(patience), *arguments, **options)
    while (line := process.stdout.readline().strip()) != "READY":
        assert line, "it ended before it was ready"
    return process


def is_whole(family: Family) -> bool:
    return bool(family.like(SERVER) and family.like("first part") and family.like("deaf part"))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_leaves_no_process(family, tmp_path, sign):
    process = start(family, tmp_path)
    assert eventually(lambda: is_whole(family))
    process.send_signal(sign)
    assert process.wait(30) == 0
    assert family.is_gone()


def test_it_hears_an_interrupt_also_in_the_background_where_the_shell_has_it_ignored(family, tmp_path):
    process = start(family, tmp_path, ignoring=signal.SIGINT)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert family.is_gone()


def test_a_second_signal_ends_the_patience_with_a_part_that_will_not_stop(family, tmp_path):
    process = start(family, tmp_path, patience=600)
    process.send_signal(signal.SIGTERM)
    assert eventually(lambda: not family.like("first part"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert family.is_gone()


def test_when_it_is_killed_its_children_go_too(family, tmp_path):
    process = start(family, tmp_path)
    for deaf in family.like("deaf part"):
        os.kill(deaf, signal.SIGKILL)
    process.kill()
    assert eventually(family.is_gone), family.members()


def test_a_part_that_is_killed_is_started_again(family, tmp_path):
    process = start(family, tmp_path)
    assert eventually(lambda: family.like("first part"))
    killed = family.like("first part")
    os.kill(killed[0], signal.SIGKILL)
    assert eventually(lambda: family.like("first part") not in ([], killed))
    assert process.stdout.readline() == "first has ended unasked (killed by signal 9); starting it again in 1 s\n"


def test_the_pause_before_a_failing_part_is_started_again_grows(family, tmp_path):
    process = family.start(sys.executable, "-c", NODE, str(tmp_path), "0.5", "with a short part")
    said = [process.stdout.readline() for _ in range(3)]
    assert [line for line in said if "short" in line] == [
        "short has ended unasked (exit code 3); starting it again in 1 s\n",
        "short has ended unasked (exit code 3); starting it again in 2 s\n",
    ]


def test_postgresql_is_started_again_on_its_port_when_it_is_killed(family, tmp_path):
    start(family, tmp_path)
    killed = family.like(SERVER)
    port = next(word for word in family.members()[min(killed)].split() if word.startswith("--port="))
    os.kill(min(killed), signal.SIGKILL)
    assert eventually(lambda: [pid for pid in family.like(port) if pid not in killed])


def test_told_to_stop_it_waits_no_longer_for_the_port_that_another_took_from_its_postgresql(family, tmp_path):
    process = start(family, tmp_path)
    server = min(family.like(SERVER))
    port = next(word for word in family.members()[server].split() if word.startswith("--port=")).partition("=")[2]
    process.send_signal(signal.SIGSTOP)  # so that the other is first
    os.kill(server, signal.SIGKILL)
    assert eventually(lambda: postgres.is_free(int(port)))
    with socket.socket() as other:
        other.bind((postgres.HOST, int(port)))
        process.send_signal(signal.SIGCONT)
        while "PostgreSQL has ended unasked" not in process.stdout.readline():
            assert process.poll() is None
        assert eventually(lambda: not family.like(SERVER))
        process.terminate()
        assert process.wait(20) == 0
    assert family.is_gone()


def test_it_stops_with_the_process_that_started_it(family, tmp_path):
    parent = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    node = (sys.executable, "-c", NODE, str(tmp_path), "0.5", "with a short part", "with-parent")
    process = family.start(sys.executable, "-c", parent, *node)
    while process.stdout.readline() != "READY\n":
        assert process.poll() is None
    process.kill()
    assert eventually(family.is_gone), family.members()
