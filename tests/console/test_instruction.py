"""The living Instruction: what serves each point, whose execution is read, and a point opened where it stands."""

from __future__ import annotations

from datetime import timedelta

import months
import pytest
import world as worlds

from ortaq.console import serving
from ortaq.rules import packs

NOON = worlds.NOON
PARTIES = ("border", "internal", "customs")
ONCE = {"HX-Request": "true"}


def played(world):
    """Let chance play a month in the units of the point and in the detachment above the Border Service's."""
    months.play(7, world, [*(world.unit(agency) for agency in PARTIES), world.unit("border", 3)], NOON)


@pytest.mark.parametrize("edition", packs.load().editions, ids=lambda edition: edition.id)
def test_each_word_by_which_a_pack_names_what_serves_a_point_is_known(edition):
    words = {word for clause in edition.clauses.values() for word in clause.served_by}
    assert words <= serving.WAYS.keys() | serving.OTHERS.keys()


def test_a_door_that_the_reader_may_not_open_is_not_shown(here, sign_in):
    names = {door.name for point in read(sign_in(here.unit("border"), "analyst")).points for door in point.doors}
    assert "Срочный вызов" not in names
    assert {"Журнал", "План взаимодействия"} <= names
    assert "Срочный вызов" in {d.name for p in read(sign_in(here.unit("border"))).points for d in p.doors}


def test_every_door_leads_to_a_page(here, sign_in):
    client = sign_in(here.unit("border"))
    urls = {door.url for point in read(client).points for door in point.doors}
    assert {url: client.get(url).status_code for url in urls if client.get(url).status_code != 200} == {}


def test_a_superior_reads_his_own_unit_or_takes_in_those_below(here, sign_in):
    played(here)
    client = sign_in(here.unit("border", 3))
    own, below = read(client), read(client, whose="below")
    assert own.figures.total.expected < below.figures.total.expected
    assert [here_now for _, _, here_now in below.choices] == [False, True]
    assert read(sign_in(here.unit("border")), whose="below").whose == "", "nobody is below a post"


def test_another_period_is_read_by_its_days(here, sign_in):
    played(here)
    client = sign_in(here.unit("border"))
    assert read(client, **{"from": "2025-01-01", "to": "2025-01-31"}).figures.total.expected == 0
    assert read(client, **{"from": "2026-05-01", "to": "2026-05-31"}).figures.total == read(client).figures.total


def test_where_we_are_behind_stands_on_top_the_worst_first(here, sign_in):
    played(here)
    late = read(sign_in(here.unit("border"))).late
    assert late == sorted(late, key=lambda point: point.counts.gravity)
    assert all(point.counts.missing or point.counts.late or point.counts.explained for point in late)


def test_a_point_opens_where_it_stands_split_as_its_bar_counts(here, sign_in):
    played(here)
    client = sign_in(here.unit("border", 3))
    living = read(client, whose="below")
    point = max(living.points, key=lambda one: one.counts.expected)
    page = client.get(point.opening, headers=ONCE)
    opened = page.context["opened"]
    for by, lines in opened.splits:
        assert sum(line.counts.expected for line in lines) == point.counts.expected, by
    assert [counts for _, counts, _ in opened.months][-1] == point.counts
    assert "<html" not in page.content.decode()
    for line in [line for _, lines in opened.splits for line in lines] + opened.worst:
        assert client.get(line.url).context["found"].paginator.count == line.counts.expected + line.counts.void


def test_without_scripts_the_same_stands_on_the_points_own_page(here, sign_in):
    played(here)
    client = sign_in(here.unit("border"))
    point = max(read(client).points, key=lambda one: one.counts.expected)
    page = client.get(point.opening)
    assert page.context["opened"].months
    assert "К Инструкции" in page.content.decode()
    assert client.get("/instruction/C99/execution/").status_code == 404


def test_the_page_asks_no_more_however_much_has_happened(here, sign_in, django_assert_max_num_queries):
    played(here)
    months.play(8, here, [here.unit("border")], NOON + timedelta(hours=1))
    client = sign_in(here.unit("border"))
    client.get("/instruction/")
    with django_assert_max_num_queries(40):
        client.get("/instruction/")


def read(client, **given):
    return client.get("/instruction/", given).context["living"]
