"""Who looked what up, how the bank is used, and what is unusual: for the senior, the commander and the inspector."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.databank import using, words
from ortaq.databank.common import agreed_use, bank_of
from ortaq.databank.faults import in_words
from ortaq.databank.models import LookUp
from ortaq.databank.using import Pattern, Use
from ortaq.databank.views.looking import around
from ortaq.duties.desk import Asked, Desk, door
from ortaq.rules import arrangements, wording

PAGE, DAYS = 100, 30


@door("may_see_look_ups")
@in_words
@require_GET
def look_ups(request: Asked) -> HttpResponse:
    """The month's use by agency and unit, the day's unusual patterns, the last look-ups."""
    desk = request.desk
    seen = LookUp.objects.select_related("words").prefetch_related("hits").order_by("-at", "-pk")[:PAGE]
    used = using.by_unit(desk.now - timedelta(days=DAYS), desk.now)
    page = {
        "agencies": _by_agency(used, desk),
        "patterns": [(one, pattern_in_words(one), desk.name(one.unit)) for one in _unusual(desk)],
        "rules": list(_rules(desk)),
        "rows": [_row(one, desk) for one in seen],
        "days": DAYS,
        **around(desk),
    }
    return render(request, "databank/use.html", page)


def pattern_in_words(one: Pattern) -> str:
    """Return what is unusual, with the number and the line that the pack draws."""
    told = {
        using.SAME: gettext("одно и то же проверено %(counted)s раз за сутки (отмечается с %(line)s)"),
        using.UNBOUND: gettext("%(counted)s проверок за сутки без события (отмечается с %(line)s)"),
        using.NONE: gettext("%(counted)s проверок подряд без единого ответа (отмечается с %(line)s)"),
        using.HOUR: gettext("%(counted)s проверок за час (предел %(line)s)"),
    }[one.kind]
    return told % {"counted": one.counted, "line": one.line}


def _unusual(desk: Desk) -> list[Pattern]:
    return using.unusual(desk.now, lambda unit: bank_of(desk.rulebook, unit).pace)


def _rules(desk: Desk) -> Iterator[dict[str, str]]:
    """Yield each term of the use of the bank, how it holds for this unit, and by what."""
    bank, agreed = bank_of(desk.rulebook), agreed_use(desk.rulebook, desk.unit.pk)
    for name, own in arrangements.bank_terms(bank).items():
        one, default = agreed.get(name), bank.ours.get(arrangements.BANK_TERMS[name])
        held = one.amount if one and one.amount else own
        yield {
            "name": words.term_in_words(name),
            "held": desk.said(wording.amount(held)),
            "act": desk.said(one.source) if one else "",
            "ours": desk.said(default) if default and not one else "",
        }


def _by_agency(used: list[Use], desk: Desk) -> list[dict[str, Any]]:
    """Return the use of each agency with that of its units."""
    found: dict[str, list[Use]] = {}
    for one in used:
        unit = desk.rulebook.units.get(one.unit)
        found.setdefault(unit.agency if unit else "", []).append(one)
    agencies = desk.rulebook.edition.agencies
    return [
        {
            "name": desk.said(agencies[code].short) if code in agencies else code,
            "units": [(desk.name(one.unit), one) for one in units],
            "looked": sum(one.looked for one in units),
        }
        for code, units in found.items()
    ]


def _row(look: LookUp, desk: Desk) -> dict[str, Any]:
    """Return a look-up as the list shows it; what was asked only to the unit that asked."""
    purpose = bank_of(desk.rulebook).purposes.get(look.purpose)
    hits = list(look.hits.all())
    return {
        "look": look,
        "unit": desk.name(look.unit_id),
        "purpose": desk.said(purpose.name) if purpose else look.purpose,
        "way": words.way_in_words(look.way),
        "asked": look.words.body["typed"] if hasattr(look, "words") else "",
        "found": len(hits),
        "confirmed": sum(one.state == "confirmed" for one in hits),
    }
