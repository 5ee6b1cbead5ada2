"""What is shipped: a wheel with everything in it, and lock files that name no place."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ("src", "docs/handbook", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
BUILD = "import sys; from hatchling import build; print(build.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a copy of the source in which nothing is compiled."""
    folder = tmp_path_factory.mktemp("a source") / "ortaq"
    folder.mkdir()
    for name in SOURCE:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for compiled in folder.rglob("*.mo"):
        compiled.unlink()
    subprocess.run([sys.executable, "-c", BUILD, str(folder / "dist")], cwd=folder, check=True, capture_output=True)
    with zipfile.ZipFile(next((folder / "dist").glob("*.whl"))) as opened:
        yield opened


def shipped(wheel, pattern: str) -> set[str]:
    return {name for name in wheel.namelist() if re.fullmatch(pattern, name)}


def in_source(pattern: str) -> set[str]:
    return {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").glob(pattern) if path.is_file()}


@pytest.mark.parametrize(
    "pattern", ["ortaq/*/templates/**/*", "ortaq/*/static/**/*", "ortaq/packs/**/*", "ortaq/**/*.py", "ortaq/py.typed"]
)
def test_the_wheel_holds_every_file_of_the_program(wheel, pattern):
    wanted = {name for name in in_source(pattern) if "__pycache__" not in name}
    assert wanted
    assert wanted <= set(wheel.namelist())


def test_the_wheel_holds_the_handbook_in_each_language(wheel):
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / "handbook").glob("*/*.md")}
    assert {f"ortaq/{name}" for name in written} <= set(wheel.namelist())


def test_the_wheel_holds_the_translations_compiled(wheel):
    assert shipped(wheel, r"ortaq/locale/.*\.mo") == {
        "ortaq/locale/kk/LC_MESSAGES/django.mo",
        "ortaq/locale/en/LC_MESSAGES/django.mo",
    }


def test_the_wheel_says_its_licence_and_its_command(wheel):
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
    about = wheel.read(next(name for name in wheel.namelist() if name.endswith("METADATA"))).decode()
    assert "License-Expression: Apache-2.0" in about
    commands = wheel.read(next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))).decode()
    assert "ortaq = ortaq.cli:main" in commands


def test_the_command_runs_from_the_wheel_alone(wheel, tmp_path):
    wheel.extractall(tmp_path)
    command = [sys.executable, "-m", "ortaq", "rules", "edition", "--on", "2006-01-08", "--json"]
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"valid_from": "2006-01-07"' in done.stdout


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_no_place(lock):
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|file:", lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_pins_every_package_by_hash(lock):
    packages = re.findall(r"^(\S+)==\S+((?: ;[^\n\\]*)?) \\\n    --hash=sha256:[0-9a-f]{64}", lock.read_text(), re.M)
    named = re.findall(r"^[a-z0-9][^\s=]*==", lock.read_text(), re.M)
    assert len(packages) == len(named) > 30


def test_both_lock_files_pin_the_same_versions():
    run, dev = (set(re.findall(r"^([a-z0-9].*?==\S+)", path.read_text(), re.M)) for path in reversed(LOCKS))
    assert run <= dev


def test_nothing_that_is_locked_to_run_is_under_the_gpl_or_agpl():
    names = re.findall(r"^([a-z0-9][^\s=]*)==", (ROOT / "requirements" / "run.txt").read_text(), re.M)
    licences = {name: licence_of(name) for name in names if name != "colorama"}  # colorama: on Windows alone
    assert all(licences.values())
    assert [name for name, licence in licences.items() if re.search(r"\bA?GPL|General Public", licence)] == []


def licence_of(name: str) -> str:
    """What a package says of its licence; the Lesser GPL is no GPL."""
    about = metadata(name)
    said = [about.get("License-Expression") or about.get("License") or ""]
    said += [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return re.sub(r"LGPL|Lesser General Public", "lesser", " ".join(said))
