"""What the pack says of forces: each kind has its three names, and what a request asks for can be given."""

from __future__ import annotations

import shutil

import pytest
import yaml

from ortaq.rules import packs
from ortaq.rules.errors import PackError
from ortaq.rules.text import LANGUAGES

EDITION = packs.load().editions[1]


def test_each_kind_of_resource_has_a_sort_a_measure_and_a_name_in_each_language():
    told = EDITION.forces
    for one in told.kinds.values():
        assert one.sort in told.sorts
        assert all(one.name.said_in(lang) and one.measure.said_in(lang) for lang in LANGUAGES)


def test_the_duties_of_a_promise_are_owed_by_nobody_until_somebody_promises():
    for rule in (EDITION.duty(EDITION.forces.arrive), EDITION.duty(EDITION.forces.release)):
        assert not rule.owed_by.levels
        assert not rule.owed_by.kinds
        assert "owed_by" in rule.ours


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told["kinds"][0].update(sort="dog") or told["sorts"].pop("dog"), "has no name"),
        (lambda told: told["kinds"].append(dict(told["kinds"][0])), "stands here twice"),
        (lambda told: told["needed"]["aid"].update(kind="nothing"), "asks for no nothing"),
        (lambda told: told["kinds"].pop(), "no kind of forces"),
        (lambda told: told.update(arrive="C1.1-nothing"), "C1.1-nothing"),
    ],
)
def test_a_pack_whose_forces_contradict_themselves_is_refused(tmp_path, change, said):
    folder = shutil.copytree(packs.load().folder, tmp_path / "pack")
    path = folder / "forces.yaml"
    data = yaml.safe_load(path.read_text())
    change(data["forces"])
    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    with pytest.raises(PackError) as broken:
        packs.load(folder)
    assert any(said in str(fault) for fault in broken.value.faults), broken.value.faults
