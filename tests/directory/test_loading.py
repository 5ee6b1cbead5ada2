"""Loading the directory: what is there, what is marked, what a second load does, what a broken file does."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ortaq.directory import changes, loading
from ortaq.directory.errors import FaultyFile
from ortaq.directory.models import CrossingPoint, Group, GroupMember, Unit, UnitName, Version
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry

LOADER = Actor.program("loader")
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = AT.date()


def number() -> int:
    return Version.objects.get().number


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """A copy of the pack's folder that a test may break."""
    shutil.copytree(folder / "reference", tmp_path / "kz_2002" / "reference")
    return tmp_path / "kz_2002"


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "reference" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_it_loads_what_stood_on_the_last_day_of_2013(loaded: loading.Report) -> None:
    assert (loaded.points, loaded.units, loaded.placeholders) == (83, 512, 24)
    assert Unit.objects.open_on(TODAY).count() == Unit.objects.count() == 512
    assert loaded.orphans == []


def test_each_escalation_has_a_top_though_the_customs_committee_has_ended_since(loaded: loading.Report) -> None:
    committee = Unit.objects.get(code="ktk")
    assert committee.valid_to is None
    assert committee.is_open_on(TODAY)


def test_bodies_that_had_ended_before_are_not_there(loaded: loading.Report) -> None:
    assert not Unit.objects.filter(code__in=["mgd", "tk-mgd", "atk"]).exists()


def test_a_point_struck_from_the_list_before_2013_is_not_there(loaded: loading.Report) -> None:
    assert not CrossingPoint.objects.filter(code="kz-road-narynkol").exists()
    assert not Unit.objects.filter(code__endswith="road-narynkol").exists()


def test_a_point_that_opened_later_is_not_there(loaded: loading.Report) -> None:
    assert not CrossingPoint.objects.filter(code="kz-air-kyzylorda-airport").exists()


@pytest.mark.django_db
def test_the_whole_history_keeps_ends_and_widens_a_bare_year_to_all_of_it(folder: Path) -> None:
    loading.load(loading.plan(folder), by=LOADER, at=AT)
    committee, ministry = Unit.objects.get(code="ktk"), Unit.objects.get(code="mgd")
    assert (committee.valid_from, committee.valid_to) == (date(2004, 10, 29), date(2015, 1, 1))
    assert (ministry.valid_to, ministry.widened) == (date(2003, 1, 1), True)
    assert committee.is_open_on(date(2014, 12, 31))
    assert not committee.is_open_on(date(2015, 1, 1))


@pytest.mark.django_db
def test_a_unit_ends_with_its_crossing_point_and_says_that_the_day_is_not_sure(folder: Path) -> None:
    loading.load(loading.plan(folder), by=LOADER, at=AT)
    post = Unit.objects.get(code="opk-road-narynkol")
    assert (post.valid_to, post.widened) == (date(2013, 3, 19), True)


def test_agencies_bear_the_codes_of_the_pack(loaded: loading.Report) -> None:
    codes = set(Unit.objects.parties().values_list("agency", flat=True))
    assert codes == {"internal", "border", "customs"}


def test_bodies_above_oversight_bodies_and_institutions_are_no_parties(loaded: loading.Report) -> None:
    standing = dict(Unit.objects.values_list("code", "standing"))
    assert {standing[code] for code in ("mvd", "ps", "ktk")} == {"party"}
    assert {standing[code] for code in ("knb", "mf")} == {"above"}
    assert {standing[code] for code in ("mvd-dmp", "ps-gsh", "ktk-ubk")} == {"oversight"}
    assert {standing[code] for code in ("ktk-lab", "ktk-kin")} == {"institution"}
    assert standing["ssm-road-khorgos"] == "post"


def test_a_regional_directorate_without_a_known_name_stays_marked_as_a_placeholder(loaded: loading.Report) -> None:
    directorates = Unit.objects.filter(kind="regional_directorate")
    assert directorates.count() == 12
    assert all(unit.placeholder for unit in directorates)


def test_a_unit_keeps_the_time_of_its_point_else_of_its_region_else_of_the_capital(loaded: loading.Report) -> None:
    zone = dict(Unit.objects.values_list("code", "zone"))
    assert zone["opk-road-taskala"] == "Asia/Oral"
    assert zone["uvd-man"] == "Asia/Aqtau"
    assert zone["mvd"] == "Asia/Almaty"


def test_the_customs_directorate_was_called_so_until_the_amendments(loaded: loading.Report) -> None:
    unit = Unit.objects.get(code="dtk-alm")
    assert unit.name_in("ru", date(2006, 1, 6)) == "Таможенное управление по Алматинской области"
    assert unit.name_in("ru", date(2006, 1, 7)) == "Департамент таможенного контроля по Алматинской области"
    assert unit.name_in("en", date(2006, 1, 6)) == "Customs Directorate, Almaty Region"


def test_every_unit_has_a_kazakh_name_marked_as_our_own_rendering(loaded: loading.Report) -> None:
    kazakh = UnitName.objects.filter(lang="kk").open_on(TODAY)
    assert kazakh.values("unit").distinct().count() == 512
    assert not kazakh.filter(rendering=False).exists()
    assert not kazakh.filter(name__contains="{").exists()
    assert Unit.objects.get(code="pmk-road-khorgos").name_in("kk", TODAY) == "«Қорғас» көші-қон бақылауы бекеті"


def test_no_kazakh_name_is_the_russian_one(loaded: loading.Report) -> None:
    russian = set(UnitName.objects.filter(lang="ru").values_list("name", flat=True))
    assert not UnitName.objects.filter(lang="kk", name__in=russian).exists()


def test_a_derived_position_is_never_a_measured_one(loaded: loading.Report) -> None:
    derived = CrossingPoint.objects.get(code="kz-road-syrym")
    measured = CrossingPoint.objects.get(code="kz-road-khorgos")
    assert derived.position == (51.7588, 50.7659)
    assert not derived.is_measured
    assert measured.is_measured
    assert CrossingPoint.objects.get(code="kz-road-kurmangazy").position is None


def test_loading_again_changes_nothing_not_even_the_directorys_number(
    loaded: loading.Report, as_it_stood: loading.Plan
) -> None:
    before, entries = number(), Entry.objects.count()
    again = loading.load(as_it_stood, by=LOADER, at=AT)
    assert not again.changed_something
    assert (number(), Entry.objects.count()) == (before, entries)


def test_loading_leaves_one_entry_in_the_ledger(loaded: loading.Report) -> None:
    assert Entry.objects.filter(kind="directory.loaded").count() == 1


def test_a_changed_file_changes_the_row_and_keeps_its_id(loaded: loading.Report, copied: Path) -> None:
    before = Unit.objects.get(code="ktk-kin").pk
    change(copied, "units.csv", "Кинологический центр", "Учебный кинологический центр")
    report = loading.load(loading.plan(copied, as_of=date(2013, 12, 31)), by=LOADER, at=AT)
    assert (report.created, report.changed) == (0, 1)
    assert Unit.objects.get(pk=before).name_in("ru", TODAY) == "Учебный кинологический центр"


def test_a_unit_that_a_person_closed_stays_closed_when_the_files_are_loaded_again(
    loaded: loading.Report, as_it_stood: loading.Plan
) -> None:
    post = Unit.objects.get(code="ssm-road-khorgos")
    changes.close_unit(post, TODAY, by=LOADER, at=AT)
    loading.load(as_it_stood, by=LOADER, at=AT)
    post.refresh_from_db()
    assert post.valid_to == TODAY


def test_a_member_that_a_person_took_out_of_a_group_stays_out(
    loaded: loading.Report, as_it_stood: loading.Plan
) -> None:
    group, unit = Group.objects.get(code="4:kz-road-khorgos"), Unit.objects.get(code="tp-road-khorgos")
    changes.leave_group(group, unit, TODAY, by=LOADER, at=AT)
    loading.load(as_it_stood, by=LOADER, at=AT)
    assert not GroupMember.objects.open_on(TODAY).filter(group=group, unit=unit).exists()


def test_a_unit_that_the_files_no_longer_have_is_told_and_left(loaded: loading.Report, copied: Path) -> None:
    path = copied / "reference" / "units.csv"
    rows = path.read_text().splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("ktk-kin,")))
    report = loading.load(loading.plan(copied, as_of=date(2013, 12, 31)), by=LOADER, at=AT)
    assert report.no_longer_in_files == ["ktk-kin"]
    assert Unit.objects.filter(code="ktk-kin").exists()


FAULTS = [
    ("units.csv", "mvd-dmp,mvd,1", "mvd-dmp,nowhere,1", 3, "no superior nowhere"),
    ("units.csv", "ps,knb,1,PS", "ps,knb,1,NAVY", 5, "no agency NAVY"),
    ("units.csv", "ps,knb,1,PS", "ps,knb,one,PS", 5, "'one' is no level"),
    ("units.csv", "mgd,,1,MGD", "mvd,,1,MGD", 7, "mvd stands here a second time"),
    (
        "units.csv",
        ",2002,false,medium,Joint order signatories",
        ",soon,false,medium,Joint order",
        7,
        "'soon' is no date",
    ),
    ("units.csv", ",2002,2004-10-29,", ",2005,2004-10-29,", 9, "ends (2004-10-29) before it begins (2005)"),
    ("units.csv", "knb,,1,KNB", "knb,ps-gsh,1,KNB", 4, "is its own superior"),
    ("units.csv", "mvd,,1,MVD,ministry,", "mvd,,1,MVD,", 2, "cells where the header has"),
    ("units.csv", "id,parent_id", "id,parent", 1, "no column parent_id"),
    ("crossing_points.csv", ",44.22335,80.38522,", ",44.22335,,", 2, "lat and lon must stand together"),
    ("crossing_points.csv", ",44.22335,80.38522,", ",144.2,80.38522,", 2, "lat '144.2' is no position"),
    ("crossing_points.csv", "kz-road-khorgos,road", "kz-road-khorgos,canal", 2, "'canal' is no kind"),
    ("crossing_points.csv", "Хоргос,Қорғас", "Хоргос,", 2, "name_kk is empty"),
    ("oblasts.csv", "Kokshetau,Asia/Almaty", "Kokshetau,Asia/Nowhere", 2, "'Asia/Nowhere' is no time zone"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "what"), FAULTS)
def test_a_broken_file_is_refused_by_file_and_row(
    copied: Path, file: str, old: str, new: str, row: int, what: str
) -> None:
    change(copied, file, old, new)
    with pytest.raises(FaultyFile) as refused:
        loading.plan(copied)
    assert (refused.value.file, refused.value.row) == (file, row)
    assert what in str(refused.value)


def test_a_file_that_is_not_utf8_is_refused_by_row(copied: Path) -> None:
    path = copied / "reference" / "oblasts.csv"
    path.write_bytes(path.read_bytes().replace("Актау".encode(), "Актау".encode("cp1251")))
    with pytest.raises(FaultyFile, match="oblasts.csv, row 12: is not UTF-8"):
        loading.plan(copied)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "reference" / "units.csv").unlink()
    with pytest.raises(FaultyFile, match="units.csv: No such file"):
        loading.plan(copied)


def test_a_unit_for_which_no_kazakh_pattern_fits_is_refused(copied: Path) -> None:
    change(copied, "names.yaml", "  - {kind: customs_post,", "  - {kind: customs_stall,")
    with pytest.raises(FaultyFile, match="no line of kk fits the unit tp-"):
        loading.plan(copied)
