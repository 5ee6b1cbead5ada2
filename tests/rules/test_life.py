"""The life tables: every move leads to a state, and the moves that the law forbids are not there."""

from __future__ import annotations

import pytest

from ortaq.rules import life
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import CALL, DUTY, RECEIPT, REQUEST, Life


@pytest.mark.parametrize("one", life.LIVES, ids=lambda one: one.name)
def test_every_target_of_a_life_table_is_a_state_and_every_state_is_reached(one: Life) -> None:
    targets = {target for moves in one.moves.values() for target in moves.values()}
    assert targets <= set(one.states)
    assert set(one.states) == targets | {one.start}


def test_a_duty_done_in_its_window_is_done_and_after_it_done_late_for_ever() -> None:
    assert DUTY.move("open", "fulfil") == "done"
    assert DUTY.move("overdue", "fulfil") == "done_late"
    assert not DUTY.allows("done_late", "fulfil_in_time")


def test_a_record_entered_afterwards_moves_an_overdue_duty_to_done() -> None:
    assert DUTY.move("overdue", "fulfil_in_time") == "done"


def test_a_promised_time_that_passes_makes_it_overdue_again() -> None:
    assert DUTY.move("overdue", "explain") == "explained"
    assert DUTY.move("explained", "lapse") == "overdue"


def test_a_dispute_reopens_a_duty() -> None:
    assert DUTY.move("done", "dispute") == "open"
    assert DUTY.move("done_late", "dispute") == "overdue"


@pytest.mark.parametrize(
    ("expiry", "state"), [("late", "overdue"), ("deemed_consent", "consented"), ("right_lapses", "lapsed")]
)
def test_expiry_means_what_the_pack_says(expiry: str, state: str) -> None:
    assert DUTY.move("open", life.EXPIRY[expiry]) == state


def test_what_is_waived_or_void_stays_so() -> None:
    assert {"waived", "void", "consented", "lapsed"} == set(DUTY.ended)
    with pytest.raises(NoSuchMove):
        DUTY.move("waived", "fulfil")


def test_only_what_still_asks_for_something_can_be_waived() -> None:
    assert DUTY.sources("waive") == life.PENDING


def test_a_receipt_climbs_and_never_comes_down() -> None:
    rank = {state: number for number, state in enumerate(("sent", *life.LADDER))}
    for state, moves in RECEIPT.moves.items():
        for verb, target in moves.items():
            if state in rank and target in rank:
                assert rank[target] > rank[state] or (verb, state, target) == ("extend", "acknowledged", "acknowledged")


def test_only_an_acknowledgement_expires_and_it_is_taken_or_acted_on_anew() -> None:
    assert RECEIPT.sources("expire") == ("acknowledged",)
    assert set(RECEIPT.moves["expired"].values()) == {"acknowledged", "acted", "not_for_us"}


def test_no_receipt_is_read_or_acknowledged_before_it_is_delivered() -> None:
    assert set(RECEIPT.moves["sent"]) == {"deliver"}


def test_not_for_us_is_the_end_of_that_recipient_s_ladder() -> None:
    assert RECEIPT.move("read", "refer") == "not_for_us"
    assert "not_for_us" in RECEIPT.ended


def test_a_disputed_call_may_still_be_confirmed() -> None:
    assert CALL.move("disputed", "confirm") == "confirmed"
    assert CALL.ended == {"confirmed"}


def test_a_request_is_answered_once_and_never_after_it_was_declined_or_withdrawn() -> None:
    for ended in ("answered", "answered_in_part", "declined", "withdrawn", "referred"):
        assert not REQUEST.allows(ended, "answer")
    assert REQUEST.ended == {"answered", "answered_in_part", "declined", "withdrawn", "referred"}


def test_an_unclear_request_is_answered_when_it_has_been_clarified() -> None:
    assert not REQUEST.allows("unclear", "answer")
    assert REQUEST.move("unclear", "supply") == "clarified"
    assert REQUEST.allows("clarified", "answer")


def test_the_end_of_a_term_is_no_state_of_a_request_and_explaining_it_leaves_it_where_it_stands() -> None:
    assert {"expired", "overdue"} & set(REQUEST.states) == set()
    assert all(REQUEST.move(state, "explain") == state for state in REQUEST.sources("explain"))


def test_what_is_still_asked_may_be_withdrawn_or_found_to_be_somebody_elses() -> None:
    open_states = set(REQUEST.states) - REQUEST.ended
    assert set(REQUEST.sources("withdraw")) == set(REQUEST.sources("refer")) == open_states
