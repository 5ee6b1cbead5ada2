"""The house keeps its shape: imports go downwards, the pure packages are pure, the law is data."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ortaq

PACKAGE = Path(ortaq.__file__).parent
FLOORS = (
    "console",
    "api",
    "oversight",
    "databank",
    "figures",
    "operations",
    "custody",
    "acts",
    "exchange",
    "duties",
    "access",
    "directory",
    "ledger",
    "rules",
    "wire",
    "lib",
)
PURE = ("rules", "wire")
PURE_LIBRARIES = {
    "yaml",
    "holidays",
    "pycountry",
    "babel",
    "jsonschema",
    "referencing",
    "dateutil",
    "joserfc",
    "cryptography",
    "argon2",
    "ortaq",
}
IMPURE_STANDARD = {
    "socket",
    "ssl",
    "http",
    "urllib",
    "subprocess",
    "sqlite3",
    "asyncio",
    "threading",
    "multiprocessing",
    "time",
}
CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
CLAUSE = re.compile(r"\b[CO]\d{1,2}(\.\d{1,2})?(\.[a-z])?\b")
AGENCIES = {"internal", "border", "customs", "MVD", "PS", "CUSTOMS", "KNB", "MF", "MGD"}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def floor_of(path: Path) -> str | None:
    """The package that a source lies in; None for what stands on top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first if first in FLOORS else None


def imports(path: Path) -> Iterator[str]:
    """Every module that a source imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a source that is not a docstring, with its line."""
    tree = ast.parse(path.read_text())
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def where(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


def test_imports_go_only_downwards():
    wrong = []
    for path in SOURCES:
        own = floor_of(path)
        for module in imports(path) if own else ():
            other = module.split(".")[1] if module.startswith("ortaq.") else own
            if other not in FLOORS or FLOORS.index(other) < FLOORS.index(own):
                wrong.append(f"{where(path)} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_imports_nothing_of_django_the_database_the_network_or_the_clock(package):
    allowed = set(sys.stdlib_module_names) - IMPURE_STANDARD | PURE_LIBRARIES
    wrong = [
        f"{where(path)} imports {module}"
        for path in sorted((PACKAGE / package).rglob("*.py"))
        for module in imports(path)
        if module.split(".")[0] not in allowed or module.startswith(("ortaq.lib.clock", "ortaq.lib.node"))
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_never_asks_what_time_it_is(package):
    wrong = [
        where(path, node.lineno)
        for path in sorted((PACKAGE / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert wrong == []


def test_only_the_one_clock_asks_what_time_it_is():
    wrong = [
        where(path, node.lineno)
        for path in SOURCES
        if path != PACKAGE / "lib" / "clock.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"datetime.now", "date.today", "datetime.utcnow", "timezone.now"}
    ]
    assert wrong == []


def test_no_clause_is_numbered_in_code():
    wrong = [f"{where(path, line)} {text!r}" for path in SOURCES for line, text in strings(path) if CLAUSE.search(text)]
    assert wrong == []


def test_no_agency_is_named_in_code():
    wrong = [f"{where(path, line)} {text!r}" for path in SOURCES for line, text in strings(path) if text in AGENCIES]
    assert wrong == []


def test_the_search_for_clauses_can_find_one():
    assert all(CLAUSE.search(text) for text in ("C5.1", "by O2", "C5.1.a"))
    assert not any(CLAUSE.search(text) for text in ("C-UTF-8", "CO2"))
