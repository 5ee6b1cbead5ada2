"""`ortaq … erase`: one command for each package that keeps words; what is not due stays, and the count says so."""

from __future__ import annotations

import pytest
import world as worlds

from ortaq import cli


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("acts", "0 acts: their words are erased"),
        ("custody", "0 charges: their words are erased"),
        ("operations", "0 joint measures: their words are erased"),
        ("databank", "the words of 0 entries and 0 look-ups are erased; the proofs stay"),
    ],
)
def test_where_nothing_is_due_it_says_that_nothing_was_erased(db, clock, capsys, package, said):
    clock.stand(worlds.NOON)
    worlds.make()
    assert cli.main([package, "erase", "--ground", "срок хранения"]) == 0
    assert capsys.readouterr().out.strip() == said


def test_without_a_ground_nothing_is_erased(db, clock, capsys):
    clock.stand(worlds.NOON)
    worlds.make()
    assert cli.main(["databank", "erase", "--ground", " "]) == 1
    assert "the ground of an erasure must be said" in capsys.readouterr().err
