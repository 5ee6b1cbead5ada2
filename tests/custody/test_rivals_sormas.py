"""Where SORMAS to SORMAS fails its users (issue threads of its hand-over between offices), custody holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from holding import HOUR, MINUTE, NOON, lines

from ortaq.custody import deciding, entering, keeping, offering
from ortaq.custody.errors import IsOffered, NotCustodian
from ortaq.custody.models import Charge, Entry, Holding
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.exchange.models import Recipient


def test_the_same_case_offered_twice_never_has_two_owners(point):
    man = point.detain()
    (first,) = lines(point.offer(man))
    with pytest.raises(IsOffered):
        point.offer(man, to="customs")
    point.accept(first, at=NOON + MINUTE)
    with pytest.raises(NotCustodian):
        point.offer(man, to="customs", at=NOON + 2 * MINUTE)
    assert Holding.objects.filter(charge=man, until=None).count() == 1


def test_a_stale_page_writes_nothing_after_the_hand_over(point):
    man = point.detain()
    opened_before = Charge.objects.get(pk=man.pk)
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    before = Entry.objects.filter(charge=man).count()
    for write in (
        lambda: entering.enter(opened_before, "fed", {"remark": "чай"}, **point.by("border", at=NOON + HOUR)),
        lambda: entering.annex(opened_before, {"medical": True}, **point.by("border", at=NOON + HOUR)),
        lambda: entering.describe(opened_before, {"name": "Другой"}, **point.by("border", at=NOON + HOUR)),
    ):
        with pytest.raises(NotCustodian) as error:
            write()
        assert error.value.facts["unit"] == point.unit("internal").pk, "it says who holds him now"
    assert Entry.objects.filter(charge=man).count() == before


def test_adding_something_to_the_matter_does_not_give_ownership_back(point):
    man = point.detain()
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    point.seize(at=NOON + HOUR)
    entering.enter(man, "fed", {"remark": "чай"}, **point.by("internal", at=NOON + HOUR))
    assert point.custodian(man) == "internal"


def test_a_refusal_is_seen_by_whoever_offered_and_runs_a_clock(point):
    goods = point.seize()
    (line,) = lines(point.offer(goods))
    point.refuse(line, at=NOON + MINUTE, reason="seal_broken")
    assert point.custodian(goods) == "border"
    duty = Duty.objects.get(rule="C9.6-settle")
    assert (duty.owed_by, duty.due_at) == (point.unit("border"), NOON + MINUTE + 24 * HOUR)


def test_pending_has_a_time_limit_that_alarms_and_moves_nothing(point, clock):
    man = point.detain()
    point.offer(man)
    clock.stand(NOON + 11 * MINUTE)
    turn_once()
    climbed = Recipient.objects.filter(via__unit=point.unit("internal"))
    assert climbed.exists(), "an offer that nobody takes climbs to the receiver's superior"
    clock.stand(NOON + 3 * HOUR)
    turn_once()
    assert Duty.objects.get(rule="C9.6-decide").status == "overdue"
    assert (point.custodian(man), man.lines.get().state) == ("border", "offered")


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> Iterator[None]:
    """Let one step of a verb fail, as a lost connection or a full disk would."""

    def fail(*_args: object, **_more: object) -> None:
        raise ConnectionError("the other side is gone")

    with monkeypatch.context() as patch:
        patch.setattr(module, name, fail)
        yield


STEPS = [
    (deciding, "decided"),
    (deciding, "_pass_on"),
    (deciding, "_write_down"),
    (deciding, "_owe_word"),
    (deciding, "_differences"),
    (deciding, "_finish"),
    (deciding, "acknowledge"),
    (deciding, "insert"),
    (keeping, "write"),
]


@pytest.mark.parametrize(("module", "step"), STEPS, ids=[name for _, name in STEPS])
def test_an_acceptance_that_fails_anywhere_leaves_the_giver_the_owner_and_never_nobody(
    point, monkeypatch, module, step
):
    man = point.detain()
    (line,) = lines(point.offer(man))
    with broken(monkeypatch, module, step), pytest.raises(ConnectionError), transaction.atomic():
        deciding.accept(line, {"seal": "1"}, note="н", **point.by("internal", at=NOON + MINUTE))
    assert point.custodian(man) == "border"
    assert Holding.objects.filter(charge=man, until=None).get().unit == point.unit("border")
    point.accept(line, at=NOON + 2 * MINUTE)
    assert point.custodian(man) == "internal"


def test_what_is_shown_before_accepting_is_what_is_accepted(point):
    goods = point.seize()
    (line,) = lines(point.offer(goods))
    entering.enter(goods, "resealed", {"seal": "KZ-7"}, **point.by("border", at=NOON + MINUTE))
    line.refresh_from_db()
    assert line.offered["seal"] == "KZ-0041"
    point.accept(line, at=NOON + 2 * MINUTE, seal="KZ-7")
    assert line.discrepancies.get().offered == "KZ-0041", "what was changed under the offer is seen and disputed"


def test_only_one_of_two_hand_overs_of_a_list_goes_through(point):
    man, goods = point.detain(), point.seize()
    point.offer(man)
    with pytest.raises(IsOffered):
        offering.offer([goods, man], point.unit("customs").pk, **point.by("border"))
    assert not goods.lines.exists(), "nothing of a refused list is offered"
