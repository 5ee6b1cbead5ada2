"""PostgreSQL from a folder, whoever we are and however it ended last time."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from pathlib import Path
from threading import Timer

import psycopg
import pytest
from processes import eventually

from ortaq.lib import child, postgres
from ortaq.lib.postgres import Cluster, PostgresError


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "a folder with spaces" / "pg")
    cluster.make("se'cret\\")
    yield cluster
    cluster.stop()


def ask(cluster: Cluster, query: str, password: str = "se'cret\\") -> object:
    server = {"host": postgres.HOST, "port": cluster.port, "user": postgres.SUPERUSER, "dbname": "postgres"}
    with psycopg.connect(**server, password=password) as db:
        return db.execute(query).fetchone()[0]


def test_it_keeps_what_was_committed_from_one_start_to_the_next(cluster):
    cluster.start()
    with psycopg.connect(f"host=127.0.0.1 port={cluster.port} user=postgres", password="se'cret\\") as db:
        db.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    cluster.stop()
    cluster.start()
    assert ask(cluster, "SELECT answer FROM kept") == 42


def test_it_starts_again_after_it_was_killed(cluster):
    port = cluster.start()
    os.kill(cluster.pid, signal.SIGKILL)
    assert cluster.start(port=port) == port
    assert ask(cluster, "SELECT 1") == 1


def other_program(port: int) -> socket.socket:
    """Take the port of a server that was killed, as soon as its processes have let go of it."""
    taking = socket.socket()

    def takes() -> bool:
        try:
            taking.bind((postgres.HOST, port))
        except OSError:
            return False
        return True

    assert eventually(takes, 20), "the killed server's port is not free"
    return taking


def test_killed_it_comes_back_to_its_port_although_another_holds_it_for_a_moment(cluster):
    port = cluster.start()
    os.kill(cluster.pid, signal.SIGKILL)
    cluster._process.wait()
    client = other_program(port)
    Timer(1, client.close).start()
    cluster.revive()
    assert cluster.port == port
    assert ask(cluster, "SELECT 42") == 42


def test_killed_it_says_so_where_another_program_has_taken_its_port_and_never_moves_away(cluster):
    port = cluster.start()
    os.kill(cluster.pid, signal.SIGKILL)
    cluster._process.wait()
    with other_program(port), pytest.raises(PostgresError, match=f"port {port}"):
        cluster.revive(patience=0.5)


def test_its_port_is_none_that_the_kernel_lends_to_clients(cluster):
    lowest = int(postgres.LENT_PORTS.read_text().split()[0])
    assert {postgres.free_port() < lowest for _ in range(50)} == {True}


def test_where_the_kernel_lends_every_port_it_takes_one_of_those(monkeypatch, tmp_path):
    lent = tmp_path / "ip_local_port_range"
    lent.write_text("1024\t65535\n")
    monkeypatch.setattr(postgres, "LENT_PORTS", lent)
    assert postgres.is_free(postgres.free_port())


def test_it_starts_although_the_lock_file_names_a_process_that_is_another_by_now(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getppid()}\n{cluster.data}\n0\n5432\n\n\n\n\n")
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1


def test_it_refuses_to_run_twice_in_one_folder(cluster):
    cluster.start()
    with pytest.raises(PostgresError, match="already runs in"):
        Cluster(cluster.folder).start(patience=0.2)


def test_it_takes_another_port_where_the_last_one_is_in_use(cluster):
    cluster.start()
    other = Cluster(cluster.folder.with_name("other"))
    other.make("x")
    assert other.start(port=cluster.port) != cluster.port
    other.stop()


def test_it_asks_for_a_password_and_listens_on_loopback_alone(cluster):
    cluster.start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(cluster, "SELECT 1", password="wrong")
    assert ask(cluster, "SELECT current_setting('listen_addresses')") == "127.0.0.1"
    assert ask(cluster, "SELECT current_setting('unix_socket_directories')") == ""


def test_no_word_of_a_failed_statement_reaches_the_log(cluster):
    cluster.start()
    with pytest.raises(psycopg.Error):
        ask(cluster, "SELECT 'задержан Иванов'::int")
    cluster.stop()
    assert "Иванов" not in (cluster.folder / "log").read_text()


def test_a_cluster_half_made_is_no_cluster_and_is_made_anew(cluster):
    (cluster.folder / "unfinished").touch()
    assert not cluster.exists
    cluster.make("again")
    assert cluster.exists


def test_it_says_in_words_that_other_binaries_made_the_data(cluster):
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match=r"was made by PostgreSQL 12, the binaries are \d+"):
        cluster.start()


def test_it_says_what_the_server_said_when_it_does_not_start(cluster):
    broken = Cluster(cluster.folder, {"shared_buffers": "nonsense"})
    with pytest.raises(PostgresError, match="nonsense"):
        broken.start()


def test_a_folder_named_for_binaries_must_hold_them(monkeypatch, tmp_path):
    monkeypatch.setenv("ORTAQ_PG_BIN", str(tmp_path))
    with pytest.raises(PostgresError, match="no PostgreSQL in"):
        postgres.binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another account")
def test_root_runs_it_as_another_account_where_the_kernel_forbids_namespaces(monkeypatch, tmp_path):
    monkeypatch.setattr(child, "namespaces_allowed", lambda: False)
    monkeypatch.setattr(postgres, "ELSEWHERE", Path("/var/lib") / f"ortaq-test-{os.getpid()}")
    postgres._account.cache_clear()
    tmp_path.chmod(0o700)
    cluster = Cluster(tmp_path / "pg")
    try:
        cluster.make("secret")
        cluster.start()
        assert ask(cluster, "SELECT 1", password="secret") == 1
        assert os.stat(f"/proc/{cluster.pid}").st_uid != 0
        cluster.stop()
    finally:
        postgres._account.cache_clear()
        shutil.rmtree(postgres.ELSEWHERE, ignore_errors=True)
