"""Read the pack's tables: rows under the program's own names of columns, each with its line number."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ortaq.directory.errors import FaultyFile


@dataclass(frozen=True)
class Row:
    """One row of a table: `cells` under our names, `raw` under the file's, and where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]
    raw: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, what: str) -> FaultyFile:
        """Return the error that names this row; the caller raises it."""
        return FaultyFile(self.file, self.line, what)

    def fits(self, where: Mapping[str, str]) -> bool:
        return all(self.raw.get(column, "") == value for column, value in where.items())


def read_rows(folder: Path, file: str, columns: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of a CSV file; raises FaultyFile for a missing file, column or cell and for a code given twice."""
    seen: set[str] = set()
    for line, raw in _raw_rows(folder, file, columns):
        row = Row(file, line, {ours: raw[theirs].strip() for ours, theirs in columns.items()}, raw)
        if not row["code"]:
            raise row.fault(f"{columns['code']} is empty")
        if row["code"] in seen:
            raise row.fault(f"{row['code']} stands here a second time")
        seen.add(row["code"])
        yield row


def _raw_rows(folder: Path, file: str, columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(_text(folder, file).splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        missing = sorted(set(columns.values()) - set(header))
        if missing:
            raise FaultyFile(file, 1, f"no column {', '.join(missing)}")
        for cells in reader:
            if len(cells) != len(header):
                raise FaultyFile(file, reader.line_num, f"{len(cells)} cells where the header has {len(header)}")
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as broken:
        raise FaultyFile(file, reader.line_num, str(broken)) from broken


def read_yaml(folder: Path, file: str) -> dict[str, Any]:
    """Return a YAML file's mapping; raises FaultyFile with the line where it breaks."""
    try:
        content = yaml.load(_text(folder, file), Loader=_Plain)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else None
        raise FaultyFile(file, line, str(broken.problem)) from broken
    if not isinstance(content, dict):
        raise FaultyFile(file, 1, "not a mapping")
    return content


def _text(folder: Path, file: str) -> str:
    try:
        content = (folder / file).read_bytes()
    except OSError as missing:
        raise FaultyFile(file, None, missing.strerror or "cannot be read") from missing
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        row = content.count(b"\n", 0, broken.start) + 1
        raise FaultyFile(file, row, "is not UTF-8") from broken


class _Plain(yaml.SafeLoader):
    """YAML in which a date stays the text that it is: bounds.py alone reads dates."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
