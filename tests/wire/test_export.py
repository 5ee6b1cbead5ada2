"""An export is verified with nothing but the file, and no bit of it can be changed unseen."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.wire import canonical, export, heads, keys
from ortaq.wire.errors import BadExport
from ortaq.wire.merkle import Frontier, leaf_hash
from ortaq.wire.report import Report

KEY = keys.generate()
AT = datetime(2013, 12, 31, 2, 30, tzinfo=UTC)
BODIES = [canonical.text({"v": 1, "kind": "noted", "record": f"r{n}", "data": {"n": n}}) for n in range(5)]


def _export(bodies: list[str] = BODIES, batch: int = 2, key: keys.Key = KEY) -> list[bytes]:
    lines, grown, prev, count = [export.opening([key])], Frontier(), None, 0
    for seq, body in enumerate(bodies):
        leaf = leaf_hash(body.encode())
        grown.append(leaf)
        lines.append(export.entry_line(seq, leaf, body))
        if grown.size % batch == 0 or grown.size == len(bodies):
            token = heads.sign(size=grown.size, root=grown.root(), at=AT, node="khorgos", prev=prev, key=key)
            lines.append(export.head_line(token))
            prev, count = heads.digest(token), count + 1
    return [*lines, export.closing(len(bodies), count)]


WHOLE = _export()


def _codes(lines: list[bytes], **given: object) -> list[str]:
    return [fault.what for fault in export.verify(lines, **given).faults]  # type: ignore[arg-type]


def test_a_whole_export_is_good() -> None:
    report = export.verify(WHOLE)
    assert report.good
    assert (report.node, report.entries, report.heads, report.keys) == ("khorgos", 5, 3, [keys.name(KEY)])
    assert not report.pinned


def test_under_the_node_s_own_key_an_export_of_a_stranger_fails() -> None:
    ring = keys.ring([KEY])
    assert export.verify(WHOLE, ring).good
    assert "head.unknown_key" in _codes(_export(key=keys.generate()), ring=ring)


def test_a_changed_entry_is_named_by_its_number_and_record() -> None:
    lines = [line.replace(b'"n":2', b'"n":7') for line in WHOLE]
    (fault,) = export.verify(lines).faults
    assert (fault.what, fault.facts) == ("entry.changed", {"number": 2, "kind": "noted", "record": "r2"})


def test_an_entry_changed_with_its_leaf_breaks_the_root() -> None:
    forged = BODIES[2].replace("r2", "r9")
    lines = list(WHOLE)
    lines[4] = export.entry_line(2, leaf_hash(forged.encode()), forged)
    assert _codes(lines) == ["head.root"]


@pytest.mark.parametrize("place", range(1, len(WHOLE)))
def test_any_line_taken_out_is_noticed(place: int) -> None:
    assert _codes([*WHOLE[:place], *WHOLE[place + 1 :]])


@pytest.mark.parametrize("place", range(1, len(WHOLE) - 1))
def test_any_two_lines_in_another_order_are_noticed(place: int) -> None:
    lines = list(WHOLE)
    lines[place : place + 2] = reversed(lines[place : place + 2])
    try:
        assert _codes(lines)
    except BadExport:
        assert place == len(WHOLE) - 2, "only a line behind the end makes it no export"


@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_an_export_cut_short_is_noticed(length: int) -> None:
    assert "file.cut" in _codes(WHOLE[:length])


def test_a_line_written_twice_is_noticed() -> None:
    assert "number.repeated" in _codes([*WHOLE[:3], WHOLE[2], *WHOLE[3:]])


def test_a_kept_head_must_agree_with_the_export() -> None:
    kept = heads.found_in(WHOLE[-2].decode().replace('"', " "))
    assert len(kept) == 1
    assert _codes(WHOLE, witnesses=kept) == []
    assert _codes(_export(BODIES[:4]), witnesses=kept) == ["witness.ahead"]
    assert "witness.root" in _codes(_export([*BODIES[:4], BODIES[0]]), witnesses=kept)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(b"".join(WHOLE)) - 1), st.integers(0, 7))
def test_no_bit_of_an_export_can_be_changed_unseen(place: int, bit: int) -> None:
    whole = bytearray(b"".join(WHOLE))
    whole[place] ^= 1 << bit
    try:
        report = export.verify(bytes(whole).splitlines(keepends=True))
    except BadExport:
        return
    assert not report.good


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_rubbish_is_refused_and_never_crashes(lines: list[bytes]) -> None:
    with pytest.raises(BadExport):
        export.verify(lines)


@given(st.binary(max_size=60))
def test_a_line_of_rubbish_is_refused_and_never_crashes(line: bytes) -> None:
    with pytest.raises(BadExport) as refused:
        export.verify([*WHOLE[:3], line, *WHOLE[3:]])
    assert refused.value.facts["line"] == 4


def test_faults_beyond_a_thousand_are_counted_only() -> None:
    report = Report()
    for number in range(1500):
        report.fault("entry.missing", number=number)
    assert len(report.faults) == 1000
    assert report.counts["entry.missing"] == 1500


def test_a_file_is_verified_without_django_or_a_database(tmp_path: Path) -> None:
    good, bad, key = tmp_path / "good", tmp_path / "bad", tmp_path / "key"
    good.write_bytes(b"".join(WHOLE))
    bad.write_bytes(b"".join(WHOLE).replace(b'"n":2', b'"n":7'))
    key.write_text(keys.public_text(KEY))
    program = (
        "import sys\n"
        "from ortaq.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "assert not {'django', 'psycopg'} & set(sys.modules), 'imported for nothing'\n"
        "sys.exit(code)\n"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, "ledger", "verify", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env={"PYTHONUTF8": "1"}, check=False)

    assert run(str(good)).returncode == 0
    named = run(str(good), "--key", str(key))
    assert (named.returncode, named.stdout.splitlines()[0]) == (0, "ЖУРНАЛ ЦЕЛ")
    faulty = run(str(bad))
    assert faulty.returncode == 1
    assert "запись № 2 (noted, r2) изменена" in faulty.stdout
    assert run(str(bad), "--json").stdout.startswith('{"good": false')
    assert run(str(key)).returncode == 1
    assert run(str(tmp_path / "nowhere")).returncode == 1
