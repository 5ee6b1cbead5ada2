"""Two officers promise the last of it at the same instant: PostgreSQL lets one of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import world as worlds
from django.db import IntegrityError, connection, transaction
from forcing import HOUR, NOON, Sides

from ortaq.exchange.errors import ExchangeError
from ortaq.operations.forces import Commitment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["patrol", "car"])
def test_two_at_once_never_promise_more_than_there_is(kind):
    sides = Sides(worlds.make())
    what = sides.has("internal", kind, 5, name="Р-12")
    requests, start = [sides.asked(), sides.asked("internal", agency="customs")], Barrier(2)

    def one(request):
        try:
            start.wait(10)
            return sides.allot(request, (what, 3 if kind == "patrol" else 1))
        except ExchangeError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = [done.result() for done in [pool.submit(one, request) for request in requests]]
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert Commitment.objects.count() == 1
    assert sorted(type(request).objects.get(pk=request.pk).state for request in requests) == ["accepted", "asked"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["patrol", "car"])
def test_a_program_that_does_not_look_is_refused_by_postgresql(sides, kind):
    what = sides.has("internal", kind, 5, name="Р-12")
    (first,) = sides.allot(sides.asked(), (what, 3 if kind == "patrol" else 1))
    for start, end, is_refused in ((8, 10, True), (9, 10, False), (0, 1, False), (0, 2, True)):
        other = Commitment.objects.get(pk=first.pk)
        other.pk, other._state.adding = None, True
        other.starts_at, other.ends_at = NOON + start * HOUR, NOON + end * HOUR
        other.id = Commitment._meta.pk.get_default()
        if not is_refused:
            other.save(force_insert=True)
            Commitment.objects.filter(pk=other.pk).update(state="released", ended_at=NOON)
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save(force_insert=True)
