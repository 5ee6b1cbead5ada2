"""What the reference documents show is in order: each example is read by the program itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rules.conftest import ORLANIA
from rules.saying import told

from ortaq.rules import cases, packs, schema
from ortaq.rules.reading import Source

DOCS = Path(__file__).parents[2] / "docs" / "reference"


def examples(document: str, kind: str) -> list[str]:
    fences = re.findall(r"```yaml\n# (\S+)\n(.*?)```", (DOCS / document).read_text(), re.DOTALL)
    return [text for name, text in fences if name == kind]


def wrong(definition: str, data: Any) -> Iterator[str]:
    part = {"$ref": f"term-1.json#/$defs/{definition}"}
    checker = schema._validator("term-1").evolve(schema=part)
    return (error.message for error in checker.iter_errors(data))


@pytest.mark.parametrize("name", schema.NAMES)
def test_the_published_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schema._schema(name))


@pytest.mark.parametrize("definition", ["term", "window"])
def test_every_term_and_window_that_is_shown_is_one(definition: str, tmp_path: Path) -> None:
    shown = examples("terms.md", definition)
    assert len(shown) > 3
    for text in shown:
        assert list(wrong(definition, told(text, tmp_path))) == [], text


def test_the_smallest_pack_is_one_and_its_case_holds(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    for file in ("pack.yaml", "cases/flood.yaml"):
        (text,) = examples("packs.md", file)
        (tmp_path / file).write_text(text)
    assert cases.run(packs.load(tmp_path)) == (1, [])


def test_the_requests_that_are_shown_may_stand_in_the_smallest_pack(tmp_path: Path) -> None:
    for file in ("pack.yaml", "asking.yaml"):
        (text,) = examples("packs.md", file)
        (tmp_path / file).write_text(text)
    (kind,) = packs.load(tmp_path).edition("first").requests.values()
    assert [rule.part for rule in kind.terms["now"]] == ["reply", "answer"]


def test_the_cases_that_are_shown_hold_for_the_invented_pack(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ORLANIA, tmp_path / "pack"))
    (text,) = examples("packs.md", "cases")
    (folder / "cases/terms.yaml").write_text(text)
    assert cases.run(packs.load(folder)) == (7, [])


@pytest.mark.parametrize(("key", "kind", "count"), [("duties", "duty", 2), ("spheres", "coordinator", 4)])
def test_every_part_of_a_pack_that_is_shown_may_stand_in_one(tmp_path: Path, key: str, kind: str, count: int) -> None:
    shown = examples("packs.md", kind) + examples("terms.md", kind)
    assert len(shown) == count
    (whole,) = examples("packs.md", "pack.yaml")
    text = {"ru": "а", "kk": "ә", "en": "a"}
    duty = {"id": "x", "clause": "1", "name": text, "form": "any", "owed_by": {}, "owed_to": {"who": "superior"}}
    heads = {
        "duty": {**duty, "trigger": "t", "term": {"on": "2031-01-01"}},
        "coordinator": {"code": "x", "clause": "1", "name": text},
    }
    for part in shown:
        data = told(whole, tmp_path)
        piece = told(f"piece:\n{re.sub('^', '  ', part, flags=re.MULTILINE)}", tmp_path)["piece"]
        entry = {**heads[kind], **piece} if kind == "duty" else {**heads[kind], "coordinator": piece}
        if "window" in entry:
            entry = {name: value for name, value in entry.items() if name not in ("trigger", "term")}
        data[key] = [*data.get(key, []), entry]
        assert schema.faults(Source(data), "pack-1") == []


def test_the_columns_that_are_shown_are_those_of_the_invented_pack(tmp_path: Path) -> None:
    (text,) = examples("packs.md", "directory.yaml")
    shown, used = (told(one, tmp_path) for one in (text, (ORLANIA / "reference/directory.yaml").read_text()))
    assert shown["units"] == used["units"]
