"""Forces for a joint measure: each party sends what is free of its own, and the end of the measure frees it."""

from __future__ import annotations

import pytest
from forcing import HOUR, MINUTE, NOON, Sides, now

from ortaq.access.scope import acting_in
from ortaq.exchange.errors import NotPossible
from ortaq.operations import moving
from ortaq.operations.allotting import Allotment
from ortaq.operations.errors import NotParty
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_errors import BadPeriod, NotFree
from ortaq.operations.joining import join


@pytest.fixture
def sides(together):
    """The same point, with words for forces."""
    return Sides(together.world)


def sent(sides, incident, what, n=2, agency="internal", *, at=NOON, starts=NOON, ends=NOON + 8 * HOUR):
    return join(incident, Allotment({what.pk: n}, starts, ends, ""), **sides.by(agency, at=at))


def test_a_party_sends_what_is_free_and_the_end_of_the_measure_frees_it(together, sides, clock, whole):
    incident, people = together.open(), sides.has("internal", amount=3)
    (one,) = sent(sides, incident, people)
    assert (one.starts_at, one.visible_to) == (NOON, incident.visible_to), "it begins at once"
    with pytest.raises(NotFree):
        sides.allot(sides.asked(), (people, 2))
    moving.arrive(one, **sides.by("internal", at=NOON + 20 * MINUTE))
    together.close(incident, at=NOON + HOUR)
    assert (now(one).state, now(one).ended_at) == ("released", NOON + HOUR)
    with pytest.raises(NotPossible):
        sent(sides, incident, people, at=NOON + 2 * HOUR)
    clock.stand(NOON + 3 * HOUR)
    whole()


def test_its_own_unit_takes_it_away_again(together, sides):
    incident = together.open()
    (one,) = sent(sides, incident, sides.has("internal"))
    moving.release(one, **sides.by("internal", at=NOON + MINUTE))
    assert now(one).state == "released"


def test_a_unit_that_is_no_party_sends_nothing_and_nothing_is_sent_into_the_past(together, sides):
    incident = together.open(to=("internal",))
    with pytest.raises(NotParty):
        sent(sides, incident, sides.has("customs", "search"), agency="customs")
    with pytest.raises(BadPeriod):
        sent(sides, incident, sides.has("internal"), ends=NOON)


def test_the_rights_of_the_web_are_enough_to_send_and_to_free(together, sides, as_role):
    incident = together.open()
    with as_role("web"), acting_in(sides.unit("internal").pk):
        sent(sides, incident, sides.has("internal"))
    with as_role("web"), acting_in(sides.unit("customs").pk):
        assert Commitment.objects.count() == 1, "every party sees what the others sent"
        together.close(incident, "customs")
    assert Commitment.objects.get().state == "released"


@pytest.mark.clause("C9.5")
def test_on_the_page_of_a_measure_a_party_sends_its_forces_and_all_see_them(together, sides, sit):
    incident, people = together.open(), sides.has("internal")
    client, path = sit("internal"), f"/operations/{incident.pk}/"
    assert "Сил на это ещё никто не выделил" in client.get(path).content.decode()
    times = {"starts_at": "12:30", "ends_at": "20:00"}
    assert client.post(f"{path}forces/", {**times, f"n-{people.pk}": "99"}).status_code == 422
    assert client.post(f"{path}forces/", {**times, "look": "1"}).status_code == 200
    assert client.post(f"{path}forces/", {**times, f"n-{people.pk}": "4"}).status_code == 302
    page = sit("customs").get(path).content.decode()
    assert "патрульные – 4 чел." in page
    assert "Пост internal-4" in page
    one = Commitment.objects.get()
    client.post(f"/commitments/{one.pk}/release/", {"at": ""})
    assert now(one).state == "released"
