"""The demonstration's materials are such as the program takes: each is given, read by whom it says, one waits."""

from __future__ import annotations

import pytest
import world as worlds
import yaml

from ortaq.access.testing import appoint
from ortaq.databank import demo_materials
from ortaq.databank.materials import Material, MaterialRead, Reader
from ortaq.directory.models import Unit
from ortaq.rules import packs

PLACES = {"dtk-alm": ("customs", 2), "ps": ("border", 1), "uvd-alm": ("internal", 2), "ps-ru-alm": ("border", 2)}


@pytest.mark.django_db
def test_what_the_pack_invents_is_given_and_read():
    world, folder = worlds.make(), packs.load().folder
    told = yaml.safe_load((folder / demo_materials.FILE).read_text())["materials"]
    for code, place in PLACES.items():
        Unit.objects.filter(pk=world.unit(*place).pk).update(code=code)
    for login, place in (("smena", ("border", 4)), ("tamozhnya", ("customs", 4))):
        appoint(login, world.unit(*place), "senior", at=worlds.NOON - demo_materials.MINUTE)
    assert demo_materials.give_all(worlds.NOON, folder) == len(told)
    assert demo_materials.give_all(worlds.NOON, folder) == 0
    assert Material.objects.in_force().count() == len(told) - 1
    assert MaterialRead.objects.count() == sum(len(one.get("read", [])) for one in told)
    assert Reader.objects.exists()
