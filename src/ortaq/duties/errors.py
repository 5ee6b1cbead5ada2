"""What can go wrong with a duty."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortaq.duties.models import Duty


class DutyError(Exception):
    """Something that cannot be done with a duty."""


class NotMovable(DutyError):
    """The duty's life knows no such step from where it stands."""

    def __init__(self, duty: Duty, verb: str, because: str) -> None:
        super().__init__(f"{verb} of {duty.clause} ({duty.pk}): {because}")
        self.duty, self.verb, self.because = duty, verb, because


class NothingAdopted(DutyError):
    """This deployment has adopted no edition by that day, so nothing is owed."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"no edition is adopted by {on}; adopt one: ortaq directory adopt --edition EDITION --from DATE"
        )
        self.on = on
