"""What can go wrong with forces and means."""

from __future__ import annotations

from ortaq.exchange.errors import ExchangeError


class ForcesError(ExchangeError):
    """The root of what forces refuse."""

    code = "forces_refused"


class UnknownKind(ForcesError):
    """A kind of resource or a ground that the pack does not know."""

    code = "forces_unknown"


class NotOurs(ForcesError):
    """A resource of another unit: only the unit that it belongs to promises it, counts it, takes it off."""

    code = "forces_not_ours"


class NotFree(ForcesError):
    """So much of it is not free at that time: `name` of what, `free` how much there is, `asked` how much is wanted."""

    code = "forces_not_free"


class BadPeriod(ForcesError):
    """A time that has passed, or that ends before it begins."""

    code = "forces_period"


class NotLater(ForcesError):
    """Forces are given for longer only until later than they are given already: `ends_at`, until when that is."""

    code = "forces_not_later"


class NothingGiven(ForcesError):
    """Nothing was chosen to be given."""

    code = "forces_nothing"


class NotForces(ForcesError):
    """No request on which this unit gives forces, or one that has ended."""

    code = "forces_not_asked"


class TooFewAgencies(ForcesError):
    """A joint patrol is of several agencies; `least` says of how many."""

    code = "patrol_alone"
