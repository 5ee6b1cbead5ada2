"""`ortaq directory load`: what it says, what it refuses, what it leaves alone."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from ortaq.cli import main
from ortaq.directory.models import Adoption, Contact, StandingContact, Unit
from ortaq.lib import node

LOAD = ["directory", "load", "--as-of", "2013-12-31"]
pytestmark = pytest.mark.django_db


def test_it_loads_and_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*LOAD, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["units"], said["points"], said["orphans"]) == (512, 83, [])
    assert Unit.objects.count() == 512


def test_a_check_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*LOAD, "--check"]) == 0
    assert "83 crossing points, 512 units" in capsys.readouterr().out
    assert not Unit.objects.exists()


def test_a_broken_file_exits_with_file_and_row_and_changes_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Path(shutil.copytree(folder / "reference", tmp_path / "reference")) / "units.csv"
    broken.write_text(broken.read_text().replace("mvd-dmp,mvd,1,MVD", "mvd-dmp,mvd,1,NAVY"))
    assert main([*LOAD, "--pack", str(tmp_path)]) == 1
    assert "units.csv, row 3: no agency NAVY; nothing was changed" in capsys.readouterr().err
    assert not Unit.objects.exists()


def test_on_a_demo_each_party_has_an_invented_line_and_a_radio_and_some_posts_only_a_telephone() -> None:
    assert main(["directory", "load", "--invented"]) == 0
    assert Unit.objects.count() == 512
    parties = Unit.objects.parties().count()
    assert Contact.objects.filter(value__startswith="вн. ").values("unit").distinct().count() == parties
    assert Contact.objects.filter(kind="radio").values("unit").distinct().count() == parties
    assert Contact.objects.values("value").distinct().count() == 2 * parties
    assert Unit.objects.by_telephone_only().count() == 6
    assert StandingContact.objects.filter(substitute_of__isnull=False).exists()


def test_a_second_load_with_invented_contacts_adds_none() -> None:
    main([*LOAD, "--invented"])
    before = (Contact.objects.count(), StandingContact.objects.count())
    main([*LOAD, "--invented"])
    assert (Contact.objects.count(), StandingContact.objects.count()) == before


def test_a_real_node_refuses_invented_contacts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node, "kind", lambda: "node")
    assert main([*LOAD, "--invented"]) == 1
    assert "demo or drill" in capsys.readouterr().err
    assert not Unit.objects.exists()


def test_an_edition_is_adopted_from_a_day() -> None:
    adopting = ["directory", "adopt", "--edition", "kz_2002-2", "--from", "2026-11-01"]
    assert main(adopting) == 0
    assert Adoption.objects.get().from_date == date(2026, 11, 1)
