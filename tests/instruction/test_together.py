"""What the three bodies do together, point by point: opened at the screen, seen by the other parties, owed."""

from __future__ import annotations

import pytest
from instruction.test_points import served

from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.lib.ids import uuid7
from ortaq.operations.models import Operation

TRACKED = {"responsible": "customs-4", "due": "20.05.2026"}


def opened(parties, sit, number, kind, **fields):
    """Open a measure of a kind from the point that it stands under, with both counterparts."""
    client = sit("border")
    (door,) = [url for url in served(client, number).values() if url.endswith(f"?kind={kind}")]
    typed = {f"f-{kind}-{name}": value for name, value in fields.items()}
    to = {f"to-{parties.unit(agency).pk}": "on" for agency in ("internal", "customs")}
    page = client.post(door, {"once": str(uuid7()), **typed, **to})
    assert page.status_code == 302, page.content.decode()
    return Operation.objects.get(kind=kind)


@pytest.mark.parametrize(
    ("number", "kind", "fields"),
    [
        pytest.param(
            "C7.3", "regime_measure", {"what": "Обновить знаки", "regime": "customs"}, marks=pytest.mark.clause("C7.3")
        ),
        pytest.param("C7.4", "control_method", {"what": "Выборочный досмотр"}, marks=pytest.mark.clause("C7.4")),
        pytest.param(
            "C7.7", "international", {"what": "Часы работы", "state": "Китай"}, marks=pytest.mark.clause("C7.7")
        ),
        pytest.param(
            "C7.10", "shortcoming", {"lack": "Нет света", "proposal": "Две мачты"}, marks=pytest.mark.clause("C7.10")
        ),
    ],
)
def test_a_measure_is_tracked_from_its_point_until_whoever_it_names_has_done_it(parties, sit, number, kind, fields):
    made = opened(parties, sit, number, kind, **fields, **TRACKED)
    owed = Duty.objects.get(rule=f"{number}-task")
    assert (owed.owed_by, owed.status, owed.clause) == (parties.unit("customs"), "open", number)
    for agency in ("internal", "customs"):
        page = sit(agency).get(f"/operations/{made.pk}/").content.decode()
        assert next(iter(fields.values())) in page


@pytest.mark.clause("C9.4")
def test_joint_training_is_planned_with_its_scenario_and_told_to_the_parties(parties, sit):
    made = opened(
        parties, sit, "C9.4", "exercise", topic="Находка взрывного устройства", form="drill", scenario="Сумка у входа"
    )
    assert "Сумка у входа" in sit("customs").get(f"/operations/{made.pk}/").content.decode()


@pytest.mark.clause("C7")
def test_a_measure_of_the_directions_is_told_to_every_party_when_it_is_opened(parties, sit):
    made = opened(parties, sit, "C7.4", "control_method", what="Выборочный досмотр", **TRACKED)
    told = Message.objects.get(relates_to=made.pk)
    assert told.clause == "C7"
    for agency in ("internal", "customs"):
        assert f"/messages/{told.pk}/" in sit(agency).get("/messages/").content.decode()
