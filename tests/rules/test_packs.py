"""Broken packs: each fault is named with its file and line, and nothing of the pack is used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rules.conftest import ORLANIA

from ortaq.rules import cases, packs, questions
from ortaq.rules.errors import NoSuchPack, PackError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack in order, to be broken."""
    return Path(shutil.copytree(ORLANIA, tmp_path / "pack"))


def line_of(file: Path, words: str) -> int:
    return next(number for number, line in enumerate(file.read_text().splitlines(), 1) if words in line)


def change(file: Path, old: str, new: str) -> int:
    """Change the first place where `old` stands and return its line."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> list[str]:
    with pytest.raises(PackError) as broken:
        packs.load(folder)
    return [str(fault) for fault in broken.value.faults]


def test_every_installed_pack_and_the_invented_one_are_in_order() -> None:
    for one in (*packs.names(), ORLANIA):
        pack = packs.load(one)
        count, wrong = cases.run(pack)
        assert (count > 20, wrong) == (True, [])


def test_the_pack_of_2002_is_installed_and_the_default() -> None:
    assert packs.load().name == packs.DEFAULT
    assert packs.DEFAULT in packs.names()


def test_a_pack_that_is_not_there_says_which_are() -> None:
    with pytest.raises(NoSuchPack, match="kz_2002"):
        packs.load("kz_2003")
    with pytest.raises(NoSuchPack):
        packs.load("/nowhere/at/all")


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path)
    assert fault.startswith(f"{tmp_path}/pack.yaml:1: no pack here")


def test_a_pack_without_an_own_part_names_what_is_missing(folder: Path) -> None:
    (folder / "duties.yaml").unlink()
    (fault,) = faults(folder)
    assert (
        fault
        == f"{folder}/pack.yaml:{line_of(folder / 'pack.yaml', 'format:')}: the pack: 'duties' is a required property"
    )


def test_broken_yaml_is_named_with_its_line(folder: Path) -> None:
    line = change(folder / "pack.yaml", "zone: Europe/Lisbon", "zone: [Europe/Lisbon")
    (fault,) = faults(folder)
    assert fault.startswith(f"{folder}/pack.yaml:{line + 1}: broken YAML")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"- a list", b"just words", b"? [a, b]\n: c\n"])
def test_a_file_that_is_no_mapping_in_utf_8_is_named(folder: Path, content: bytes) -> None:
    (folder / "more.yaml").write_bytes(content)
    assert faults(folder)[0].startswith(f"{folder}/more.yaml:1: ")


def test_an_empty_file_is_no_fault(folder: Path) -> None:
    (folder / "more.yaml").write_text("# later\n")
    assert packs.load(folder).name == "pack"


def test_a_key_that_stands_twice_in_a_mapping_or_in_two_files_is_named(folder: Path) -> None:
    change(folder / "pack.yaml", "zone: Europe/Lisbon", "zone: Europe/Lisbon\nzone: Asia/Almaty")
    (folder / "more.yaml").write_text("duties: []\n")
    line = line_of(folder / "pack.yaml", "Asia/Almaty")
    found = faults(folder)
    assert f"{folder}/pack.yaml:{line}: 'zone' stands here twice" in found
    assert any("'duties' stands in another file" in fault for fault in found)


BROKEN = [
    ("pack.yaml", "calendar: state", "calender: state", "unknown key 'calender'"),
    ("pack.yaml", "number: 1", "number: one", "'one' is not of type 'integer'"),
    ("pack.yaml", "code: river", "code: harbour", "'harbour' stands in agencies of first already"),
    ("pack.yaml", "calendar: harbour", "calendar: harbor", "no such calendar: harbor"),
    ("pack.yaml", "clause: A2", "clause: A9", "no 'A9' in clauses of first, second"),
    ("pack.yaml", "in_turn: [harbour, river, fire]", "in_turn: [harbour, rivers]", "no 'rivers' in agencies"),
    ("pack.yaml", "    in: [second]", "    in: [third]", "no such edition: third"),
    ("pack.yaml", "valid_to: 2031-01-01", "valid_to: 2031-06-01", "before the one above it ends"),
    ("pack.yaml", "valid_from: 2031-01-01", "valid_from: 2031-02-30", "is not a 'date'"),
    ("pack.yaml", "valid_to: 2031-01-01", "valid_to: 2029-01-01", "before it begins"),
    ("pack.yaml", "id: second", "id: first", "the edition first stands here twice"),
    ("pack.yaml", "zone: Europe/Lisbon", "zone: Europe/Lisboa", "did you mean: Europe/Lisbon"),
    ("pack.yaml", "acknowledge: 1 hour", "acknowledge: 1 day", "must be in minutes or hours"),
    ("pack.yaml", "act: 2 hours", "act: 1 month", "must be in minutes or hours"),
    ("pack.yaml", "longer_than: 1 hour", "longer_than: 1 week", "must be in minutes or hours"),
    ("pack.yaml", "at: [80]", "at: [100]", "100 is greater than the maximum of 99"),
    ("pack.yaml", "acknowledge: 1 hour", "acknowledge: soon", "'soon' is not of the form: 2 hours"),
    ("pack.yaml", "{off: [2031-01-01", "{country: QQ, off: [2031-01-01", "no working days are known of the country QQ"),
    ("duties.yaml", "id: full-report", "id: first-notice", "'first-notice' stands in duties"),
    ("duties.yaml", "{completion: first-notice}", "{completion: first-notes}", "no duty 'first-notes'"),
    ("duties.yaml", "levels: [1]", "levels: [7]", "no 7 in levels"),
    ("duties.yaml", "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY", "names no days of its own"),
    ("duties.yaml", "FREQ=WEEKLY;BYDAY=TU", "FREQ=OFTEN", "not an RFC 5545 rule"),
    ("duties.yaml", "FREQ=WEEKLY;BYDAY=TU", "FREQ=HOURLY", "FREQ must be DAILY"),
    ("duties.yaml", "opens: {at: 10:00}", "opens: {at: 25:00}", "'25:00' is not of the form"),
    ("duties.yaml", "within: 24 hours", "within: 24 ours", "'24 ours' is not of the form"),
    ("duties.yaml", "within: 24 hours", "withing: 24 hours", "withing"),
    ("duties.yaml", "amount: 5 working days", "amount: 5 hours", "cannot be extended by 5 hours"),
    ("duties.yaml", "term: {at_once: true, from: awareness}", "window: {}", "exclude one another"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN, ids=[row[2] for row in BROKEN])
def test_a_fault_is_named_with_its_file_and_line(folder: Path, file: str, old: str, new: str, message: str) -> None:
    line = change(folder / file, old, new)
    found = [fault for fault in faults(folder) if message in fault]
    assert found, faults(folder)
    assert abs(int(found[0].removeprefix(f"{folder}/{file}:").split(":")[0]) - line) <= 5


def test_every_fault_is_told_at_once(folder: Path) -> None:
    change(folder / "pack.yaml", "clause: A2", "clause: A9")
    change(folder / "duties.yaml", "levels: [1]", "levels: [7]")
    assert len(faults(folder)) == 2


def test_a_case_that_fails_says_what_was_expected_and_what_it_is(folder: Path) -> None:
    line = change(folder / "cases/terms.yaml", "due_at: 2031-02-04 10:00", "due_at: 2031-02-04 09:20")
    count, (fault,) = cases.run(packs.load(folder))
    assert count == 26
    assert (fault.file, fault.line) == (str(folder / "cases/terms.yaml"), line)
    assert "The begun hour" in fault.message
    assert "expected 2031-02-04 09:20, but it is 2031-02-04 10:00" in fault.message


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("{name: n, ask: {edition: 2029-01-01}, expect: {id: first}}", "expected {'id': 'first'}, but it is None"),
        ("{name: n, ask: {edition: 2030-01-01}, expect: null}", "expected None, but it is"),
        ("{name: n, ask: {due: Z9, at: 2030-01-01}, expect: {}}", "no such clause: Z9"),
        ("{name: n, ask: {due: B2, at: yesterday!}, expect: {}}", "is not an instant"),
        ("{name: n, ask: {due: B2, at: 2030-01-01}, expect: {dew_at: 1}}", "the answer has no 'dew_at'"),
        ("{name: n, ask: {windows: B1, from: 2031-02-03, to: 2031-02-09}, expect: []}", "expected 0 windows"),
        ("{name: n, ask: {route: B2, unit: h-a}, expect: [{unit: zz}]}", "expected zz, which the answer has not"),
        ("{name: n, ask: {owes: nn}, expect: []}", "no such unit: nn"),
        ("{name: n, ask: {owes: f}, expect: []}", "the answer has B1, which is not expected"),
        ("{name: n, ask: {coordinator: air, present: [mars]}, expect: {}}", "no such agency: mars"),
        ("{name: n, ask: {what: B2}, expect: {}}", "unknown key 'what'"),
        ("{name: n, ask: {due: B2, at: 2030-01-01}}", "'expect' is a required property"),
        ("{name: n, ask: {due: B2, at: 2030-01-01, zone: Mars/Olympus}, expect: {}}", "no such time zone"),
    ],
)
def test_a_case_that_cannot_hold_is_named(folder: Path, case: str, message: str) -> None:
    (folder / "cases/terms.yaml").write_text(f"cases:\n  - {case}\n")
    _, found = cases.run(packs.load(folder))
    assert any(message in fault.message for fault in found), found
    assert all((fault.file, fault.line) == (str(folder / "cases/terms.yaml"), 2) for fault in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("units.csv", "h-a,h,2", "h-a,h,two", "units.csv:6: invalid literal"),
        ("units.csv", "2031-02-01", "2031-02-30", "units.csv:10: "),
        ("directory.yaml", "units.csv", "unit.csv", "directory.yaml:1: units: there is no file unit.csv"),
        ("directory.yaml", "columns:", "colums:", "directory.yaml:1: crossing_points must say"),
        ("directory.yaml", "units:", "unit:", "directory.yaml:1: 'units' is missing"),
        ("directory.yaml", "agencies: {", "agencies: [{", "broken YAML"),
    ],
)
def test_broken_reference_data_is_named_with_its_row(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder / "reference" / file, old, new)
    with pytest.raises(PackError, match=message):
        questions.units(packs.load(folder))


REGIME = """evaluation:
  source:
    name: {ru: И, kk: Д, en: S}
    grades: [{code: A, name: {ru: а, kk: а, en: a}%s}, {code: B, name: {ru: б, kk: б, en: b}, default: true}]
regimes:
  - code: flood
    clause: B10
    name: {ru: Р, kk: Р, en: R}
    subjects:
      - code: B10.a
        name: {ru: П, kk: П, en: S}
        groups: {ships: {name: {ru: Суда, kk: Кемелер, en: Ships}, repeats: true}}
        fields:
          - {code: name, group: ships, label: {ru: Н, kk: Н, en: N}}
          - {code: name, label: {ru: Н, kk: Н, en: N}}
          - %s
"""
PLAIN = "{code: port, kind: crossing_point, label: {ru: П, kk: П, en: P}}"


@pytest.mark.parametrize(
    ("field", "grade", "message"),
    [
        ("{code: name, label: {ru: Н, kk: Н, en: N}}", "", "'name' has its place already"),
        ("{code: text, label: {ru: Н, kk: Н, en: N}}", "", "'text' has its place already"),
        ("{code: ships, label: {ru: Н, kk: Н, en: N}}", "", "'ships' has its place already"),
        ("{code: hull, kind: choice, label: {ru: Н, kk: Н, en: N}}", "", "nothing to choose from in 'hull'"),
        (PLAIN, ", default: true", "the scale source has more than one default"),
    ],
)
def test_a_field_has_one_place_in_a_message_and_a_scale_one_default(folder: Path, field, grade, message) -> None:
    change(folder / "pack.yaml", "regimes:\n", REGIME % (grade, field))
    (fault,) = faults(folder)
    assert message in fault


def test_the_same_code_may_stand_in_a_group_that_repeats_and_outside_of_it(folder: Path) -> None:
    change(folder / "pack.yaml", "regimes:\n", REGIME % ("", PLAIN))
    subject = packs.load(folder).editions[0].regimes["flood"].subjects[0]
    assert (subject.groups["ships"].repeats, len(subject.in_group("ships")), len(subject.in_group(None))) == (
        True,
        1,
        2,
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("refusals: [tide]", "refusals: [flood]", "no 'flood' in refusals of first, second"),
        ("now: {reply", "soon: {reply", "no 'soon' in urgencies of first, second"),
        ("clause: B9\n    regime: asking", "clause: B8\n    regime: asking", "B8 is no subject of the regime 'asking'"),
        ("{no_number_from: receipt}", "{within: 1 day, from: event}", "counted from its receipt"),
        ("to: [counterparts, below]", "to: [everybody]", "everybody"),
    ],
)
def test_a_request_that_leads_nowhere_is_named(folder: Path, old: str, new: str, message: str) -> None:
    change(folder / "pack.yaml", old, new)
    assert any(message in fault for fault in faults(folder))
