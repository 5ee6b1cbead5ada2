"""What the pages of the figures have in common: the lens, the filters, the tabs, and a table that leaves the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from ortaq.duties import desk as desks
from ortaq.oversight.asked import Asked, asked_of, clause_name, clauses
from ortaq.oversight.figures import Figures
from ortaq.oversight.lens import OVERSIGHT, Lens, lens_of, points, whose_of
from ortaq.oversight.periods import Period
from ortaq.oversight.sheet import Sheet, as_csv, as_xlsx
from ortaq.oversight.words import Kind, grain_names, kind_name, legend, listed, month_name, span_name

PAGES = ("", "breakdown", "trend", "duties")


class Page:
    """One page of the figures as it was asked for."""

    def __init__(self, request: desks.Asked, lens: str, name: str) -> None:
        self.request, self.desk, self.name = request, request.desk, name
        self.lens: Lens = lens_of(request.desk, lens)
        self.asked: Asked = asked_of(request.GET, request.desk)
        self.figures = Figures(self.desk, self.lens, self.asked)

    @property
    def title(self) -> str:
        """Whose execution it is."""
        if self.lens.name == OVERSIGHT:
            return gettext("Контроль исполнения")
        return gettext("Наше исполнение")

    @property
    def whose(self) -> str:
        """The body that looks, or the unit and how many are below it."""
        return whose_of(self.desk, self.lens)

    def url(self, page: str, **changes: Any) -> str:
        """Return the address of a page of this lens, with the same filters but for what changes."""
        query = self.asked.query(**changes)
        return reverse(address(self.lens.name, page)) + (f"?{query}" if query else "")

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The pages: name, address, whether it is this one."""
        names = (gettext("Календарь"), gettext("Таблица"), gettext("Динамика"), gettext("Список"))
        return [(name, self.url(page), page == self.name) for name, page in zip(names, PAGES, strict=True)]

    @property
    def shortcuts(self) -> list[tuple[str, str]]:
        """The periods that one click gives."""
        today, now = self.desk.today, self.asked.period
        found = [
            ("←", now.moved(-1)),
            (gettext("этот месяц"), Period.month_of(today)),
            (gettext("квартал"), Period.of_months(today, 3)),
            (gettext("полугодие"), Period.of_months(today, 6)),
            (gettext("год"), Period.of_months(today, 12)),
            ("→", now.moved(1)),
        ]
        return [(name, self.url(self.name, period=period, grain="")) for name, period in found]

    @property
    def period_name(self) -> str:
        """The period in words."""
        period = self.asked.period
        if period == Period.month_of(period.first):
            return month_name(period.first)
        return span_name(period.first, period.last)

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """What narrows the figures, each in words and with the address that takes it away."""
        asked, edition = self.asked, self.desk.rulebook.edition
        level, agency = edition.levels.get(asked.level or 0), edition.agencies.get(asked.agency)
        point = points().get(asked.point or 0)
        found = [
            ("clause", f"{asked.clause} {clause_name(asked.clause, self.desk)}" if asked.clause else ""),
            ("level", self.desk.said(level.name) if level else ""),
            ("agency", self.desk.said(agency.short) if agency else ""),
            ("point", point.name_in(self.desk.lang) if point else ""),
            ("unit", self.desk.name(asked.unit) if asked.unit else ""),
            ("words", f"«{asked.words}»" if asked.words else ""),
            ("kind", kind_name(asked.kind) if asked.kind else ""),
        ]
        none = {"clause": "", "agency": "", "words": "", "kind": ""}
        return [(words, self.url(self.name, **{name: none.get(name)})) for name, words in found if words]

    @property
    def choices(self) -> dict[str, list[tuple[Any, str]]]:
        """What the filters can be set to."""
        desk, edition = self.desk, self.desk.rulebook.edition
        return {
            "clause": [(clause, f"{clause} {clause_name(clause, desk)}") for clause in clauses(desk)],
            "level": [(number, f"{number}. {desk.said(level.name)}") for number, level in edition.levels.items()],
            "agency": [(code, desk.said(agency.short)) for code, agency in edition.agencies.items()],
            "point": [(pk, point.name_in(desk.lang)) for pk, point in points().items()],
            "kind": [(kind.code, kind.name) for kind in legend()],
        }

    @property
    def grains(self) -> list[tuple[str, str]]:
        """The pieces that a picture can be cut into."""
        return grain_names()

    @property
    def kinds(self) -> list[tuple[Kind, str]]:
        """Each kind of figure with the list of the duties behind it."""
        return [(kind, self.url("duties", kind=kind.code)) for kind in legend()]

    @property
    def about(self) -> list[str]:
        """What a file or a paper says of how its table was made."""
        counted = gettext("подсчитано %(at)s") % {"at": f"{self.desk.now.astimezone(self.desk.zone):%d.%m.%Y %H:%M}"}
        narrowed = listed(words for words, _ in self.narrowed)
        return [self.whose, *([narrowed] if narrowed else []), counted]

    @property
    def files(self) -> list[tuple[str, str]]:
        """The same table elsewhere: name and address."""
        address = self.url(self.name)
        by = self.request.GET.get("by", "")
        more = f"&by={by}" if by.isalpha() and by.isascii() else ""
        names = (("csv", "CSV"), ("xlsx", "XLSX"), ("paper", gettext("Бланк А4")))
        return [(name, f"{address}{more}&as={form}") for form, name in names]

    def answer(self, template: str, context: dict[str, Any], sheet: Callable[[], Sheet]) -> HttpResponseBase:
        """Return the page, or its table as a file or as paper where that is asked for."""
        form = self.request.GET.get("as", "")
        if form == "csv":
            return as_csv(sheet())
        if form == "xlsx":
            return as_xlsx(sheet())
        if form == "paper":
            return render(self.request, "oversight/paper.html", {"page": self, "sheet": sheet()})
        return render(self.request, template, {"page": self, "legend": legend(), **context})

    def sheet(self, name: str, heads: list[str], rows: Any) -> Sheet:
        """Return a table with what it says of itself."""
        period = self.asked.period
        file = f"{self.lens.name}-{name}-{period.first}-{period.last}"
        return Sheet(file, f"{self.title}: {span_name(period.first, period.last)}", self.about, heads, rows)


def address(lens: str, page: str) -> str:
    """Return the name of a page's address."""
    return f"{lens}-{page}" if page else lens


def figures_page(name: str) -> Callable[[Callable[[Page], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a page of the figures be opened through either lens."""

    def made(view: Callable[[Page], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @desks.door()
        @require_GET
        def entered(request: desks.Asked, lens: str) -> HttpResponseBase:
            return view(Page(request, lens, name))

        @wraps(view)
        def opened(request: HttpRequest, lens: str) -> HttpResponseBase:
            return entered(request, lens)

        return opened

    return made
