"""The map of crossing points: the outline from the pack's data, no tiles, nothing fetched from elsewhere.

The page is a table; the script puts its rows on the map. A position that no source gives is said to be derived, in
words and by its mark, and a point without any stands in a table of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from ortaq.directory import boundary
from ortaq.directory.alphabet import sort_key
from ortaq.directory.boundary import Boundary
from ortaq.directory.models import CrossingPoint, Group, Unit
from ortaq.directory.words import kind_word
from ortaq.lib import clock


@dataclass(frozen=True)
class Post:
    """A unit at a crossing point, with its duty line."""

    name: str
    line: str
    by_telephone_only: bool


@dataclass(frozen=True)
class Spot:
    """A crossing point as the page shows it, in the reader's language."""

    code: str
    name: str
    kind: str
    kind_word: str
    status_word: str
    neighbour: str
    region: str
    position: tuple[float, float] | None
    is_measured: bool
    position_word: str
    posts: list[Post]
    is_own: bool

    @property
    def latitude(self) -> str:
        """The latitude as a script reads it, whatever the language."""
        return str(self.position[0]) if self.position else ""

    @property
    def longitude(self) -> str:
        """The longitude as a script reads it."""
        return str(self.position[1]) if self.position else ""


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """All crossing points open today, those on the map first, and who is there."""
    today, lang = timezone.localdate(clock.now()), (get_language() or "ru").split("-")[0]
    outline = boundary.on(today)
    spots = sorted(_spots(getattr(request, "unit", None), outline, today, lang), key=_order)
    page = {
        "placed": [spot for spot in spots if spot.position],
        "unplaced": [spot for spot in spots if not spot.position],
        "own": [spot for spot in spots if spot.is_own],
        "kinds": sorted({(spot.kind, spot.kind_word) for spot in spots}),
        "outline": outline,
    }
    return render(request, "console/map.html", page)


@login_required
@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """The outline as GeoJSON; it stays in the browser until the pack's file changes."""
    found = boundary.on(timezone.localdate(clock.now()))
    if found is None:
        raise Http404
    tag = f'"{found.digest[:32]}"'
    unchanged = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if unchanged else HttpResponse(found.content, "application/geo+json")
    answer["ETag"] = tag
    patch_cache_control(answer, private=True, max_age=3600)
    return answer


def _order(spot: Spot) -> tuple[bool, str, str]:
    return not spot.is_own, sort_key(spot.region), sort_key(spot.name)


def _spots(unit: Unit | None, outline: Boundary | None, today: date, lang: str) -> Iterable[Spot]:
    posts, own = _posts(today, lang), _own_points(unit, today)
    for point in CrossingPoint.objects.open_on(today):
        yield Spot(
            code=point.code,
            name=point.name_in(lang),
            kind=point.kind,
            kind_word=kind_word(point.kind),
            status_word=status_word(point.status),
            neighbour=outline.name_in(lang, point.neighbour) if outline and point.neighbour else point.neighbour,
            region=outline.name_in(lang, point.region) if outline else point.region,
            position=point.position,
            is_measured=point.is_measured,
            position_word=position_word(point),
            posts=posts[point.pk],
            is_own=point.pk in own,
        )


def _posts(today: date, lang: str) -> dict[int, list[Post]]:
    """Return, by point, the parties there and the line on which each is reached."""
    there: dict[int, list[Post]] = defaultdict(list)
    units = Unit.objects.open_on(today).parties().filter(crossing_point__isnull=False).order_by("level", "id")
    for unit in units.prefetch_related("names", "contacts"):
        lines = [contact.value for contact in unit.contacts.all() if contact.is_open_on(today)]
        if unit.crossing_point_id:
            post = Post(unit.name_in(lang, today), ", ".join(lines), unit.by_telephone_only)
            there[unit.crossing_point_id].append(post)
    return there


def _own_points(unit: Unit | None, today: date) -> set[int]:
    """Return the points of the unit that looks: its own, or those of its groups where it stands above them."""
    if unit is None:
        return set()
    points = set(Group.objects.of_unit(unit, today).values_list("crossing_points", flat=True))
    return {point for point in (*points, unit.crossing_point_id) if point is not None}


def status_word(status: str) -> str:
    """Return for whose traffic a point is open, or that the list keeps it back."""
    words = {
        "multilateral": gettext("многосторонний"),
        "bilateral": gettext("двусторонний"),
        "international": gettext("международный"),
        "withheld": gettext("в открытом перечне не назван"),
    }
    return words.get(status, status)


def position_word(point: CrossingPoint) -> str:
    """Return where a position comes from; a derived one is never passed off as measured."""
    if point.position is None:
        return gettext("положение неизвестно")
    if not point.is_measured:
        return gettext("положение расчётное, не измерено")
    words = {
        "named_settlement": gettext("положение по источнику: одноимённый населённый пункт"),
        "airport": gettext("положение по источнику: аэропорт"),
        "unlocode": gettext("положение по источнику: код UN/LOCODE, до минуты"),
        "customs_control_zone": gettext("положение по источнику: зона таможенного контроля"),
        "adjacent_facility": gettext("положение по источнику: соседний объект"),
    }
    return words.get(point.position_kind, gettext("положение по источнику"))
