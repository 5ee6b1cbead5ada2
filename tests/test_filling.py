"""A demonstration is filled by commands that the program knows, and no further than the first that fails."""

from __future__ import annotations

from ortaq import cli, filling


def test_every_command_of_the_filling_is_one_that_the_program_knows():
    for _, command in (*filling.OPENING, *filling.BEHIND):
        assert cli.parser().parse_args(command.split()).handler


def test_the_first_failure_ends_it_with_its_code(monkeypatch):
    ran = []
    monkeypatch.setattr(cli, "main", lambda words: ran.append(" ".join(words)) or (3 if len(ran) == 2 else 0))
    assert filling.main([]) == 3
    assert ran == [command for _, command in filling.OPENING[:2]]


def test_behind_the_console_the_other_points_are_told_before_the_long_month(monkeypatch):
    ran = []
    monkeypatch.setattr(cli, "main", lambda words: ran.append(" ".join(words)) or 0)
    monkeypatch.setattr("os.nice", lambda n: n)
    assert filling.main(["--behind"]) == 0
    assert ran[-1] == "exchange demo-fill --month"
    assert "custody demo-fill" in ran
