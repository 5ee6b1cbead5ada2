"""To whom it goes: the cast works at Khorgos; some points lack an agency, some posts are only watches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ortaq.rules import questions, reference, routing
from ortaq.rules.edition import Edition, Pack
from ortaq.rules.errors import NoParty, UnknownClause, UnknownUnit
from ortaq.rules.routing import Addressee, Directory

BORDER, POLICE, CUSTOMS = "opk-road-khorgos", "pmk-road-khorgos", "tp-road-khorgos"


def without(directory: Directory, *codes: str) -> Directory:
    closed = {code: replace(directory.units[code], is_open=False) for code in codes}
    return Directory({**directory.units, **closed}, directory.groups)


def told(addressees: list[Addressee]) -> set[tuple[str, str]]:
    return {(one.unit, one.role) for one in addressees}


def test_the_border_section_tells_its_counterparts_at_the_point_and_copies_its_detachment(
    edition: Edition, directory: Directory
) -> None:
    found = routing.route(edition, directory, "C5.1", BORDER)
    assert told(found) == {(POLICE, "counterpart"), (CUSTOMS, "counterpart"), ("po-alm", "copy")}


@pytest.mark.parametrize(("sender", "superior"), [(POLICE, "gro-alm"), (CUSTOMS, "tam-khorgos")])
def test_each_agency_copies_its_own_superior(
    edition: Edition, directory: Directory, sender: str, superior: str
) -> None:
    copies = [one for one in routing.route(edition, directory, "C5.1", sender) if one.role == "copy"]
    assert [one.unit for one in copies] == [superior]


def test_each_addressee_says_why_by_clause_in_three_languages(edition: Edition, directory: Directory) -> None:
    for one in routing.route(edition, directory, "C5.1", BORDER):
        assert one.clause == "C5.1"
        assert one.ground in ("C8.3", "C8.4")
        assert all("C5.1" in text and one.ground in text for text in (one.why.ru, one.why.kk, one.why.en))


def test_where_an_agency_has_no_unit_its_next_level_up_is_told_and_it_says_so(
    edition: Edition, directory: Directory
) -> None:
    found = routing.route(edition, without(directory, POLICE), "C5.1", BORDER)
    above = [one for one in found if one.is_level_up]
    assert [(one.unit, one.role, one.ground) for one in above] == [("gro-alm", "counterpart", "C8.3")]
    assert "на этом уровне подразделения нет" in above[0].why.ru


def test_where_that_level_is_closed_too_the_one_above_it_is_told(edition: Edition, directory: Directory) -> None:
    found = routing.route(edition, without(directory, POLICE, "gro-alm"), "C5.1", BORDER)
    assert ("uvd-alm", "counterpart") in told(found)


def test_where_an_agency_has_none_but_the_top_the_top_is_told(edition: Edition, directory: Directory) -> None:
    police = [code for code, unit in directory.units.items() if unit.agency == "internal" and unit.level > 1]
    assert ("mvd", "counterpart") in told(routing.route(edition, without(directory, *police), "C5.1", BORDER))


def test_a_closed_superior_is_passed_over(edition: Edition, directory: Directory) -> None:
    found = routing.route(edition, without(directory, "po-alm"), "C5.1", BORDER)
    assert ("ps-ru-alm", "copy") in told(found)


def test_a_unit_of_an_airport_detachment_tells_who_stands_in_for_the_level(
    edition: Edition, directory: Directory
) -> None:
    found = routing.route(edition, directory, "C5.3", "opk-astana-air")
    assert told(found) == {("dtk-ast", "counterpart"), ("uvd-ast", "counterpart"), ("ps", "copy")}
    assert all(one.is_level_up for one in found if one.role == "counterpart")


def test_a_detachment_faces_every_customs_house_of_its_points(edition: Edition, directory: Directory) -> None:
    found = told(routing.route(edition, directory, "C5.3", "po-alm"))
    customs = {"tam-khorgos", "tam-dostyk", "dtk3-alm"}
    assert found == {(code, "counterpart") for code in (*customs, "gro-alm")} | {("ps-ru-alm", "copy")}


def test_the_top_level_copies_nobody(edition: Edition, directory: Directory) -> None:
    found = routing.route(edition, directory, "C5.5", "ps")
    assert told(found) == {("mvd", "counterpart"), ("ktk", "counterpart")}


def test_a_watch_sends_as_the_unit_above_it(edition: Edition, directory: Directory) -> None:
    watch, unit = (routing.route(edition, directory, "C5.1", code) for code in ("ssm-road-khorgos", BORDER))
    assert watch == unit


def test_a_plan_goes_to_the_superior_alone(edition: Edition, directory: Directory) -> None:
    assert told(routing.route(edition, directory, "O2", BORDER)) == {("po-alm", "superior")}


@pytest.mark.parametrize("code", ["mvd-dmp", "ps-gsh", "ktk-ubk", "ktk-lab", "knb", "mf"])
def test_institutions_oversight_bodies_and_bodies_above_take_no_part(
    edition: Edition, directory: Directory, code: str
) -> None:
    assert not routing.is_party(edition, directory.unit(code))
    with pytest.raises(NoParty):
        routing.route(edition, directory, "C5.1", code)


def test_what_nobody_acknowledges_climbs_to_the_top_of_the_agency(edition: Edition, directory: Directory) -> None:
    climbed = [unit.code for unit in routing.climb(edition, directory, CUSTOMS)]
    assert climbed == ["tam-khorgos", "dtk-alm", "ktk"]


def test_every_party_below_the_top_has_a_top_to_climb_to(edition: Edition, directory: Directory) -> None:
    for unit in directory.units.values():
        if unit.is_open and routing.is_party(edition, unit) and unit.level > 1:
            assert routing.climb(edition, directory, unit.code)[-1].level == 1, unit.code


def test_every_open_party_has_somebody_of_each_other_agency_to_tell(edition: Edition, directory: Directory) -> None:
    for unit in directory.units.values():
        if unit.is_open and routing.is_party(edition, unit):
            found = routing.route(edition, directory, "C5.1", unit.code)
            reached = {directory.units[one.unit].agency for one in found if one.role == "counterpart"}
            assert reached == set(edition.agencies) - {unit.agency}, unit.code


def test_a_circle_of_superiors_ends(edition: Edition, directory: Directory) -> None:
    knot = replace(directory.units["po-alm"], parent=BORDER)
    tied = Directory({**directory.units, "po-alm": knot}, directory.groups)
    assert [unit.code for unit in tied.above(tied.unit(BORDER))] == ["po-alm"]
    assert routing.climb(edition, tied, BORDER)


def test_unknown_units_and_clauses_are_named(edition: Edition, directory: Directory) -> None:
    with pytest.raises(UnknownUnit, match="opk-road-khorgos"):
        routing.route(edition, directory, "C5.1", "opk-road-khorgas")
    with pytest.raises(UnknownClause, match=r"C5\.1"):
        routing.route(edition, directory, "C51", BORDER)


def test_customs_had_another_top_before_the_committee_was_made(pack: Pack) -> None:
    first = pack.editions[0]
    early = reference.of_pack(pack, first, date(2003, 6, 1))
    superior = routing.superior(first, early, "dtk-alm")
    assert superior is not None
    assert superior.code == "atk"


def test_a_year_is_widened_to_the_whole_of_it() -> None:
    assert reference.validity("2002", "2014") == (date(2002, 1, 1), date(2015, 1, 1), True)
    assert reference.validity("", "2004-10-29") == (None, date(2004, 10, 29), False)


def test_a_pack_without_reference_data_has_no_units(orlania: Pack) -> None:
    bare = replace(orlania, folder=orlania.folder / "cases")
    assert not reference.of_pack(bare, orlania.editions[0], date(2030, 1, 1)).units


def test_another_pack_s_units_are_told_with_no_code_of_their_own(orlania: Pack) -> None:
    rows = questions.route(orlania, "B2", "h-b", date(2031, 1, 15))
    assert [(row["unit"], row["role"]) for row in rows] == [
        ("r-b", "counterpart"),
        ("f", "counterpart"),
        ("c-b", "counterpart"),
        ("h", "copy"),
    ]


# ── what a message will not reach ─────────────────────────────────────────────────────────────────────────────────


def reach(directory: Directory, **but: frozenset[str]) -> routing.Reach:
    everybody = frozenset(directory.units)
    return routing.Reach(**{"by_console": everybody, "with_line": everybody, "on_watch": everybody, **but})


def missed(edition: Edition, directory: Directory, known: routing.Reach) -> list[tuple[str, str | None, str | None]]:
    found = routing.unreached(edition, directory, "C5.1", BORDER, known)
    return [(one.reason, one.unit, one.instead) for one in found]


def test_where_everybody_is_there_nothing_is_left_out(edition: Edition, directory: Directory) -> None:
    assert missed(edition, directory, reach(directory)) == []


def test_an_agency_with_no_unit_here_and_none_above_is_named(edition: Edition, directory: Directory) -> None:
    gone = without(directory, *(code for code, unit in directory.units.items() if unit.agency == "customs"))
    assert missed(edition, gone, reach(gone)) == [("no_unit", None, None)]
    (one,) = routing.unreached(edition, gone, "C5.1", BORDER, reach(gone))
    assert "Таможня" in one.why.ru
    assert one.agency == "customs"


def test_a_closed_unit_is_named_with_who_is_told_instead(edition: Edition, directory: Directory) -> None:
    gone = without(directory, POLICE)
    known = reach(gone, closed=frozenset({POLICE}))
    assert missed(edition, gone, known) == [("closed", POLICE, "gro-alm")]


def test_a_telephone_without_a_known_number_is_named(edition: Edition, directory: Directory) -> None:
    others = frozenset(directory.units) - {CUSTOMS}
    assert missed(edition, directory, reach(directory, by_console=others)) == []
    known = reach(directory, by_console=others, with_line=others)
    assert missed(edition, directory, known) == [("no_line", CUSTOMS, None)]


def test_nobody_on_watch_is_named_with_the_superior_who_answers(edition: Edition, directory: Directory) -> None:
    others = frozenset(directory.units) - {CUSTOMS}
    assert missed(edition, directory, reach(directory, on_watch=others)) == [("no_watch", CUSTOMS, "tam-khorgos")]
    assert missed(edition, directory, reach(directory, on_watch=frozenset({POLICE}))) == [("no_watch", CUSTOMS, None)]


def test_a_copy_that_nobody_reads_is_no_gap(edition: Edition, directory: Directory) -> None:
    others = frozenset(directory.units) - {"po-alm"}
    assert missed(edition, directory, reach(directory, on_watch=others)) == []


@pytest.mark.parametrize("reason", ["NO_UNIT", "CLOSED", "NO_LINE", "NO_WATCH", "NOBODY_ON_WATCH"])
def test_each_reason_is_said_in_three_languages(reason: str) -> None:
    text = getattr(routing, reason)
    assert len({text.ru, text.kk, text.en}) == 3
