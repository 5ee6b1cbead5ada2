"""The ledger's commands on a node."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ortaq.cli import main
from ortaq.ledger.models import Head
from ortaq.ledger.sealing import Sealer
from ortaq.wire import keys

Write = Callable[..., list[uuid.UUID]]


@pytest.fixture(autouse=True)
def _role(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command names its role in the environment; put it back."""
    monkeypatch.setenv("ORTAQ_ROLE", "owner")


def test_a_sound_ledger_is_said_to_be_sound(
    write: Write, slips: Any, sealer: Sealer, capsys: pytest.CaptureFixture[str]
) -> None:
    write(3)
    sealer.seal()
    assert main(["ledger", "verify"]) == 0
    assert capsys.readouterr().out.startswith("ЖУРНАЛ ЦЕЛ")


def test_a_changed_row_is_said_with_table_id_and_field(
    slips: Any, sealer: Sealer, tamper: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    slip = slips(3)[0]
    sealer.seal()
    tamper("UPDATE example_slip SET note = 'отказано' WHERE id = %s", slip.pk)
    assert main(["ledger", "verify"]) == 1
    said = capsys.readouterr().out
    changed = f'example_slip, строка {slip.pk}: поле «note» изменено – в журнале "принято", в таблице "отказано"'
    assert changed in said
    assert main(["ledger", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults_counted"] == {"row.changed": 1}


def test_an_export_is_verified_as_a_file(
    write: Write, sealer: Sealer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(300)
    sealer.seal(200)
    sealer.seal(100)
    write(1)
    file, key = tmp_path / "ledger.jsonl", tmp_path / "key"
    key.write_text(keys.public_text(sealer.key))
    assert main(["ledger", "export", "--to", str(file)]) == 0
    assert main(["ledger", "verify", str(file), "--key", str(key), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["entries"], report["heads"], report["key_given"]) == (300, 2, True)


def test_a_ledger_that_is_not_whole_is_not_exported(
    write: Write, sealer: Sealer, tamper: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(3)
    sealer.seal()
    tamper("DELETE FROM ledger_entry WHERE id = (SELECT entry FROM ledger_sealed WHERE seq = 1)")
    assert main(["ledger", "export", "--to", str(tmp_path / "ledger.jsonl")]) == 1
    assert "entry number 1 is missing" in capsys.readouterr().err
    assert not list(tmp_path.glob("ledger.jsonl*"))


def test_a_record_is_proved_in_a_file_of_its_own(write: Write, sealer: Sealer, tmp_path: Path) -> None:
    (record,) = write(1)
    file = str(tmp_path / "proof.json")
    assert main(["ledger", "prove", str(record), "--to", file]) == 1
    sealer.seal()
    assert main(["ledger", "prove", str(record), "--to", file]) == 0
    assert main(["ledger", "verify", file]) == 0


def test_the_newest_head_is_printed_and_serves_as_a_witness(
    write: Write, slips: Any, sealer: Sealer, tamper: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", "head"]) == 1
    write(2)
    sealer.seal()
    capsys.readouterr()
    assert main(["ledger", "head"]) == 0
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("Вершина журнала:\n" + capsys.readouterr().out)
    assert main(["ledger", "verify", "--witness", str(sheet)]) == 0
    assert Head.objects.count() == 1
    tamper("DELETE FROM ledger_head")
    tamper("DELETE FROM ledger_sealed")
    tamper("DELETE FROM ledger_entry")
    assert main(["ledger", "verify", "--witness", str(sheet)]) == 1
    assert "журнал укорочен" in capsys.readouterr().out
