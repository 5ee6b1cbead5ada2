"""What every page of the console shows around its own matter: the place, the clock, the watch, the alarms, the keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ortaq.access.headers import live_origin, real_node
from ortaq.access.models import Watch
from ortaq.access.roles import may
from ortaq.access.session import SIGHTED
from ortaq.console.alarms import Alarms, standing
from ortaq.console.handbook import place_of
from ortaq.duties.desk import Desk
from ortaq.lib import clock, node

THEMES = [("", _("как в системе")), ("light", _("день")), ("dark", _("тёмный")), ("night", _("ночь"))]
THEME_COOKIE = "ortaq_theme"
DOORS = [
    (_("Консоль"), "board"),
    (_("Журнал"), "messages"),
    (_("Запросы"), "requests"),
    (_("Передача"), "custody"),
    (_("Банк данных"), "bank"),
    (_("Акты"), "acts"),
    (_("Совместно"), "operations"),
    (_("Обязанности"), "duties"),
]
"""What a watch works in, always in sight."""
MORE_DOORS = [
    (_("Поиск"), "search"),
    (_("Сводки"), "reports"),
    (_("Показатели"), "figures"),
    (_("События"), "advance"),
    (_("Карта"), "map"),
    (_("Инструкция"), "instruction"),
]
ALSO = {"acts": ("/variants/",), "custody": ("/hand-overs/",), "operations": ("/forces/", "/patrols/")}
"""Where else a section's pages stand."""
ACTS = [
    (_("Срочный вызов"), "urgent-new", "KeyE", "urgent", "may_call"),
    (_("Ежедневный"), "daily-new", "KeyL", "", "may_call"),
    (pgettext_lazy("custody", "Передать"), "hand-over-new", "KeyG", "", "may_keep_charges"),
    (_("Запрос"), "request-new", "KeyP", "", "may_ask"),
    (_("Сдать смену"), "watch", "KeyC", "", "may_stand_watch"),
    (_("Поиск"), "search", "Slash", "plain", "may_read_headers"),
]
WIDE_ONLY = (
    "Slash",
    "KeyP",
    "KeyC",
)  # a narrow screen's bar holds three acts; these stand in the sections above it too
ACCOUNT = [
    (_("Смена"), "watch"),
    (_("Моя учётная карточка"), "account"),
    (_("Моя подпись"), "signature-key"),
    (_("Каналы оповещения"), "channels"),
    (_("Заблокировать экран"), "lock"),
]


def console(request: HttpRequest) -> dict[str, Any]:
    """Put the console's surroundings into every template."""
    return {"console": Surroundings(request)}


class Surroundings:
    """Asked for piece by piece: a page that shows no alarms asks for none."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.unit = getattr(request, "unit", None)
        self.actor = getattr(request, "actor", None)

    @cached_property
    def desk(self) -> Desk | None:
        """The desk of the page, or one of its own where the page has none."""
        found: Desk | None = getattr(self.request, "desk", None)
        if found is None and self.unit and self.actor:
            found = Desk(self.request)  # type: ignore[arg-type]
        return found

    @cached_property
    def now(self) -> datetime:
        """The program's instant."""
        return clock.now()

    @property
    def zone(self) -> str:
        """The zone in which times are shown."""
        return self.unit.zone if self.unit else "UTC"

    @property
    def officer(self) -> bool:
        """Whether somebody sits here in a post; a locked screen has nobody."""
        return self.actor is not None

    @property
    def stands_watch(self) -> bool:
        """Whether whoever sits here acts while he stands a watch; a commander acts by his post."""
        return self.officer and may(self.request.role, "may_stand_watch")  # type: ignore[attr-defined]

    @property
    def listens(self) -> bool:
        """Whether this page hears alarms: also behind a locked screen."""
        return self.unit is not None

    @property
    def is_reminded(self) -> bool:
        """Whether terms run for whoever sits here: an administrator of accounts is reminded of none."""
        return self.officer and may(self.request.role, "may_read_headers")  # type: ignore[attr-defined]

    @property
    def officer_name(self) -> str:
        """Who sits here."""
        return self.actor.name if self.actor else ""

    @property
    def theme(self) -> str:
        """light, dark, night, or empty for what the computer prefers."""
        chosen = str(getattr(self.request.user, "theme", "") or self.request.COOKIES.get(THEME_COOKIE, ""))
        return chosen if chosen in ("light", "dark", "night") else ""

    @property
    def themes(self) -> Any:
        """The themes to choose from."""
        return THEMES

    @property
    def languages(self) -> Any:
        """The languages to choose from, each in its own name."""
        return settings.LANGUAGES

    @property
    def exercise(self) -> str:
        """ "demo" or "drill" where nothing is real; empty on a real node."""
        return node.kind() if node.kind() in ("demo", "drill") else ""

    @property
    def real_node(self) -> str:
        """The address of the real node beside which this is a drill; empty on any other."""
        return real_node()

    @property
    def live_url(self) -> str:
        """Where the live stream answers; empty for a post that it tells nothing, such as an administrator's."""
        if not self.unit or self.request.role not in SIGHTED:  # type: ignore[attr-defined]
            return ""
        origin = live_origin(self.request)
        return f"{origin}/live" if origin else settings.LIVE_URL

    @cached_property
    def unit_name(self) -> str:
        """The unit for which the officer acts."""
        return self.desk.name(self.unit.pk) if self.desk and self.unit else ""

    @cached_property
    def point_name(self) -> str:
        """The crossing point of the unit; empty where the unit's own name says it."""
        point = self.unit.crossing_point if self.unit else None
        name = point.name_in((get_language() or "ru").split("-")[0]) if point else ""
        return "" if name in self.unit_name else name

    @cached_property
    def agency_name(self) -> str:
        """The agency of the unit, as the pack calls it for short."""
        if not self.desk or not self.unit:
            return ""
        agency = self.desk.rulebook.edition.agencies.get(self.unit.agency)
        return self.desk.said(agency.short) if agency else ""

    @cached_property
    def watch(self) -> Watch | None:
        """The watch that this officer stands now."""
        return self.desk.watch if self.desk else None

    @cached_property
    def alarms(self) -> Alarms:
        """What presses this unit."""
        return standing(self.unit.pk, self.desk) if self.unit else Alarms((), 0)

    @property
    def doors(self) -> list[dict[str, Any]]:
        """The sections of the watch's work, the one we are in marked."""
        first, *others = DOORS
        return self._shown([(_("Контроль"), "oversight") if self._oversees else first, *others])

    @cached_property
    def more_doors(self) -> list[dict[str, Any]]:
        """The other sections."""
        return self._shown(MORE_DOORS if self._oversees else [*MORE_DOORS, (_("Исполнение"), "record")])

    @property
    def elsewhere(self) -> str:
        """The name of the other section that we are in; empty where we are in none."""
        return next((one["name"] for one in self.more_doors if one["here"]), "")

    def _shown(self, doors: Iterable[tuple[Any, str]]) -> list[dict[str, Any]]:
        here, found = self.request.path, []
        for name, url_name in doors:
            url = address(url_name)
            if url:
                rooms = (url, *ALSO.get(url_name, ()))
                found.append({"name": name, "url": url, "here": here == url or (url != "/" and here.startswith(rooms))})
        return found

    @property
    def _oversees(self) -> bool:
        """Whether an inspector of an oversight body sits here: his console is the whole country's execution."""
        role = getattr(self.request, "role", "") or ""
        return bool(self.unit and self.unit.oversees and may(role, "may_oversee"))

    @property
    def acts(self) -> list[dict[str, Any]]:
        """What one key does from here, as far as the post allows."""
        found = []
        for name, url_name, key, look, verb in ACTS:
            url = address(url_name)
            if url and may(getattr(self.request, "role", "") or "", verb):
                url += "?find=1" if key == "Slash" else ""
                found.append({"name": name, "url": url, "key": key, "look": look, "wide": key in WIDE_ONLY})
        return found

    @property
    def account_doors(self) -> list[dict[str, Any]]:
        """What concerns the officer himself."""
        return [{"name": name, "url": address(url_name)} for name, url_name in ACCOUNT if address(url_name)]

    @property
    def help_url(self) -> str:
        """Where the handbook says how the task of this page is done; all of it where the page is no task's own."""
        name = place_of(self.request.path)
        return reverse("handbook", args=[name]) if name else address("help")

    @property
    def sign_out_url(self) -> str:
        """Where one signs out."""
        return address("account_logout")


def address(name: str) -> str:
    """Return the address of a page, empty where this node has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
