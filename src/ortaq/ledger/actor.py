"""Who acts: the officer, by name and post, for which unit, in which session; or a program of the node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ortaq.wire.canonical import JSON


@dataclass(frozen=True)
class Actor:
    """The author of an entry. `session` is the short public id of the session, never the cookie."""

    officer: int | None
    name: str
    post: str
    unit: int | None
    session: str | None

    @classmethod
    def program(cls, name: str) -> Actor:
        """Return the actor for what the node does by itself: "clock", "schedule"."""
        return cls(officer=None, name=name, post="program", unit=None, session=None)

    def signed(self, at: datetime) -> dict[str, Any]:
        """Return what each row bears that an officer adds: when, by whom, for which unit, in which session.

        `at` is aware. Not for a program, which acts for no unit.
        """
        assert self.unit is not None
        return {
            "at": at,
            "officer": self.officer,
            "officer_name": self.name,
            "unit_id": self.unit,
            "session": self.session or "",
        }

    def facts(self) -> dict[str, JSON]:
        """Return the actor as it stands in an entry's body."""
        return {
            "officer": self.officer,
            "name": self.name,
            "post": self.post,
            "unit": self.unit,
            "session": self.session,
        }
