"""What can go wrong with the data bank."""

from __future__ import annotations

from ortaq.exchange.errors import ExchangeError


class BankError(ExchangeError):
    """The root of what the data bank refuses."""

    code = "bank_refused"


class UnknownRegister(BankError):
    """A register, ground, purpose or answer that the pack does not know."""

    code = "bank_unknown"


class NotEntitled(BankError):
    """An agency that may not enter anything into this register."""

    code = "bank_not_entitled"


class NotFindable(BankError):
    """An entry without a number, plate or name would never be found."""

    code = "bank_not_findable"


class NotOwner(BankError):
    """Only the unit that entered something extends or withdraws it."""

    code = "bank_not_owner"


class NotInForce(BankError):
    """It was withdrawn already."""

    code = "bank_withdrawn"


class MaterialEnded(NotInForce):
    """A material that was replaced or withdrawn already."""

    code = "material_ended"


class NothingAsked(BankError):
    """Neither a number nor a name can be read out of what was typed."""

    code = "bank_nothing_asked"


class Settled(BankError):
    """A hit was settled otherwise, in another window or by somebody else of the watch: `by` whom."""

    code = "bank_settled"


class NotBound(BankError):
    """A purpose that asks for an event, or for a person present, has none."""

    code = "bank_not_bound"


class TooMany(BankError):
    """One officer looks up more often than the pack allows; `per` is "minute" or "hour"."""

    code = "bank_too_many"
