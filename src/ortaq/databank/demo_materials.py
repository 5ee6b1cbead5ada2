"""The materials of a demonstration, given by units of several levels; some are read, one waits to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.databank import publishing, reading
from ortaq.databank.materials import Material
from ortaq.databank.reporting import Given
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.demo_scene import attached
from ortaq.ledger.actor import Actor

FILE = Path("demo") / "materials.yaml"
MINUTE = timedelta(minutes=1)
CHOSEN = ("kind", "title", "text", "tags")


def give_all(now: datetime, folder: Path) -> int:
    """Give the pack's materials and let some be read; where there are some already, nothing. Return how many."""
    path = folder / FILE
    if not path.exists() or Material.objects.exists():
        return 0
    made: dict[str, Material] = {}
    with transaction.atomic():
        for one in sorted(yaml.safe_load(path.read_text())["materials"], key=lambda one: -int(one["ago"])):
            by = _officer(now, unit__code=one["unit"])
            with acting_in(by.unit or 0, instead=True):
                made[one["key"]] = _give(one, by, now - one["ago"] * MINUTE, path.parent, made)
            for login in one.get("read", []):
                _read(made[one["key"]], _officer(now, officer__login=login), now)
    return len(made)


def _give(one: Mapping[str, Any], by: Actor, at: datetime, folder: Path, made: Mapping[str, Material]) -> Material:
    before = made.get(one.get("instead_of", ""))
    files = [attached(folder / one["picture"], by, at)] if "picture" in one else []
    language, audience = one.get("language", "ru"), one.get("audience", "everybody")
    chosen = {name: one[name] for name in CHOSEN}
    given = Given(language=language, audience=audience, readers=one.get("readers", ""), files=files, **chosen)
    return publishing.publish(given, by=by, at=at, rulebook=Rulebook.at(at), instead_of=before)


def _read(material: Material, by: Actor, at: datetime) -> None:
    with acting_in(by.unit or 0, instead=True):
        reading.read(material, by=by, at=at, rulebook=Rulebook.at(at))


def _officer(now: datetime, **where: Any) -> Actor:
    post = Appointment.objects.holding(now).filter(**where).select_related("officer").order_by("officer__login")[0]
    return Actor(post.officer_id, str(post.officer), post.role, post.unit_id, "demo")
