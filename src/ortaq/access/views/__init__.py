"""Pages of access: each fetches through its door, calls one verb and shows what came of it."""

from __future__ import annotations

from ortaq.access.views.account import account, change_telephone, end_sessions, posts
from ortaq.access.views.handover import accept, draw_list, handover, lists
from ortaq.access.views.locking import lock, stale_form, unlock
from ortaq.access.views.officers import (
    ask_for_post,
    close_officer,
    end_post,
    grant_post,
    lift_delay,
    officers,
    reset_password,
)
from ortaq.access.views.roster import roster_changes, rotation, shift
from ortaq.access.views.unit import our_unit, readings
from ortaq.access.views.watch import drop_shift, end_watch, hand_over_watch, roster, take_watch, watch

__all__ = [
    "shift",
    "rotation",
    "roster_changes",
    "lists",
    "handover",
    "draw_list",
    "change_telephone",
    "accept",
    "account",
    "ask_for_post",
    "close_officer",
    "drop_shift",
    "end_post",
    "end_sessions",
    "end_watch",
    "grant_post",
    "hand_over_watch",
    "lift_delay",
    "lock",
    "officers",
    "posts",
    "readings",
    "reset_password",
    "roster",
    "stale_form",
    "take_watch",
    "our_unit",
    "unlock",
    "watch",
]
