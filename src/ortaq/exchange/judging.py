"""How what is told is judged and handled: the source and what it says, confidence and impact, whom it may go to.

The judgement belongs to the content and stands there under "evaluation"; the handling belongs to the header.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ortaq.duties.desk import Desk
from ortaq.rules.asking import Scale

HANDLING = "handling"


def add_judgement(form: Any, desk: Desk) -> None:
    """Give the form one row: a choice for each scale of the pack, and whom it may be passed on to."""
    edition = desk.rulebook.edition
    for scale in edition.evaluation.values():
        choices = [(one.code, _step(scale, one.code, desk)) for one in scale.grades.values()]
        nothing = [] if scale.default else [("", "—")]
        form.fields[name_of(scale)] = forms.ChoiceField(
            choices=[*nothing, *choices], required=False, initial=scale.default, label=desk.said(scale.name)
        )
    if edition.handling:
        default = edition.handled("")
        form.fields[HANDLING] = forms.ChoiceField(
            choices=[(one.code, desk.said(one.name)) for one in edition.handling.values()],
            required=False,
            initial=default.code if default else "",
            label=_("Кому можно передать дальше"),
        )


def judged(form: Any, desk: Desk) -> dict[str, Any]:
    """Return the judgement as the content keeps it; nothing where nothing was judged."""
    scales = desk.rulebook.edition.evaluation.values()
    kept = {scale.code: form.cleaned_data.get(name_of(scale)) for scale in scales}
    found = {code: grade for code, grade in kept.items() if grade}
    return {"evaluation": found} if found else {}


def handled(form: Any) -> str:
    """Return the code of the handling that was chosen."""
    return str(form.cleaned_data.get(HANDLING) or "")


def judged_before(body: Mapping[str, Any], handling: str) -> dict[str, Any]:
    """Return an earlier judgement and handling as a form is filled with them."""
    return {f"e-{code}": grade for code, grade in (body.get("evaluation") or {}).items()} | {HANDLING: handling}


def boxes(form: Any, desk: Desk) -> list[forms.BoundField]:
    """Return the row as it is shown."""
    names = [*map(name_of, desk.rulebook.edition.evaluation.values()), HANDLING]
    return [form[name] for name in names if name in form.fields]


def in_words(body: Mapping[str, Any], desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Give the judgement of a content: the scale's code, its name, the step in words."""
    for scale in desk.rulebook.edition.evaluation.values():
        grade = (body.get("evaluation") or {}).get(scale.code)
        if grade:
            yield scale.code, desk.said(scale.name), _step(scale, grade, desk)


def name_of(scale: Scale) -> str:
    """Return the scale's name in a form."""
    return f"e-{scale.code}"


def _step(scale: Scale, code: str, desk: Desk) -> str:
    """Return a step in words, with its letter or figure where that is what officers say."""
    grade = scale.grades.get(code)
    if grade is None:
        return code
    return f"{code} – {desk.said(grade.name)}" if len(code) == 1 else desk.said(grade.name)
