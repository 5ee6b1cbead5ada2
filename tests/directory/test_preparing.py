"""A node starts on a pack that was checked as a whole, and on no other."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ortaq.directory.models import Adoption
from ortaq.lib import prepare

pytestmark = pytest.mark.django_db


def test_a_node_does_not_start_on_a_pack_with_a_fault_and_says_in_which_line():
    with TemporaryDirectory() as folder:
        (Path(folder) / "pack.yaml").write_text("format: pack-1\nlevel: 1\n")
        Adoption.objects.create(pack=folder, edition="first", from_date="2026-04-01")
        with pytest.raises(prepare.Unprepared, match=r"pack\.yaml:2: .*unknown key 'level'"):
            prepare.migrate()


def test_it_starts_on_the_one_that_is_installed():
    Adoption.objects.create(pack="kz_2002", edition="kz_2002-2", from_date="2026-04-01")
    prepare.migrate()
