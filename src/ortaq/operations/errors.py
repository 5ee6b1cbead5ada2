"""What can go wrong with what units do together."""

from __future__ import annotations

from ortaq.exchange.errors import ExchangeError


class OperationError(ExchangeError):
    """The root of what joint measures refuse."""

    code = "operation_refused"


class UnknownKind(OperationError):
    """A kind of joint measure, or a sort of entry, that the pack does not know or not for this."""

    code = "operation_unknown"


class NoParties(OperationError):
    """A joint measure needs another unit than our own."""

    code = "operation_alone"


class NotParty(OperationError):
    """A unit that is no party to it."""

    code = "operation_not_party"


class NotMember(OperationError):
    """Only the members of a room write in it; there must be at least one more than whoever opens it."""

    code = "operation_not_member"


class NoMandate(OperationError):
    """Its kind is founded by an act that is in force between its parties, and none was named."""

    code = "operation_no_mandate"


class NothingFound(OperationError):
    """What was to be put to it is not to be found, or not ours to see."""

    code = "operation_nothing_found"


class IsOver(OperationError):
    """It is closed or called off: nothing more is done under it."""

    code = "operation_over"
