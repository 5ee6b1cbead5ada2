"""What is found otherwise than offered is recorded, settled by both, and overwrites nothing."""

from __future__ import annotations

import pytest
from holding import HOUR, MINUTE, NOON, lines

from ortaq.custody import amounts, entering, settling
from ortaq.custody.errors import NotTheReceiver
from ortaq.custody.handovers import Discrepancy
from ortaq.custody.standing import standing
from ortaq.exchange.errors import AlreadyDone, NeedsAnother, NotPossible
from ortaq.lib import quantities
from ortaq.rules import packs

CUSTODY = packs.load().editions[1].custody


@pytest.mark.parametrize(
    ("offered", "found", "differing"),
    [
        ({"quantity": "1.2", "unit": "kilogram"}, {"quantity": "1200", "unit": "gram"}, []),
        ({"quantity": "1.2", "unit": "kilogram"}, {"quantity": "1199.9", "unit": "gram"}, ["quantity"]),
        ({"quantity": "0.1", "unit": "tonne"}, {"quantity": "100", "unit": "kilogram"}, []),
        ({"quantity": "5", "unit": "piece"}, {"quantity": "5", "unit": "package"}, ["quantity"]),
        ({"quantity": "5", "unit": "kilogram"}, {"quantity": "5", "unit": "litre"}, ["quantity"]),
        ({"quantity": "5", "unit": "piece"}, {"quantity": "5"}, ["quantity"]),
        ({"quantity": "1.5", "unit": "kilogram"}, {"quantity": "1,5", "unit": "kilogram"}, []),
        ({"seal": "KZ-0041"}, {"seal": "kz 0041"}, []),
        ({"seal": "KZ-0041"}, {"seal": "KZ-0042"}, ["seal"]),
        ({"seal": "КМ-ВНХ 7"}, {"seal": "km-bhx7"}, []),
        ({"seal": "KZ-0041"}, {"seal": ""}, ["seal"]),
        ({"seal": "KZ-0041"}, {"seal": "нет"}, ["seal"]),
        ({}, {"seal": "Нет"}, []),
        ({"seal": "KZ-0041"}, {}, []),
        ({"place": "сейф 1"}, {"place": "сейф 2"}, []),
    ],
)
def test_quantities_are_compared_in_any_unit_and_seals_as_they_are_read(offered, found, differing):
    assert [field for field, *_ in amounts.differences(offered, found)] == differing


def test_words_are_no_numbers():
    assert quantities.same("много", "piece", "много", "piece")
    assert not quantities.same("много", "piece", "5", "piece")


@pytest.fixture
def differing(point):
    goods = point.seize()
    (line,) = lines(point.offer(goods, to="customs"))
    point.accept(line, "customs", at=NOON + MINUTE, quantity="118", unit="package", seal="KZ-0041")
    return goods


def test_the_offer_stands_as_it_was_and_the_next_one_is_as_it_was_found(point, differing):
    row = Discrepancy.objects.get()
    assert (row.offered, row.found) == ("120 package", "118 package")
    assert row.line.offered["quantity"] == "120"
    assert standing(point.now(differing), CUSTODY).measures["quantity"] == "118"
    entering.enter(differing, "stored", {"place": "склад 2"}, **point.by("customs", at=NOON + HOUR))
    assert standing(point.now(differing), CUSTODY).measures["quantity"] == "118"


def test_one_side_says_how_it_is_settled_and_the_other_agrees(point, differing):
    row = Discrepancy.objects.get()
    settling.propose(row, "две пачки взяты на пробу, акт № 4", **point.by("border", at=NOON + HOUR))
    assert point.duties("border")["C9.6-settle"] == "open"
    with pytest.raises(NeedsAnother):
        settling.agree(row, **point.by("border", at=NOON + HOUR))
    settling.agree(row, **point.by("customs", at=NOON + 2 * HOUR))
    assert point.duties("border")["C9.6-settle"] == "done"
    with pytest.raises(AlreadyDone):
        settling.propose(row, "иначе", **point.by("border", at=NOON + 3 * HOUR))


def test_who_does_not_agree_proposes_otherwise(point, differing):
    row = Discrepancy.objects.get()
    settling.propose(row, "пересчитать", **point.by("border", at=NOON + HOUR))
    settling.propose(row, "принято 118", **point.by("customs", at=NOON + 2 * HOUR))
    settling.agree(row, **point.by("border", at=NOON + 3 * HOUR))
    assert list(row.history.values_list("verb", flat=True)) == ["propose", "propose", "agree"]


def test_nothing_is_agreed_before_it_is_proposed_nor_by_a_third(point, differing):
    row = Discrepancy.objects.get()
    with pytest.raises(NotPossible):
        settling.agree(row, **point.by("border", at=NOON + HOUR))
    with pytest.raises(NotTheReceiver):
        settling.propose(row, "мы видели", **point.by("internal", at=NOON + HOUR))
