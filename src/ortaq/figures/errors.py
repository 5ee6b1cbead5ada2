"""What can go wrong with statistics."""

from __future__ import annotations

from ortaq.exchange.errors import ExchangeError


class FiguresError(ExchangeError):
    """The root of what statistics refuse."""

    code = "figures_refused"


class MonthNotOver(FiguresError):
    """A month that has not ended yet by the unit's own clock, or is none that this node knows."""

    code = "month_not_over"


class NotOurs(FiguresError):
    """An indicator that units of this agency do not give; `indicator` is its code."""

    code = "figure_not_ours"


class NoSuchList(FiguresError):
    """An indicator that has no list behind it; `indicator` is its code."""

    code = "figure_not_listed"


class NotMember(FiguresError):
    """A unit that is no member of the group whose figures are compared."""

    code = "not_a_member"


class DifferencesOpen(FiguresError):
    """No act is drawn up while a difference waits for its owner; `open` is how many do."""

    code = "differences_open"


class NotOwner(FiguresError):
    """A difference is explained by the unit whose figure or record it is; `unit` is that one."""

    code = "not_owner"


class NoReason(FiguresError):
    """A figure that stood is changed without saying why."""

    code = "figure_without_reason"
