"""Which of the figures a single duty is counted in."""

from __future__ import annotations

from datetime import datetime

from ortaq.duties.models import Duty

BY_STATUS = {"done": "on_time", "consented": "on_time", "done_late": "late", "overdue": "missing", "lapsed": "missing"}


def standing(duty: Duty, now: datetime) -> str:
    """Return the figure, by the same rule as the count: what the clock engine has not come by to counts as run out."""
    if duty.status == "open":
        if duty.due_at is None or duty.due_at >= now:
            return "open"
        return "on_time" if duty.expiry == "consent" else "missing"
    if duty.status == "explained":
        return "explained" if duty.promised_at and duty.promised_at >= now else "missing"
    return BY_STATUS.get(duty.status, duty.status)
