"""A node is made once, keeps its secrets to itself, and does not serve in an unsafe state."""

from __future__ import annotations

import stat

import psycopg
import pytest
import testnode

from ortaq.lib import node, nodes, postgres, roles
from ortaq.lib.nodes import NodeError
from ortaq.lib.roles import RolesError

HERE, ELSEWHERE = "127.0.0.1", "192.0.2.7"


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.delenv("ORTAQ_DATABASE_URL", raising=False)
    nodes.make(tmp_path / "node", "node", "Khorgos", lambda words: None)
    return tmp_path / "node"


@pytest.fixture
def kept(tmp_path):
    """A node's folder as it lies on the disk, with no database behind it."""
    roles.password(tmp_path, "web")
    roles.password(tmp_path, "superuser")
    roles.write_secret(tmp_path / "secret_key", "secret")
    node.write_facts(tmp_path, kind="node")
    return tmp_path


def refused(home, host=HERE, *, tls=False) -> str:
    return "\n".join(nodes.refusals(home, host, tls=tls))


def test_a_new_node_serves_on_loopback_and_with_tls_elsewhere(kept):
    assert refused(kept) == ""
    assert refused(kept, ELSEWHERE, tls=True) == ""


@pytest.mark.parametrize("host", [ELSEWHERE, "0.0.0.0", "::", "duty.example"])
def test_it_refuses_other_machines_without_tls(kept, host):
    assert "give --tls-cert and --tls-key" in refused(kept, host)


@pytest.mark.parametrize("host", [HERE, "::1", "127.0.1.1", "localhost"])
def test_it_needs_no_tls_on_loopback(kept, host):
    assert refused(kept, host) == ""


def test_a_demo_whose_passwords_are_printed_serves_no_other_machine_even_with_tls(kept):
    node.write_facts(kept, kind="demo")
    assert "serves on 127.0.0.1 alone" in refused(kept, ELSEWHERE, tls=True)


def test_a_real_node_refuses_a_shifted_clock(kept):
    (kept / "clock").write_text("3600")
    assert "shifts the clock" in refused(kept)
    node.write_facts(kept, kind="drill")
    assert refused(kept) == ""


@pytest.mark.parametrize("secret", ["secret_key", "roles/web.pw", "roles/superuser.pw"])
def test_it_refuses_secrets_that_others_may_read(kept, secret):
    (kept / secret).chmod(0o640)
    assert f"others may read {kept / secret}" in refused(kept)


def test_its_folder_and_its_secrets_are_its_own_alone(made):
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made / "roles").iterdir()} == {0o600}


def test_a_node_is_made_only_once(made):
    with pytest.raises(NodeError, match="is a node already"):
        nodes.make(made, "node", "again", print)


def test_making_it_goes_on_where_a_crash_left_it(made):
    kept = (made / "roles" / "web.pw").read_text()
    (made / "node.json").unlink()
    node._read.cache_clear()
    nodes.make(made, "node", "Khorgos", print)
    assert (made / "roles" / "web.pw").read_text() == kept


def test_one_node_is_run_by_one_process(kept):
    with nodes.locked(kept), pytest.raises(NodeError, match="is running already"), nodes.locked(kept):
        pass


@pytest.fixture
def other_server(tmp_path, monkeypatch):
    """Another PostgreSQL, with an administrator who is no superuser."""
    cluster = postgres.Cluster(tmp_path / "other", postgres.FORGETFUL)
    cluster.make("secret")
    port = cluster.start()
    with psycopg.connect(f"host=127.0.0.1 port={port} user=postgres password=secret", autocommit=True) as db:
        db.execute("CREATE ROLE admin LOGIN CREATEROLE CREATEDB PASSWORD 'p@ss:word/'")
    monkeypatch.setenv("ORTAQ_DATABASE_URL", f"postgresql://admin:p%40ss%3Aword%2F@127.0.0.1:{port}/khorgos")
    yield cluster
    cluster.stop()


def test_it_uses_another_server_through_an_administrator_who_is_no_superuser(other_server, tmp_path):
    home = tmp_path / "node"
    nodes.make(home, "node", "Khorgos", print)
    assert nodes.start_server(home) is None
    for name in roles.NAMES:
        server = f"host=127.0.0.1 port={other_server.port} dbname=khorgos user=ortaq_{name}"
        with psycopg.connect(server, password=roles.password(home, name)) as db:
            mine = db.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
            assert mine == (
                False,
                False,
            )
    with psycopg.connect(
        f"host=127.0.0.1 port={other_server.port} dbname=khorgos user=ortaq_owner",
        password=roles.password(home, "owner"),
    ) as db:
        db.execute("CREATE TABLE mine (id int)")


def test_the_administrators_password_is_kept_nowhere(other_server, tmp_path):
    home = tmp_path / "node"
    nodes.make(home, "node", "Khorgos", print)
    written = "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    assert "p@ss" not in written
    assert "p%40ss" not in written


def test_a_second_node_does_not_take_over_the_roles_of_the_first(other_server, tmp_path):
    nodes.make(tmp_path / "first", "node", "first", print)
    with pytest.raises(RolesError, match="belong to another node"):
        nodes.make(tmp_path / "second", "node", "second", print)
    assert not (tmp_path / "second" / "roles").exists()


@pytest.mark.django_db
def test_the_roles_passwords_never_stand_in_the_database_in_clear(home):
    with testnode.administrator(home) as db:
        kept = db.execute("SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'ortaq%'").fetchall()
    assert len(kept) == len(roles.NAMES)
    assert all(secret.startswith("SCRAM-SHA-256$") for (secret,) in kept)
