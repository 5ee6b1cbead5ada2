"""What is said to the officer when something cannot be taken, entered, handed over or decided: and who holds it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ortaq.custody.errors import Barred, Disagrees, Incomplete, LeftCustody, NotCustodian, SafeguardsMissing
from ortaq.custody.owing import custody_of
from ortaq.duties.desk import Asked, Desk
from ortaq.exchange.errors import ExchangeError, FileError
from ortaq.exchange.faults import OTHERWISE, WORDS, advice_of
from ortaq.exchange.faults import words_of as words_of_file

WORDS.update(
    {
        "custody_refused": OTHERWISE,
        "custody_unknown": (
            422,
            _("Закон или пакет такого здесь не знает"),
            _("Выберите из списка: он составлен для этого вида и по закону этого дня."),
        ),
        "not_custodian": (
            409,
            _("Держит уже не ваше подразделение"),
            _("Записывает, предлагает и отпускает только хранитель. Ничего не изменено."),
        ),
        "left_custody": (
            409,
            _("Уже выбыло"),
            _("Его отпустили, вернули или отправили дальше: см. цепочку хранения. Ничего не изменено."),
        ),
        "is_offered": (
            409,
            _("Уже предложено к передаче"),
            _("Пока получатель не решил, вновь не предлагают и не отпускают. На странице передачи просят вернуть."),
        ),
        "not_receivable": (
            422,
            _("Этому подразделению отсюда не передать"),
            _("Выберите взаимодействующее или вышестоящее подразделение, у которого есть консоль."),
        ),
        "safeguards_missing": (
            409,
            _("Сначала – то, что закон даёт задержанному"),
            _("Сделайте и запишите; пропустить можно лишь на основании закона, с подтверждением второго офицера."),
        ),
        "barred": (
            409,
            _("Просьба о защите не решена"),
            _("До решения иностранной стороне не передают и о выдворении не извещают. Запишите решение."),
        ),
        "not_receiver": (403, _("Решает получатель"), _("Принимает, не принимает и возвращает только он.")),
        "not_giver": (403, _("Просит вернуть тот, кто передаёт"), _("Вы можете принять или не принять.")),
        "incomplete": (422, _("Записано не всё"), _("Заполните каждое поле: закон знает только полную запись.")),
        "safeguard_disagrees": (
            422,
            _("Так закон не велит"),
            _("Записанное противоречит условию закона. Проверьте; если сделано иначе – нужен пропуск на основании."),
        ),
    }
)  # fmt: skip


def in_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn what the verbs refuse into a page that says why, who holds it now, and what to do."""

    @wraps(view)
    def spoken(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.desk.rulebook.edition.custody is None:
            raise Http404("this pack says nothing of custody")
        try:
            return view(request, *args, **kwargs)
        except ExchangeError as error:
            return refused(request, error)

    return spoken


def refused(request: Asked, error: ExchangeError) -> HttpResponseBase:
    """Return the page for what was refused."""
    status, title, _advice = WORDS.get(error.code, OTHERWISE)
    page = {"heading": title, "advice": advice(error, request.desk), "back": request.META.get("HTTP_REFERER", "")}
    return render(request, "console/refused.html", page, status=status)


def words_of(error: ExchangeError, desk: Desk) -> str:
    """Return what a refusal says on the form that caused it; of a file, by its name."""
    if isinstance(error, FileError):
        return words_of_file(error)
    _status, title, _advice = WORDS.get(error.code, OTHERWISE)
    return f"{title}. {advice(error, desk)}"


def advice(error: ExchangeError, desk: Desk) -> str:
    """Return what to do now, with what the refusal knows: who holds it, what is missing, which request stands."""
    return " ".join(filter(None, (_known(error, desk), advice_of(error))))


def _known(error: ExchangeError, desk: Desk) -> str:
    facts = error.facts
    match error:
        case NotCustodian():
            unit = facts.get("unit")
            return gettext("Сейчас хранитель – %(unit)s.") % {
                "unit": desk.name(unit if isinstance(unit, int) else None)
            }
        case LeftCustody() if facts.get("number"):
            return f"№ {facts['number']}."
        case SafeguardsMissing():
            return _missing(error, desk)
        case Barred():
            numbers = facts.get("numbers") or ()
            whose = ", ".join(f"№ {one}" for one in numbers) + ": " if isinstance(numbers, tuple) and numbers else ""
            return whose + _listed(facts.get("bars", ()), _fields(desk))
        case Incomplete():
            return _lacking(error, desk)
        case Disagrees():
            return _listed([facts.get("field", "")], _fields(desk))
    return ""


def _missing(error: ExchangeError, desk: Desk) -> str:
    names = {code: desk.said(one.name) for code, one in custody_of(desk.rulebook).safeguards.items()}
    number = f"№ {error.facts['number']}: " if error.facts.get("number") else ""
    return number + _listed(error.facts.get("missing", ()), names)


def _lacking(error: ExchangeError, desk: Desk) -> str:
    """Return which fields of the pack are lacking; what a form of ours asks for says so itself."""
    names, lacking = _fields(desk), error.facts.get("fields")
    assert isinstance(lacking, tuple)
    return _listed([code for code in lacking if code in names], names)


def _fields(desk: Desk) -> dict[str, str]:
    """Return what each field is called that is asked of somebody, or of a safeguard."""
    custody = custody_of(desk.rulebook)
    forms = [one.form for one in custody.kinds.values() if one.is_person]
    forms += [one.annex for one in custody.kinds.values() if one.annex]
    forms += [one.form for one in custody.safeguards.values()]
    return {one.code: desk.said(one.label) for form in forms for one in form.fields}


def _listed(codes: Any, names: dict[str, str]) -> str:
    told: Iterable[str] = [names.get(code, code) for code in codes]
    return f"{', '.join(told)}." if told else ""
