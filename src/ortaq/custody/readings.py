"""Reading the record of a person: each reading is written down with what it was for.

The watch that holds somebody, or is to decide whether it takes him, reads by its duty: that is the purpose. Everybody
else says what for before anything is shown; and for the sensitive fields, which the record keeps apart, everybody does,
once in a session.
"""

from __future__ import annotations

import uuid

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ortaq.access.models import Reading
from ortaq.access.reading import note
from ortaq.custody.models import Charge
from ortaq.duties.desk import Desk
from ortaq.lib.ids import uuid_of

PURPOSES = {
    "care": _("содержание и безопасность лица"),
    "rights": _("обеспечение его прав"),
    "hand_over": _("приём или передача"),
    "decision": _("решение в отношении него"),
    "check": _("проверка или жалоба"),
    "other": _("иное – напишите"),
}


def whole_record(charge: Charge) -> uuid.UUID:
    """Return the identity under which readings are kept for which somebody said what for.

    Not that of the charge: who read it by duty has not said so, and no longer reads by duty once another unit holds it.
    """
    return uuid_of("record", str(charge.pk))


def annex_record(charge: uuid.UUID) -> uuid.UUID:
    """Return the identity under which readings of the sensitive fields of this charge are kept."""
    return uuid_of("annex", str(charge))


def is_open(record: uuid.UUID, desk: Desk) -> bool:
    """Whether the officer has said in this session what he reads it for."""
    actor = desk.actor
    return Reading.objects.filter(record=record, officer=actor.officer, session=actor.session or "").exists()


def read(record: uuid.UUID, purpose: str, desk: Desk, *, owner: int) -> None:
    """Write down that the officer reads it, and what for; its custodian, the owner, sees that."""
    note(desk.actor, record, desk.now, purpose, owners=[owner])


def by_duty(charge: Charge, desk: Desk) -> None:
    """Write down that the watch reads it by its duty."""
    held = charge.custodian_id == desk.unit.pk
    purpose = gettext("содержит под стражей") if held else gettext("решает о приёме")
    read(charge.pk, purpose, desk, owner=charge.custodian_id)


def of_charge(charge: Charge) -> list[Reading]:
    """Return who read it and what for, the latest first, as far as this unit is told."""
    records = [charge.pk, whole_record(charge), annex_record(charge.pk)]
    return list(Reading.objects.filter(record__in=records).order_by("-at"))
