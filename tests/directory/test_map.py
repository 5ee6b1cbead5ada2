"""The map of crossing points: what is said of a position, whose point is ours, what the browser may keep."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.utils import translation

from ortaq.console import map as chart
from ortaq.directory import boundary, changes, loading
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LOADER = Actor.program("loader")


@pytest.fixture
def adopted(loaded: loading.Report) -> None:
    changes.adopt("kz_2002", "kz_2002-2", date(2026, 11, 1), "", by=LOADER, at=AT)


def spots(unit: str | None = None, lang: str = "ru") -> dict[str, chart.Spot]:
    looking = Unit.objects.get(code=unit) if unit else None
    with translation.override(lang):
        return {spot.code: spot for spot in chart._spots(looking, boundary.on(TODAY), TODAY, lang)}


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/map/outline.json", headers=headers)
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    return request


def test_a_derived_position_says_that_nobody_measured_it(adopted: None) -> None:
    spot = spots()["kz-road-syrym"]
    assert spot.position_word == "положение расчётное, не измерено"
    assert not spot.is_measured


def test_a_documented_position_says_what_it_is_the_position_of(adopted: None) -> None:
    assert spots()["kz-road-khorgos"].position_word == "положение по источнику: одноимённый населённый пункт"


def test_a_point_without_a_position_is_told_and_not_left_out(adopted: None) -> None:
    spot = spots()["kz-road-kurmangazy"]
    assert spot.position is None
    assert spot.position_word == "положение неизвестно"


def test_every_position_is_measured_or_says_that_it_is_not(adopted: None) -> None:
    derived = [spot for spot in spots().values() if spot.position and not spot.is_measured]
    assert derived
    assert {spot.position_word for spot in derived} == {"положение расчётное, не измерено"}


def test_a_post_has_its_own_point(adopted: None) -> None:
    assert {code for code, spot in spots("tp-road-khorgos").items() if spot.is_own} == {"kz-road-khorgos"}


def test_a_detachment_has_the_points_of_its_subordinates(adopted: None) -> None:
    own = {code for code, spot in spots("po-zap").items() if spot.is_own}
    assert {"kz-road-syrym", "kz-road-taskala"} <= own
    assert "kz-road-khorgos" not in own


def test_a_body_of_the_first_level_calls_no_point_its_own(adopted: None) -> None:
    assert not any(spot.is_own for spot in spots("mvd").values())


def test_it_shows_who_is_at_a_point_and_on_which_line(adopted: None) -> None:
    post = Unit.objects.get(code="tp-road-khorgos")
    changes.add_contact(post, "duty_line", "вн. 12-35", TODAY, by=LOADER, at=AT)
    changes.set_reach(post, "telephone", by=LOADER, at=AT)
    there = {one.name: one for one in spots()["kz-road-khorgos"].posts}
    assert len(there) == 3
    assert there["Таможенный пост «Хоргос»"] == chart.Post("Таможенный пост «Хоргос»", "вн. 12-35", True)


def test_names_are_in_the_readers_language(adopted: None) -> None:
    spot = spots(lang="kk")["kz-road-khorgos"]
    assert (spot.name, spot.neighbour, spot.region) == ("Қорғас", "Қытай", "Алматы облысы")


def test_the_outline_stays_in_the_browser_until_the_file_changes(adopted: None) -> None:
    first = chart.outline(asked())
    assert first["Content-Type"] == "application/geo+json"
    assert chart.outline(asked(**{"If-None-Match": first["ETag"]})).status_code == 304


def test_without_an_adopted_pack_there_is_no_outline(loaded: loading.Report) -> None:
    with pytest.raises(Http404):
        chart.outline(asked())
