"""Which pages open to whom before the ordinary rule "signed in, unlocked, in a post" is met.

@login_not_required   (Django's own) – to everybody
@without_post         to an officer who holds no post yet or has not chosen one
@while_locked         behind a locked screen; the page must show numbers and urgency only
@to_change_password   to an officer who must first give himself a password
@in_background        a page that a screen asks for by itself: it keeps no session awake
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def _marked(view: View, mark: str) -> View:
    marks: frozenset[str] = getattr(view, "ortaq_marks", frozenset())
    view.ortaq_marks = marks | {mark}  # type: ignore[attr-defined]
    return view


def is_marked(view: Callable[..., Any], mark: str) -> bool:
    return mark in getattr(view, "ortaq_marks", ())


def without_post(view: View) -> View:
    """Open `view` to an officer who holds no post."""
    return _marked(view, "without_post")


def while_locked(view: View) -> View:
    """Open `view` behind a locked screen; `request.locked` says so and `request.actor` is None there."""
    return _marked(view, "while_locked")


def to_change_password(view: View) -> View:
    """Open `view` to an officer who must change his password first."""
    return _marked(view, "to_change_password")


def in_background(view: View) -> View:
    """Let `view` be fetched without counting as a sign of life."""
    return _marked(view, "in_background")
