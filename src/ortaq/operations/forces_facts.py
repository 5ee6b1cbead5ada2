"""The facts of forces from which duties follow: what was promised, what came and was let go; patrols that set out."""

from __future__ import annotations

from collections.abc import Iterator

from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_owing import arriving, is_owed, releasing
from ortaq.operations.patrol_planning import beginning
from ortaq.operations.patrols import Patrol


@source
def committed() -> Iterator[Fact]:
    """A promise makes its unit owe to arrive; who came is to be let go when the time is over."""
    rows = Commitment.objects.prefetch_related("history").order_by("at")
    for one in (row for row in rows.iterator(chunk_size=500) if is_owed(row)):
        book = Rulebook.at(one.at)
        owed = arriving(one, book)
        yield Arisen(one.at, [owed])
        until, came = one.promised_until or one.ends_at, False
        for step in one.history.all():
            if step.verb == "arrive":
                yield Done(step.recorded_at, step.at, step.pk, [owed.key])
                came, owed = True, releasing(one, step.at, Rulebook.at(step.recorded_at), until=until)
                yield Arisen(step.recorded_at, [owed])
            elif step.verb == "prolong":
                assert step.until is not None
                until = step.until
                if came:
                    book = Rulebook.at(step.recorded_at)
                    owed = releasing(one, step.at, book, until=until, prolonged_by=step.pk)
                    yield Arisen(step.recorded_at, [owed])
            elif step.verb == "release" and step.n > 1:
                yield Done(step.recorded_at, step.at, step.pk, [owed.key])


@source
def patrolled() -> Iterator[Fact]:
    """A patrol that is planned makes whoever leads it owe that it sets out."""
    for one in Patrol.objects.prefetch_related("history").order_by("at").iterator(chunk_size=500):
        owed = beginning(one, Rulebook.at(one.at))
        yield Arisen(one.at, [owed])
        for step in one.history.all():
            if step.verb == "start":
                yield Done(step.recorded_at, step.at, step.pk, [owed.key])
