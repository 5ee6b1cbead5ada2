"""The year's report without anybody at a screen: in the scope of the unit whose it is, with no more than it sees."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.utils import translation

from ortaq.access.roles import INSPECTOR
from ortaq.access.scope import acting_in
from ortaq.directory.models import Unit
from ortaq.duties.desk import Asked as Request
from ortaq.duties.desk import Desk
from ortaq.ledger.actor import Actor
from ortaq.oversight.asked import asked_of
from ortaq.oversight.lens import OVERSIGHT, RECORD, lens_of, oversees, whose_of
from ortaq.oversight.printed import pdf
from ortaq.oversight.yearly import yearly


def report(unit: Unit, year: int, *, lang: str, agency: str = "") -> bytes:
    """Return the PDF: through the lens of oversight for a body of it, else of the unit and those below it."""
    with acting_in(unit.pk), translation.override(lang):
        desk = Desk(cast(Request, _asking(unit)))
        lens = lens_of(desk, OVERSIGHT if oversees(desk) else RECORD)
        asked = asked_of({"agency": agency}, desk)
        return pdf(yearly(desk, lens, asked, year), desk, whose_of(desk, lens, agency))


def _asking(unit: Unit) -> Any:
    """Return what a desk wants of a request: whoever starts the command reads headers, as an inspector does."""
    return SimpleNamespace(unit=unit, actor=Actor.program("report"), role=INSPECTOR)
