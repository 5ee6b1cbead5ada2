"""What every test of a request asks for; nothing of Django is imported before it is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from asking import Cast

    from ortaq.exchange.asks import Request


@pytest.fixture
def cast(db: None) -> Cast:
    """The world of one crossing point, and how customs ask in it."""
    from asking import Cast
    from world import make

    return Cast(make())


@pytest.fixture
def asked(cast: Cast) -> Request:
    """An urgent request to the Border Service, received at noon."""
    cast.ask()
    return cast.request()


@pytest.fixture
def everything() -> Callable[[], dict[str, int]]:
    """How many rows of each sort there are: what is refused or repeated adds to none of them."""
    from ortaq.duties.models import Duty, DutyMove
    from ortaq.exchange.asks import Request, RequestStep
    from ortaq.exchange.mentions import Mention
    from ortaq.exchange.models import Message, Receipt, Recipient
    from ortaq.ledger.models import Entry

    tables = (Message, Recipient, Receipt, Request, RequestStep, Mention, Duty, DutyMove, Entry)
    return lambda: {table.__name__: table.objects.count() for table in tables}
