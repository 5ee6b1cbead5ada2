"""Sealing: every committed entry exactly once, numbers without gaps, whatever fails and whenever."""

from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from testnode import administrator

from ortaq.ledger import keyfile, proof, tree, verifying
from ortaq.ledger.health import longest_wait
from ortaq.ledger.models import Entry, Head, NodeKey, Sealed, Subtree, Waiting
from ortaq.ledger.sealer import prepare
from ortaq.ledger.sealing import Sealer
from ortaq.wire import heads, keys, merkle

Write = Callable[..., list[uuid.UUID]]


def _sound() -> None:
    """Every entry has one number, the numbers have no gaps, nothing waits, and the verification agrees."""
    numbers = list(Sealed.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(Entry.objects.count()))
    assert set(Sealed.objects.values_list("entry", flat=True)) == set(Entry.objects.values_list("id", flat=True))
    assert not Waiting.objects.exists()
    report = verifying.verify()
    assert report.good, report.faults


def test_entries_are_numbered_from_nought_in_batches(write: Write, sealer: Sealer) -> None:
    write(10)
    assert [sealer.seal(4) for _ in range(4)] == [4, 4, 2, 0]
    assert list(Head.objects.order_by("size").values_list("size", flat=True)) == [4, 8, 10]
    _sound()


def test_nothing_written_is_nothing_signed(sealer: Sealer) -> None:
    assert sealer.seal() == 0
    assert not Head.objects.exists()


def test_the_sealer_s_own_role_is_enough(write: Write, sealer: Sealer, as_role: Any) -> None:
    write(300)
    with as_role("sealer"):
        assert sealer.seal() == 300
    _sound()


def test_each_head_continues_the_one_before(write: Write, sealer: Sealer) -> None:
    for number in (1, 2, 5, 300, 1):
        write(number)
        sealer.seal()
    found = [heads.verify(head.signature, proof.ring()) for head in Head.objects.order_by("size")]
    assert found[0].prev is None
    for old, new in zip(found, found[1:], strict=False):
        assert new.prev == heads.digest(old.token)
        steps = merkle.consistency(old.size, new.size, tree.reader())
        merkle.verify_consistency(old.size, new.size, old.root, new.root, steps)


def test_another_sealer_goes_on_where_the_first_stopped(write: Write, sealer: Sealer) -> None:
    other = Sealer(sealer.key, sealer.node)
    for each in (sealer, other, sealer, sealer, other):
        write(130)
        assert each.seal() == 130
    _sound()


def test_complete_subtrees_are_kept_for_quick_proofs(write: Write, sealer: Sealer) -> None:
    write(513)
    sealer.seal(200)
    sealer.seal(313)
    assert [(each.level, each.index) for each in Subtree.objects.order_by("index")] == [(8, 0), (8, 1)]


def test_an_entry_rolled_back_is_never_sealed(write: Write, sealer: Sealer) -> None:
    def failing() -> None:
        with transaction.atomic():
            write(1)
            raise RuntimeError

    write(1)
    with pytest.raises(RuntimeError):
        failing()
    assert sealer.seal() == 1
    _sound()


def test_the_health_page_sees_how_long_the_oldest_entry_waits(write: Write, sealer: Sealer, as_role: Any) -> None:
    assert longest_wait() == timedelta()
    write(2)
    with as_role("web"):
        assert timedelta() <= longest_wait() < timedelta(minutes=1)
    sealer.seal()
    assert longest_wait() == timedelta()


class _Failure(Exception):
    pass


@contextmanager
def _failing_at(statement: int) -> Iterator[None]:
    """Fail right after the given statement of a batch has been carried out."""
    seen = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        result = execute(sql, params, many, context)
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen += 1
            if seen == statement:
                raise _Failure
        return result

    with connection.execute_wrapper(count):
        yield


@pytest.mark.parametrize("statement", range(1, 7))
def test_a_failure_at_any_statement_changes_nothing_and_the_next_try_seals(
    write: Write, sealer: Sealer, statement: int
) -> None:
    write(250)
    sealer.seal()
    write(20)
    before = Head.objects.count(), Sealed.objects.count(), Waiting.objects.count(), Subtree.objects.count()
    with pytest.raises(_Failure), _failing_at(statement):
        sealer.seal()
    assert before == (Head.objects.count(), Sealed.objects.count(), Waiting.objects.count(), Subtree.objects.count())
    assert sealer.seal() == 20
    _sound()


def test_the_key_is_made_once_and_is_for_the_sealer_alone(db: None, tmp_path: Path) -> None:
    first, again = prepare(tmp_path), prepare(tmp_path)
    assert keys.name(first.key) == keys.name(again.key)
    path = keyfile.path_in(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    published = NodeKey.objects.get()
    assert published.kid == keys.name(first.key)
    assert "d" not in json.loads(published.jwk)
    public = path.with_name(f"{published.kid}.pub").read_text()
    assert keys.name(keys.load(public)) == published.kid


def test_a_lost_key_is_not_replaced_unasked(write: Write, sealer: Sealer, tmp_path: Path) -> None:
    write(1)
    sealer.seal()
    empty = tmp_path / "elsewhere"
    with pytest.raises(keyfile.KeyLost):
        prepare(empty)
    second = prepare(empty, new_key=True)
    write(1)
    second.seal()
    assert len(proof.ring()) == 2
    _sound()


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    keyfile.make(tmp_path)
    with pytest.raises(FileExistsError):
        keyfile.make(tmp_path)
    assert [path.suffix for path in sorted((tmp_path / "sealer").iterdir())].count(".key") == 1


# From here on with a real process, which sees only what is committed.


@pytest.fixture
def start(home: Path, transactional_db: None) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start `ortaq ledger seal` on the test node."""
    running: list[subprocess.Popen[bytes]] = []

    def starting() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "ortaq", "ledger", "seal"]
        running.append(subprocess.Popen(command, env=os.environ | {"ORTAQ_ROLE": "sealer"}))
        return running[-1]

    yield starting
    for process in running:
        process.kill()
        process.wait()
    for path in (home / "sealer").glob("*"):
        path.unlink()


def _until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def _all_sealed() -> bool:
    return Entry.objects.exists() and not Waiting.objects.exists()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_the_sealer_seals_what_is_committed_and_ends_when_told(start: Any, write: Write, sign: signal.Signals) -> None:
    process = start()
    write(3)
    _until(_all_sealed)
    _sound()
    process.send_signal(sign)
    assert process.wait(10) == 0


@pytest.mark.long
def test_killed_again_and_again_the_sealer_leaves_no_gap_and_no_double(start: Any, write: Write) -> None:
    chance = random.Random(20131231)
    for _ in range(3):
        write(7000)  # more than a batch, so that the kill falls into one
        sealed, process = Sealed.objects.count(), start()
        _until(lambda sealed=sealed: Sealed.objects.count() > sealed)
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        process.wait()
    start()
    _until(_all_sealed)
    _sound()


def test_an_entry_that_commits_late_is_sealed_though_younger_ones_were_first(start: Any, write: Write) -> None:
    start()
    settings = {name.lower(): connection.settings_dict[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
    settings["dbname"] = connection.settings_dict["NAME"]
    late = uuid.UUID(int=7)
    with psycopg.connect(**settings) as slow:
        slow.execute("INSERT INTO ledger_entry VALUES (%s, 'noted', %s, now(), '{}')", [late, late])
        write(5)
        _until(lambda: Sealed.objects.count() == 5)
        assert not Sealed.objects.filter(entry=late).exists()
    _until(lambda: Sealed.objects.filter(entry=late).exists())
    assert Sealed.objects.get(entry=late).seq == 5


def test_a_sealer_whose_sessions_are_cut_goes_on(start: Any, write: Write) -> None:
    process = start()
    write(1)
    _until(_all_sealed)
    with administrator(Path(os.environ["ORTAQ_HOME"]), connection.settings_dict["NAME"]) as db:
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ortaq_sealer'")
    write(1)
    _until(_all_sealed)
    assert process.poll() is None
    _sound()
