"""What the pack says of statistics, and what is found wrong with a pack that says it badly."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from ortaq.rules import packs
from ortaq.rules.errors import PackError
from ortaq.rules.figures import Figures, plain, span

ALMATY = ZoneInfo("Asia/Almaty")
PACK = packs.folder_of("kz_2002")


@pytest.fixture
def figures() -> Figures:
    found = packs.load().editions[-1].figures
    assert found is not None
    return found


def test_the_persons_are_the_border_services_word_and_the_goods_those_of_customs(figures: Figures) -> None:
    assert figures.indicators["persons_in.own"].authority == "border"
    assert figures.indicators["cargo.in"].authority == "customs"
    assert figures.indicators["handed_by_border"].authority == "internal"


def test_a_part_is_named_with_its_total_where_it_stands_alone(figures: Figures) -> None:
    assert figures.title("refused.visa").said_in("en") == "Refused passage: no visa"


def test_what_each_side_of_a_hand_over_counts_is_told_apart(figures: Figures) -> None:
    handed = figures.indicators["handed_by_border"]
    given, received = handed.counted_by("border"), handed.counted_by("internal")
    assert (given and given.what, received and received.what) == ("given", "received")
    assert handed.counted_by("customs") is None


def test_a_month_runs_from_cut_to_cut_also_where_the_clocks_change(figures: Figures) -> None:
    begin, end = span(date(2024, 2, 1), figures.cut_offs["shift"], ALMATY)
    assert begin == datetime(2024, 2, 1, 2, tzinfo=UTC), "08:00 at UTC+6"
    assert end == datetime(2024, 3, 1, 3, tzinfo=UTC), "08:00 at UTC+5, which Almaty has since that day"


def test_a_figure_is_kept_without_decimals_that_say_nothing(figures: Figures) -> None:
    tonnes, persons = figures.measures["tonnes"], figures.measures["persons"]
    assert plain(Decimal("12.500"), tonnes) == "12.5"
    assert plain(Decimal("100.000"), tonnes) == "100"
    assert plain(Decimal("18680.000"), persons) == "18680"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measure": "miles"}, "no such measure: miles"),
        ({"section": "elsewhere"}, "no such section: elsewhere"),
        ({"said_by": ["customs"]}, "whose word decides, border, does not say it"),
        ({"counts": {"each": {"what": "taken", "kinds": ["ghost"]}}}, "no such kind of charge: ghost"),
        ({"counts": {"each": {"what": "taken", "kinds": ["person"], "limits": ["ever"]}}}, "no such limit: ever"),
        ({"code": "persons_out"}, "stands in the indicators of"),
    ],
)
def test_what_leads_nowhere_is_named_with_its_line(wrong: dict[str, Any], said: str, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(PACK, folder)
    told = yaml.safe_load((folder / "figures.yaml").read_text())
    told["figures"]["indicators"][0] |= wrong
    for one in told["figures"]["cut_offs"]:
        one["at"] = "00:00"  # YAML 1.1, which writes this file anew, takes 08:00 for a number
    (folder / "figures.yaml").write_text(yaml.safe_dump(told, allow_unicode=True))
    with pytest.raises(PackError) as error:
        packs.load(folder)
    assert said in str(error.value)
    assert "figures.yaml" in str(error.value)
