"""The map from each point of the Instruction to what serves it: screens, operations of the API, end-to-end tests.

Nothing is run for it. A test carries its points in `@pytest.mark.clause("C9.6")`; the addresses that it opens – its
own, and those of the functions of its module and of the tests' other modules that it calls – are the screens that serve
the point. `python tests/clauses.py` writes docs/reference/clauses.md; with --check it says what is wrong with it.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ortaq.lib.setup import django_setup
from ortaq.rules import packs
from ortaq.rules.edition import Edition, clause_within

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "reference" / "clauses.md"
PREAMBLES = ("O0", "C0")
"""Why the order was made and what it rests on: nothing to do or to be held to."""
OPEN: tuple[str, ...] = ()
"""Points that no test proves yet. This list may only shrink."""
MOST = 3
"""Points for which one test may stand."""
GUESSES = ("1", "00000000-0000-0000-0000-000000000001", "x", "C5.1", "2026-05-28")
"""What an address is tried with where the test puts in something of its own."""


@dataclass(frozen=True)
class Proof:
    """A test, the points that it carries, and the addresses that it opens."""

    file: Path
    name: str
    points: tuple[str, ...]
    addresses: frozenset[str]


@dataclass(frozen=True)
class Module:
    """One file of the tests: its functions, and whom it calls in which other file."""

    functions: dict[str, ast.FunctionDef]
    imported: dict[str, tuple[Path, str]]
    constants: dict[str, str]


@cache
def module(file: Path) -> Module:
    """Read one file of the tests."""
    tree = ast.parse(file.read_text())
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    imported = {}
    for one in tree.body:
        if (
            isinstance(one, ast.ImportFrom)
            and (source := TESTS / f"{(one.module or '').replace('.', '/')}.py").is_file()
        ):
            imported |= {alias.asname or alias.name: (source, alias.name) for alias in one.names}
    found = Module(functions, imported, {})
    found.constants.update(_constants(tree.body, {}))
    return found


def _constants(body: Sequence[ast.stmt], known: dict[str, str]) -> dict[str, str]:
    """Return the texts that statements give names to, those of a module or of a function."""
    found: dict[str, str] = {}
    for one in (each for each in body if isinstance(each, ast.Assign)):
        target, value = one.targets[0], one.value
        several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
        for name, given in zip(target.elts, value.elts, strict=False) if several else [(target, value)]:
            if isinstance(name, ast.Name) and (text := _text(given, known | found)):
                found[name.id] = text
    return found


def proofs() -> list[Proof]:
    """Return every test that carries a point, in the order of files."""
    found = []
    for file in sorted(TESTS.rglob("test_*.py")):
        if "mark.clause(" not in file.read_text():
            continue
        for name, function in module(file).functions.items():
            opened = frozenset(_addresses(file, function, set()))
            found += [Proof(file, name, points, opened) for points in _carried(function)]
    return found


def _carried(function: ast.FunctionDef) -> list[tuple[str, ...]]:
    """Return the points of a test; those of each parameter that has marks of its own."""
    found = []
    for one in (inner for decorator in function.decorator_list for inner in ast.walk(decorator)):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "clause":
            found.append(tuple(str(given.value) for given in one.args if isinstance(given, ast.Constant)))
    return found


def _addresses(file: Path, function: ast.FunctionDef, seen: set[tuple[Path, str]]) -> Iterator[str]:
    """Return what the function and whatever it calls or asks for as a fixture name that may be an address."""
    if (file, function.name) in seen:
        return
    seen.add((file, function.name))
    called = {argument.arg for argument in function.args.args}
    known = module(file).constants | _constants(function.body, module(file).constants)
    pieces = {part for one in ast.walk(function) if isinstance(one, ast.JoinedStr) for part in one.values}
    for one in ast.walk(function):
        if one in pieces:
            continue
        if isinstance(one, ast.Name):
            called.add(one.id)
        if (text := _text(one, known)).startswith("/"):
            yield text
    for name in called:
        for there, other in _meant(file, name):
            yield from _addresses(there, other, seen)


def _meant(file: Path, name: str) -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Return the function that a name means: of this file, of a module of the tests, a fixture of the folder's."""
    here = module(file)
    if name in here.functions:
        yield file, here.functions[name]
    elif name in here.imported:
        source, inner = here.imported[name]
        if inner in module(source).functions:
            yield source, module(source).functions[inner]
    elif (near := file.parent / "conftest.py").is_file() and name in module(near).functions:
        yield near, module(near).functions[name]


def _text(node: ast.AST, known: dict[str, str]) -> str:
    """Return a string as it is written, with the texts that have names; what else is put into it is a `{}`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, known) or "{}"
    return "".join(_text(part, known) for part in node.values) if isinstance(node, ast.JoinedStr) else ""


@cache
def screen(address: str) -> str:
    """Return what serves an address: the name of a page, an operation of the API, nothing where there is none."""
    from django.urls import Resolver404, resolve

    from ortaq.api.assembly import PREFIX

    path = re.split(r"[?#]", address)[0]
    for given in itertools.product(("", f"/{PREFIX}".rstrip("/")), *[GUESSES] * min(path.count("{}"), 4)):
        try:
            found = resolve(("{}" + path).format(*given))
        except (Resolver404, IndexError, KeyError, ValueError):
            continue
        if found.url_name:
            return f"api:{found.url_name}" if "api" in found.namespaces else found.url_name
    return ""


def required(edition: Edition) -> list[str]:
    """Return the points that must be proved: all but the preambles, and headings that only gather their parts."""
    import pruning

    numbers = [one for one in edition.clauses if one not in PREAMBLES]
    return [one for one in numbers if pruning.entries(edition, one) != ["clauses"] or not _parts(edition, one)]


def _parts(edition: Edition, number: str) -> list[str]:
    return [one for one in edition.clauses if one != number and clause_within(one, number)]


def faults(edition: Edition, found: list[Proof]) -> list[str]:
    """Say what is wrong with the proofs: gaps, unknown points, tests that stand for too many."""
    proved = {point for one in found for point in one.points}
    asked = required(edition)
    wrong = [f"{point}: no test proves it" for point in asked if point not in proved and point not in OPEN]
    wrong += [f"{point}: is proved, take it out of OPEN" for point in OPEN if point in proved or point not in asked]
    for one in found:
        where = f"{one.file.relative_to(TESTS)}::{one.name}"
        wrong += [f"{where}: no such point {point}" for point in one.points if point not in edition.clauses]
        if len(one.points) > MOST:
            wrong.append(f"{where}: stands for {len(one.points)} points, {MOST} at most")
    seen = {point for one in found if any(map(screen, one.addresses)) for point in one.points}
    return wrong + [
        f"{point}: none of its tests opens a screen, so that none goes from end to end"
        for point in sorted(proved - seen)
    ]


def page(edition: Edition, found: list[Proof]) -> str:
    """Return docs/reference/clauses.md."""
    lines = [HEAD]
    for number, clause in edition.clauses.items():
        title = (clause.title or clause.text).en
        carrying = [one for one in found if number in one.points]
        served = sorted({name for one in carrying for address in one.addresses if (name := screen(address))})
        pages = [name for name in served if not name.startswith("api")]
        operations = [name.removeprefix("api:") for name in served if name.startswith("api:")]
        cells = [f"`{number}`", title, _names(pages), _names(operations), _tests(carrying) or _why(edition, number)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _names(names: list[str]) -> str:
    return " ".join(f"`{name}`" for name in names) or "–"


def _tests(carrying: list[Proof]) -> str:
    return "<br>".join(
        f"[{one.name.removeprefix('test_').replace('_', ' ')}](../../tests/{one.file.relative_to(TESTS)})"
        for one in carrying
    )


def _why(edition: Edition, number: str) -> str:
    if number in PREAMBLES:
        return "*a preamble: nothing to be done*"
    return "*not yet*" if number in required(edition) else "*a heading: see its points*"


HEAD = """\
# The map of the Instruction

Each point of the Instruction of 2002, the screens on which it is done or seen, the operations of the API that do it for
a program, and the end-to-end tests that prove it. `make clauses` writes this page from the marks in the tests;
`make check` fails where a point has no test, a test stands for more than three points, or this page is out of date.
`make prune` takes each point out of the pack and shows that every test that carries it fails.

| point | what it says | screens | API | proved by |
|---|---|---|---|---|"""


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it stands as it would be written and nothing is wrong."""
    django_setup("web")
    edition, found = packs.load().editions[-1], proofs()
    text, wrong = page(edition, found), faults(edition, found)
    if "--check" not in arguments:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        wrong.append("docs/reference/clauses.md is out of date: make clauses")
    print("\n".join(wrong) or f"{len(required(edition)) - len(OPEN)} points are proved by {len(found)} tests")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
