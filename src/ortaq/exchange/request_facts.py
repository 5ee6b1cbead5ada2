"""The facts of requests from which duties follow: what was asked, replied to, made clear and answered."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.asking import CLOSES
from ortaq.exchange.asks import Request, RequestStep


@source
def asked() -> Iterator[Fact]:
    """A request makes the asked unit owe its asker a reply and an answer; so does its clarification, anew."""
    steps: dict[uuid.UUID, list[RequestStep]] = defaultdict(list)
    for step in RequestStep.objects.order_by("request", "n").iterator():
        steps[step.request_id].append(step)
    for request in Request.objects.order_by("received_at").iterator():
        clock, since = request.pk, request.received_at
        yield _arisen(request, clock, since)
        for step in steps[request.pk]:
            if step.verb in CLOSES:
                keys = Rulebook.at(since).asked_keys(request.kind, request.urgency, *_between(request), clock)
                yield Done(step.at, step.at, step.pk, [keys[part] for part in CLOSES[step.verb]])
            if step.verb == "supply":
                clock, since = step.pk, step.at
                yield _arisen(request, clock, since)


def _arisen(request: Request, clock: uuid.UUID, since: datetime) -> Arisen:
    terms = (request.kind, request.urgency, since, *_between(request), clock)
    return Arisen(since, Rulebook.at(since).asked(*terms))


def _between(request: Request) -> tuple[int, int]:
    return request.unit_id, request.asker_id
