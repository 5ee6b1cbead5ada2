"""The commands, as one types them: kept stable, with no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rules.conftest import ORLANIA

from ortaq import cli

ASK = {
    "windows": "windows C5.2 --zone Asia/Aqtau --from 2002-05-22 --to 2002-05-25",
    "due": "due C5.1 --at 2004-10-31T01:30:00+07:00 --zone Asia/Almaty",
    "coordinator": "coordinator --sphere border --present border,customs,internal",
    "route": "route --clause C5.1 --unit opk-road-khorgos",
}


def run(line: str) -> int:
    return cli.main(["rules", *line.split()])


def answer(capsys: pytest.CaptureFixture[str], line: str) -> Any:
    assert run(f"{line} --json") == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], line: str, code: int) -> str:
    assert run(line) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, "one line says what is wrong"
    return err


def test_edition_prints_its_id_and_days(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "edition --on 2006-01-08")
    assert found == {"id": "kz_2002-2", "valid_from": "2006-01-07", "valid_to": "2015-04-25"}


@pytest.mark.parametrize("day", ["2002-05-21", "2015-04-25"])
def test_edition_refuses_before_and_after(capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert f"not in force on {day}" in refusal(capsys, f"edition --on {day}", 1)


def test_windows_prints_those_that_open_on_these_days(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, ASK["windows"])
    assert len(found) == 4
    assert found[0] == {
        "clause": "C5.2",
        "opens_at": "2002-05-22T07:00:00+05:00",
        "due_at": "2002-05-22T09:00:00+05:00",
        "covers_from": "2002-05-21T07:00:00+05:00",
        "covers_to": "2002-05-22T07:00:00+05:00",
    }


def test_due_prints_the_written_confirmation_and_beside_it_the_oral_message(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, ASK["due"])
    assert (found["clause"], found["due_at"]) == ("C5.1", "2004-10-31T02:30:00+06:00")
    assert "2 ч с момента устного сообщения" in found["why"]
    assert [one["part"] for one in found["also"]] == ["oral"]


@pytest.mark.parametrize(("lang", "words"), [("ru", "устного"), ("kk", "ауызша"), ("en", "oral message")])
def test_why_is_said_in_the_language_asked_for(capsys: pytest.CaptureFixture[str], lang: str, words: str) -> None:
    assert words in answer(capsys, f"{ASK['due']} --lang {lang}")["why"]


def test_a_bare_day_is_the_beginning_of_the_local_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "due O2 --at 2002-05-22 --zone Asia/Almaty")["due_at"] == "2002-06-25T00:00:00+07:00"
    assert answer(capsys, "due C5.1 --at 2002-05-22 --zone Asia/Aqtau")["due_at"] == "2002-05-22T02:00:00+05:00"


@pytest.mark.parametrize("clause", ["O2", "C3.1", "C5.1", "C5.1.d", "C5.4", "C5.4.a", "C5.4.c", "C7.6"])
def test_every_triggered_clause_says_when_it_is_due(capsys: pytest.CaptureFixture[str], clause: str) -> None:
    found = answer(capsys, f"due {clause} --at 2010-06-15T09:00:00+06:00")
    assert found["clause"] == clause
    assert found["why"]


def test_coordinator_prints_who_by_which_clause_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, ASK["coordinator"])
    assert (found["agency"], found["clause"]) == ("border", "C2")
    nobody = answer(capsys, "coordinator --sphere border --present customs")
    assert nobody["agency"] is None
    assert nobody["why"]


def test_route_prints_to_whom_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    found = {row["unit"]: row["role"] for row in answer(capsys, ASK["route"])}
    assert found == {"pmk-road-khorgos": "counterpart", "tp-road-khorgos": "counterpart", "po-alm": "copy"}


def test_out_of_force_the_nearest_edition_answers_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    lines = (
        "windows C5.2 --from 2026-11-23",
        "due C5.1 --at 2026-11-23T09:00:00+05:00",
        "coordinator --sphere border --present border --at 2026-11-23",
        "route --clause C5.1 --unit opk-road-khorgos --at 2026-11-23",
    )
    for line in lines:
        found = answer(capsys, line)
        rows = found if isinstance(found, list) else [found]
        assert rows
        assert all(row["in_force"] is False for row in rows)


def test_in_force_nothing_is_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    for line in ASK.values():
        found = answer(capsys, line)
        rows = found if isinstance(found, list) else [found]
        assert not any("in_force" in row for row in rows)


def test_windows_across_the_end_of_force_say_which_are_outside(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "windows C5.2 --from 2015-04-23 --to 2015-04-26")
    assert [one.get("in_force", True) for one in found] == [True, True, False, False]


@pytest.mark.parametrize("question", ASK)
def test_without_json_a_person_can_read_it(capsys: pytest.CaptureFixture[str], question: str) -> None:
    assert run(ASK[question]) == 0
    out = capsys.readouterr().out
    assert out.strip()
    assert "{" not in out
    assert "None" not in out


def test_without_json_every_clock_of_a_clause_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ASK["due"]) == 0
    out = capsys.readouterr().out
    assert out.index("(written)  2004-10-31T02:30:00+06:00") < out.index("(oral)  2004-10-31T01:40:00+07:00")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("due C5.9 --at 2010-01-01", 1, "no such clause: C5.9"),
        ("due C5.2 --at 2010-01-01", 1, "ortaq rules windows C5.2"),
        ("due C5.1 --at 2010-01-01 --part spoken", 1, "its parts: oral, written"),
        ("due C5.1 --at 2010-13-01", 2, "'2010-13-01' is not an instant"),
        ("due C5.1 --at soon", 2, "'soon' is not an instant"),
        ("due C5.1 --at 2004-10-31T02:30 --zone Asia/Almaty", 2, "add its offset"),
        ("due C5.1 --at 2003-03-30T02:30 --zone Asia/Almaty", 2, "add its offset"),
        ("due C5.1 --at 9999-12-31T23:59:59Z", 2, "outside the years"),
        ("due O2 --at 9999-12-31", 2, "outside the years"),
        ("due C5.1 --at 2010-01-01 --zone asia/almaty", 2, "did you mean: Asia/Almaty"),
        ("due C5.1 --at 2010-01-01 --zone ../etc/passwd", 2, "no such time zone"),
        ("due C5.1 --at 2010-01-01 --zone zone.tab", 2, "no such time zone"),
        ("due C5.1 --at 2010-01-01 --unit nobody", 1, "no such unit: nobody"),
        ("windows C5.1 --from 2010-01-01", 1, "ortaq rules due C5.1"),
        ("windows C5.2 --from 2010-01-02 --to 2010-01-01", 2, "on or after 2010-01-02"),
        ("windows C5.2 --from 2010-02-30", 2, "a day as YYYY-MM-DD"),
        ("windows C5.2 --from 2010-01-01 --zone Mars/Olympus", 2, "no such time zone"),
        ("route --clause C5.1 --unit ps-gsh", 1, "owes and receives nothing"),
        ("route --clause C5.1 --unit nobody", 1, "no such unit"),
        ("coordinator --sphere air --present border", 1, "no such sphere: air"),
        ("coordinator --sphere border --present MVD", 1, "no such agency: MVD"),
        ("edition --on yesterday", 2, "a day as YYYY-MM-DD"),
        ("edition --on 2010-01-01 --pack kz_1999", 2, "no pack 'kz_1999'"),
        ("edition --on 2010-01-01 --pack schema", 2, "no pack 'schema'"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], line: str, code: int, words: str
) -> None:
    assert words in refusal(capsys, line, code)


def test_a_local_time_without_offset_is_that_of_the_zone(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "due C5.1 --at 2010-06-15T09:00 --zone Asia/Aqtau")
    assert found["due_at"] == "2010-06-15T11:00:00+05:00"


def test_check_finds_the_installed_pack_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert "in order" in capsys.readouterr().out
    assert run("check kz_2002 --json") == 0
    assert json.loads(capsys.readouterr().out)["faults"] == []


def test_check_prints_file_and_line_of_each_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("format: ortaq-pack-1\n\nzone: [\n")
    assert run(f"check {tmp_path}") == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{tmp_path}/pack.yaml:4: broken YAML")
    assert run(f"check {tmp_path} --json") == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["line"] == 4


def test_a_question_to_a_broken_pack_prints_its_faults(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(f"edition --on 2010-01-01 --pack {tmp_path}") == 1
    assert "pack.yaml:1: no pack here" in capsys.readouterr().out


def test_a_folder_is_a_pack_too(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, f"due B4 --at 2031-03-20T09:20:00Z --pack {ORLANIA}")
    assert found["due_at"] == "2031-04-03T09:20:00+01:00"


def test_no_question_needs_django_or_a_database() -> None:
    lines = [f"rules {line} --json" for line in ASK.values()] + ["rules check", "rules edition --on 2010-01-01"]
    code = (
        "import sys; from ortaq import cli\n"
        f"for line in {lines!r}: assert cli.main(line.split()) == 0\n"
        "sys.exit(any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
