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


class IsOver(OperationError):
    """It is closed or called off: nothing more is done under it."""

    code = "operation_over"
