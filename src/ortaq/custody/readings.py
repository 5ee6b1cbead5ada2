"""Reading the record of a person: each reading is written down with what it was for.

The watch that holds somebody, or is to decide whether it takes him, reads by its duty: that is the purpose. Everybody
else says what for before anything is shown; and for the sensitive fields, which the record keeps apart, everybody does,
once in a session.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ortaq.access.models import Reading
from ortaq.access.reading import note
from ortaq.custody.models import Charge
from ortaq.duties.desk import Desk
from ortaq.lib.ids import uuid_of

if TYPE_CHECKING:
    from ortaq.custody.card import Card
    from ortaq.custody.photographs import Photograph

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


def picture(card: Card, shown: Photograph) -> None:
    """Write down that the officer opened a photograph, with what he has said he reads the record for."""
    desk, charge = card.desk, card.charge
    what = gettext("снимок %(n)s записи %(entry)s") % {"n": shown.n + 1, "entry": shown.entry.n}
    asked = [annex_record(charge.pk)] if shown.entry.is_annex else [whole_record(charge)]
    said = Reading.objects.filter(record__in=asked, officer=desk.actor.officer, session=desk.actor.session or "")
    why = said.values_list("purpose", flat=True).first()
    read(charge.pk, f"{what}: {why}" if why else what, desk, owner=charge.custodian_id)


def of_charge(charge: Charge) -> list[Reading]:
    """Return who read it and what for, the latest first, as far as this unit is told."""
    records = [charge.pk, whole_record(charge), annex_record(charge.pk)]
    return list(Reading.objects.filter(record__in=records).order_by("-at"))
