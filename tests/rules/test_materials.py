"""What the pack says of materials holds together: a kind that is told finds its line, readers are levels and posts."""

from __future__ import annotations

from copy import deepcopy

import pytest

from ortaq.rules import checking_databank, packs
from ortaq.rules.materials import Readers
from ortaq.rules.reading import Source
from ortaq.rules.text import Text

ROWS = [{"code": "title"}, {"code": "sort", "choices": {"review": {}}}, {"code": "day"}]
TOLD = {
    "clause": "5.a",
    "row": {"title": "title", "kind": "sort", "dated": "day"},
    "kinds": [{"code": "review", "reports": "review"}, {"code": "stamp"}],
}


def faults(told):
    bank = {"registers": [], "purposes": [], "answers": [{"confirms": True}, {"confirms": False}], "materials": told}
    regimes = [{"subjects": [{"code": "5.a", "rows": ROWS}, {"code": "5.b"}]}]
    return [message for _, message in checking_databank.faults(Source({"databank": bank, "regimes": regimes}))]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"row": {**TOLD["row"], "dated": "when"}}, ["no such field in the list of 5.a: when"]),
        ({"kinds": [{"code": "film", "reports": "film"}]}, ["film: no such choice: film"]),
    ],
)
def test_a_kind_that_is_told_has_its_line_in_the_list_of_the_subject(change, said):
    assert faults({**deepcopy(TOLD), **change}) == said


def test_a_subject_without_a_list_takes_no_material():
    assert len(faults({**deepcopy(TOLD), "clause": "5.b"})) == 4


def test_readers_are_of_the_levels_and_of_the_posts_that_are_named_or_of_any():
    watches = Readers("watches", Text.same("смены"), (4, 5), ("senior",))
    assert watches.take_in(4, "senior")
    assert not watches.take_in(4, "analyst")
    assert not watches.take_in(3, "senior")
    assert Readers("all", Text.same("все"), (1,)).take_in(1, "analyst")


def test_every_default_of_ours_on_materials_states_its_reason_in_three_languages():
    materials = packs.load().editions[-1].databank.materials
    duties = {one.duty for one in materials.readers.values() if one.duty}
    for rule in (packs.load().editions[-1].duty(code) for code in duties):
        assert {"term", "owed_by"} <= set(rule.ours)
    for why in materials.ours.values():
        assert all(why.said_in(lang) for lang in ("ru", "kk", "en"))
