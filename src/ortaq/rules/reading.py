"""Reading YAML so that every fault can name its line.

The YAML of a pack is that of version 1.2's core schema: `07:00`, `2002-05-22`, `on` and `no` are plain words, where
YAML 1.1 would make a number of 420, a date and two booleans of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ortaq.rules.errors import Fault, PackError

Place = tuple[str | int, ...]


# The one in C takes a tenth of the time, and each process that starts reads the pack.
_Loader: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Core(_Loader):  # type: ignore[misc]
    """PyYAML's safe loader with the scalars of YAML 1.2's core schema alone."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
_Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"\Z"), [""])


@dataclass
class Source:
    """The data of a pack and where each part of it stands: {(key, index, …): (file, line)}.

    `read` are the files whose places are not told yet: only a fault asks for them.
    """

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Place, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    read: list[tuple[str, yaml.Node]] = field(default_factory=list)

    def fault(self, place: Place, message: str) -> Fault:
        """Return the fault at a place, with the line of the nearest part that is known."""
        while self.read:
            name, node = self.read.pop(0)
            for part, line in _lines(node, ()):
                self.places.setdefault(part, (name, line))
        while place and place not in self.places:
            place = place[:-1]
        file, line = self.places.get(place, ("pack.yaml", 1))
        return Fault(file, line, message)


def read(folder: Path) -> Source:
    """Read the YAML files at the top of a pack's folder as one; each top-level key stands in one of them."""
    source = Source()
    for file in sorted(folder.glob("*.yaml")):
        for key, value in read_file(file, source).items():
            if key in source.data:
                source.faults.append(Fault(str(file), 1, f"{key!r} stands in another file of the pack already"))
            source.data[key] = value
    return source


def read_file(file: Path, source: Source) -> dict[str, Any]:
    """Read one file, a mapping, noting its lines and its faults in `source`."""
    try:
        loader = _Core(file.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            return {}
        source.read.append((str(file), node))
        source.faults += [Fault(str(file), line, f"{key!r} stands here twice") for key, line in _twice(node)]
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        source.faults.append(Fault(str(file), mark.line + 1 if mark else 1, f"broken YAML: {broken.problem}"))
        return {}
    except (UnicodeDecodeError, RecursionError, yaml.YAMLError) as broken:
        source.faults.append(Fault(str(file), 1, f"not readable as YAML in UTF-8: {broken}"))
        return {}
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        source.faults.append(Fault(str(file), 1, "must be a mapping of words"))
        return {}
    return data


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, _key(key))
            yield inner, key.start_mark.line + 1
            yield from (found for found in _lines(value, inner) if found[0] != inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*place, index))


def _twice(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """Yield each key that stands twice in one mapping."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str | int] = set()
        for key, value in node.value:
            if _key(key) in seen:
                yield str(_key(key)), key.start_mark.line + 1
            seen.add(_key(key))
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _twice(value)


def _key(node: yaml.Node) -> str | int:
    value = node.value if isinstance(node, yaml.ScalarNode) else str(node.start_mark)
    return int(value) if node.tag == "tag:yaml.org,2002:int" else str(value)


def raise_faults(source: Source) -> None:
    """Raise PackError where the source has faults."""
    if source.faults:
        raise PackError(source.faults)


def words(value: Mapping[str, Any] | str) -> str:
    """Return a text of a case: a plain string, or its Russian."""
    return value if isinstance(value, str) else str(value["ru"])
