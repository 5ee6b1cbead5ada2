"""What units tell each other, for other programs: the same verbs as the console's, one small router for one idea.

A router of one's own is a module here and a line in ROUTERS.
"""

from __future__ import annotations

from ninja import Router

from ortaq.exchange.api import answering, drafting, reading, telling

ROUTERS: tuple[Router, ...] = (reading.router, telling.router, answering.router, drafting.router)
