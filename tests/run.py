"""The whole suite: everything on the embedded PostgreSQL, then what uses the database again on a distribution's.

Ends with one line that counts both runs. Arguments are passed to pytest.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import browser

from ortaq.lib import postgres

TESTS = Path(__file__).parent
ONCE = (
    *("tests/console", "tests/oversight", "tests/api", "tests/instruction", "tests/acts", "tests/exchange"),
    *("tests/operations/test_*", "tests/*/test_pages*", "tests/*/test_rivals*", "tests/*/test_demo*"),
    *("tests/access/test_[!s]*", "tests/directory/test_[!g]*", "tests/figures/test_[!r]*", "tests/*/test_material*"),
    *("tests/custody/test_[!afl]*", "tests/test_the_month.py"),
)
"""What is not run a second time: its verbs ask PostgreSQL what those of other packages ask, whose tests are."""
IN_CI = os.environ.get("CI") == "true"


def main(arguments: Sequence[str]) -> int:
    """Run the suite; the exit code is 0 only when something ran and nothing failed."""
    _compile()
    chromium = browser.find_or_install()
    if chromium is None:
        print(f"The browser's part is left out: {browser.ADVICE}.", flush=True)
    total: Counter[str] = Counter()
    codes = [run(total, *arguments, *([] if chromium else ["-m", "not browser"]))]
    if postgres.distribution():
        once = [f"--ignore-glob={TESTS.parent / one}" for one in ONCE]
        chosen = "database and not browser and not long"
        codes.append(run(total, *arguments, *once, "-m", chosen, server="distribution"))
    else:
        print("No PostgreSQL of the distribution is installed; the database tests ran on the embedded one alone.")
    if chromium is None and IN_CI:
        total["failed"] += 1
        codes.append(1)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return max(codes) if total["passed"] else 1


def _compile() -> None:
    """Compile the program once: the tests start it some hundred times, and each start would do it anew where the
    machine forbids Python to write what it compiled.
    """
    compileall.compile_dir(TESTS.parent / "src", quiet=2)


def run(total: Counter[str], *arguments: str, server: str = "embedded") -> int:
    """Run pytest on one PostgreSQL, add its counts to `total`, return its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "2",
            "--dist",
            "worksteal",
            f"--junit-xml={report}",
            *arguments,
        ]
        done = subprocess.run(command, cwd=TESTS.parent, env=os.environ | {"ORTAQ_TEST_PG": server}, check=False)
        if report.exists():
            total.update(_counts(report))
    return abs(done.returncode)


def _counts(report: Path) -> Counter[str]:
    suite = next(ElementTree.parse(report).iter("testsuite"))
    tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return Counter(passed=tests - failed - skipped, failed=failed, skipped=skipped)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
