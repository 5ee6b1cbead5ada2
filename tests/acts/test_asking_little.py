"""The list, an act and a variant ask the database no more, however much stands on them."""

from __future__ import annotations

from agreeing import NOON, fresh, minutes, plan
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.acts import variants

MANY = 25


def asked(client, path):
    """How often a page asks, opened a second time."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return sum(query["sql"].startswith("SELECT") for query in queries)


def decisions(many):
    return minutes(decisions=[{"what": f"{n}", "owner": "customs-4", "due": "2026-05-20"} for n in range(many)])


def tasks(many):
    given = [{"variant": "А", "minutes": n, "unit": "border-4", "what": f"{n}"} for n in range(many)]
    return plan(tasks=[*given, {"variant": "Б", "minutes": 1, "unit": "border-4", "what": "Вывести людей"}])


def test_the_list(parties, sit):
    client = sit("border")
    parties.proposed("minutes", minutes())
    few = asked(client, "/acts/")
    for _ in range(MANY):
        parties.proposed("minutes", minutes())
    assert asked(client, "/acts/") == few


def test_an_act_with_what_it_gives_to_do(parties, sit):
    few, many = (parties.in_force("minutes", decisions(n)) for n in (1, MANY))
    client = sit("border")
    assert asked(client, f"/acts/{few.act_id}/") == asked(client, f"/acts/{many.act_id}/")


def test_a_variant_that_runs(parties, sit, clock):
    clock.stand(NOON)
    held, client = parties.in_force("plan", tasks(MANY)), sit("border", "duty_officer")
    who = {"by": parties.world.by("border"), "at": NOON, "rulebook": parties.world.rulebook()}
    many, few = (variants.activate(fresh(held), mark, **who) for mark in ("А", "Б"))
    assert asked(client, f"/variants/{few.pk}/") == asked(client, f"/variants/{many.pk}/")
