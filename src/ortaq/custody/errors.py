"""What can go wrong with whatever a unit has in its charge."""

from __future__ import annotations

from ortaq.exchange.errors import ExchangeError


class CustodyError(ExchangeError):
    """The root of what custody refuses."""

    code = "custody_refused"


class UnknownKind(CustodyError):
    """A kind of charge, entry, safeguard, limit or ground that the pack does not know, or not for this charge."""

    code = "custody_unknown"


class NotCustodian(CustodyError):
    """Another unit is the custodian, perhaps since a moment ago: `unit` is who holds it now."""

    code = "not_custodian"


class LeftCustody(CustodyError):
    """It was released, returned or destroyed: nothing more is done with it here."""

    code = "left_custody"


class IsOffered(CustodyError):
    """It is offered to another unit: until that one has decided, it is neither offered again nor let go."""

    code = "is_offered"


class NotReceivable(CustodyError):
    """A unit to which the giver cannot hand over from this console."""

    code = "not_receivable"


class SafeguardsMissing(CustodyError):
    """What the law gives to somebody held has neither been done nor passed over by two officers.

    `missing` are their codes.
    """

    code = "safeguards_missing"


class Barred(CustodyError):
    """No step to a foreign side while a request for protection is undecided; `bars` are the fields that say so."""

    code = "barred"


class NotTheReceiver(CustodyError):
    """Only the unit that something was offered to decides on it."""

    code = "not_receiver"


class NotTheGiver(CustodyError):
    """Only the unit that offered something asks to have it back."""

    code = "not_giver"


class Incomplete(CustodyError):
    """A record that the law wants whole lacks something; `fields` are the pack's codes of what it lacks."""

    code = "incomplete"


class Disagrees(CustodyError):
    """A record that contradicts the law's condition: a search by the other sex; `field` is the pack's code."""

    code = "safeguard_disagrees"
