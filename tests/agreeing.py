"""To agree in writing: the commanders of the small world, plans and minutes, and the way of an act into force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import world as worlds

from ortaq.access.models import Appointment, Officer
from ortaq.acts import drafting, signing
from ortaq.acts.models import Act, Signature, Version
from ortaq.directory.models import Group, Unit
from ortaq.ledger.actor import Actor

NOON = worlds.NOON
AGENCIES = ("internal", "border", "customs")
PASSPHRASE = "шесть слов и одна запятая"
DUE = date(2026, 5, 20)


def plan(**more: Any) -> dict[str, Any]:
    """Return the body of an interaction plan with one variant of action and a task for each party."""
    return {
        "aims": "Согласованные действия на пункте пропуска",
        "area": "Пункт пропуска и прилегающие посёлки",
        "variants": [{"code": "А", "situation": "Попытка массового прорыва"}, {"code": "Б", "situation": "Пожар"}],
        "tasks": [
            {"variant": "А", "minutes": 15, "unit": "border-4", "what": "Закрыть линию паспортного контроля"},
            {"variant": "А", "minutes": 30, "unit": "internal-4", "what": "Выставить оцепление"},
            {"variant": "А", "minutes": 45, "unit": "customs-4", "what": "Отвести грузовой транспорт"},
            {"variant": "Б", "minutes": 5, "unit": "border-4", "what": "Вывести людей"},
        ],
        **more,
    }


def minutes(**more: Any) -> dict[str, Any]:
    """Return the body of the minutes of a meeting with two decisions."""
    return {
        "place": "Пункт пропуска",
        "decisions": [
            {"what": "Обновить схему движения", "owner": "customs-4", "due": DUE.isoformat()},
            {"what": "Проверить ограждение", "owner": "border-4", "due": DUE.isoformat()},
        ],
        **more,
    }


class Parties:
    """The small world with a commander in every unit."""

    def __init__(self, world: worlds.World) -> None:
        self.world = world
        self.commanders: dict[int, Officer] = {}

    def unit(self, agency: str, level: int = 4) -> Unit:
        return self.world.unit(agency, level)

    def commander(self, agency: str, level: int = 4) -> Actor:
        """Return the commander of a unit as an actor."""
        unit = self.unit(agency, level)
        officer = self.commanders.get(unit.pk) or self._appointed(unit)
        return Actor(officer.pk, str(officer), "commander", unit.pk, "s2")

    def group(self, level: int = 4) -> Group:
        return Group.objects.get(code=f"group-{level}")

    def by(self, agency: str, level: int = 4, at: datetime = NOON) -> dict[str, Any]:
        """Return what each verb asks besides its matter: the commander, the instant, the rulebook."""
        return {"by": self.commander(agency, level), "at": at, "rulebook": self.world.rulebook(at)}

    def draft(self, kind: str, body: dict[str, Any], *, of: str = "border", level: int = 4, **more: Any) -> Version:
        at = more.pop("at", NOON)
        return drafting.draft(kind, body, **self.by(of, level, at), **more)

    def proposed(self, kind: str, body: dict[str, Any], *, level: int = 4, at: datetime = NOON, **more: Any) -> Version:
        version = self.draft(kind, body, level=level, at=at, **more)
        return signing.propose(version, **self.by("border", level, at))

    def sign(self, version: Version, agency: str, *, at: datetime = NOON, passphrase: str = PASSPHRASE) -> Signature:
        return signing.sign(fresh(version), passphrase, **self.by(agency, version.act.level, at))

    def signed(self, version: Version, *, at: datetime = NOON) -> Version:
        for agency in AGENCIES:
            self.sign(version, agency, at=at)
        return fresh(version)

    def submitted(self, version: Version, *, at: datetime = NOON) -> Version:
        return signing.submit(self.signed(version, at=at), **self.by("border", version.act.level, at))

    def approve(self, version: Version, agency: str, *, at: datetime = NOON) -> Signature:
        return signing.approve(fresh(version), PASSPHRASE, **self.by(agency, version.act.level - 1, at))

    def in_force(self, kind: str, body: dict[str, Any], *, level: int = 4, at: datetime = NOON, **more: Any) -> Version:
        """Return an act brought into force, with all signatures and approvals that its kind asks for."""
        return self.enacted(self.proposed(kind, body, level=level, at=at, **more), at=at)

    def enacted(self, version: Version, *, at: datetime = NOON) -> Version:
        if not version.approvers:
            return self.signed(version, at=at)
        self.submitted(version, at=at)
        for agency in AGENCIES:
            self.approve(version, agency, at=at)
        return fresh(version)

    def revised(self, act: Act, body: dict[str, Any], *, at: datetime) -> Version:
        """Return the next version of an act, proposed with this body."""
        version = drafting.revise(act, by=self.commander("border", act.level), at=at)
        drafting.edit(version, body, base=1, **self.by("border", act.level, at))
        return signing.propose(version, **self.by("border", act.level, at))

    def _appointed(self, unit: Unit) -> Officer:
        officer = Officer.objects.enrol(f"c-{unit.code}", f"Начальник {unit.code}", password=None, at=NOON)
        Officer.objects.filter(pk=officer.pk).update(rank="полковник")
        officer.refresh_from_db()
        Appointment.objects.create(
            officer=officer, unit=unit, role="commander", founded=True, asked_at=NOON, valid_from=NOON
        )
        self.commanders[unit.pk] = officer
        return officer


def fresh(version: Version) -> Version:
    """Return the version as it stands now."""
    return Version.objects.select_related("act").get(pk=version.pk)
