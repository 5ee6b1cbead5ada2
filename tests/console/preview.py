"""Shows the console's pages with invented contents, with no node and no database: python tests/console/preview.py [PORT].

A tool for whoever works on the templates and the style; the tests of the pages themselves use the real program.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Of
from wsgiref.simple_server import WSGIRequestHandler, make_server
from zoneinfo import ZoneInfo

import django
from django.conf import settings

settings.configure(
    DEBUG=True,
    SECRET_KEY="preview",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.staticfiles", "django_htmx", "lucide", "ortaq.console"],
    MIDDLEWARE=["django.middleware.locale.LocaleMiddleware"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    STATIC_URL="/static/",
    LANGUAGE_CODE="ru",
    LANGUAGES=[("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")],
    USE_TZ=True,
    TIME_ZONE="Asia/Almaty",
)
django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

from ortaq.lib import clock  # noqa: E402

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2014, 1, 13, 7, 42, 20, tzinfo=ZONE)
STARTED = datetime.now(UTC)


def now() -> datetime:
    return NOW + (datetime.now(UTC) - STARTED)


clock.now = now


def at(hour: int, minute: int, day: int = 13, month: int = 1) -> datetime:
    return datetime(2014, month, day, hour, minute, tzinfo=ZONE)


def door(name: str, url: str, here: bool = False) -> Of:
    return Of(name=name, url=url, here=here)


def console(request: HttpRequest) -> Of:
    alarms = [
        Of(
            id="a1", at=at(7, 39), number=118, url="/m/", from_name="Таможенный пост «Хоргос»", ours=True,
            subject="оружие, попытка провоза", climbed_to="", take_url="/take/",
        )
    ]  # fmt: skip
    if "two" in request.GET:
        alarms.append(
            Of(
                id="a2", at=at(7, 31), number=41, url="/m/", from_name="Пост миграционного контроля «Хоргос»",
                ours=True, subject="установлены или задержаны незаконные мигранты", climbed_to="ПО «Алматы»",
                take_url="/take/",
            )
        )  # fmt: skip
    return Of(
        theme=request.GET.get("theme", ""), themes=[("", "Как в системе"), ("light", "День"), ("dark", "Тёмный"), ("night", "Ночь")],
        languages=settings.LANGUAGES, now=clock.now(), zone="Asia/Almaty", live_url="", exercise=request.GET.get("exercise", ""),
        unit_name="Отделение пограничного контроля «Хоргос»", point_name="Хоргос", agency_name="Пограничная служба",
        watch=Of(starts_at=at(20, 0, 12), ends_at=at(8, 0), over=False), officer=True, officer_name="Ахметов А. К.",
        doors=[door("Консоль", "/", True), door("Журнал", "/messages/"), door("Обязанности", "/duties/"), door("Карта", "/map/"), door("Инструкция", "/instruction/")],
        alarms=Of(shown=[] if "calm" in request.GET else alarms, digest="x", more=0),
        acts=[
            Of(name="Срочный вызов", url="/urgent/new/", key="KeyE", look="urgent", wide=False),
            Of(name="Ежедневный", url="/daily/new/", key="KeyL", look="", wide=False),
            Of(name="Сдать смену", url="/watch/", key="KeyG", look="", wide=False),
            Of(name="Поиск", url="/messages/", key="Slash", look="plain", wide=True),
        ],
        standing="часы идут: опоздание 0,2 с", account_doors=[door("Моя учётная карточка", "#")], sign_out_url="/out/",
    )  # fmt: skip


def duty(state: str, minutes: float, length: float, title: str, number: str, story: str, parties: str, told: int = 0, of: int = 1) -> Of:
    due = clock.now() + timedelta(minutes=minutes)
    return Of(
        id=title[:3] + number, state=state, due_at=due, opens_at=due - timedelta(minutes=length), remains=f"{max(0, minutes / length):.3f}",
        title=title, number=number, clause_url="#", url="#", story=story, parties=parties, told=told, of=of, promised_at=None,
    )  # fmt: skip


def board(request: HttpRequest) -> Of:
    calm = "calm" in request.GET
    peers = [
        Of(name="Пост миграционного контроля «Хоргос»", url="#", phone="12-34", dial="1234", officer="ст. лейтенант Сериков Б.", until=at(8, 0), console=True, heard_at=at(6, 0)),
        Of(name="Таможенный пост «Хоргос»", url="#", phone="12-35", dial="1235", officer="капитан Ли В. С.", until=at(9, 0), console=True, heard_at=at(6, 0)),
        Of(name="Таможенный пост «Алтынколь»", url="#", phone="12-36", dial="1236", officer="", until=None, console=False, heard_at=None),
    ]  # fmt: skip
    events = [
        (at(7, 39), "▲", "получено: № 118 от таможенного поста «Хоргос», оружие, попытка провоза"),
        (at(7, 12), "☎", "ежедневная → пост миграционного контроля, «без изменений», принял Сериков"),
        (at(6, 23), "☎", "срочная № 41 → пост миграционного контроля «Хоргос», принял Сериков"),
        (at(6, 1), "✓", "принято: № 117 от поста миграционного контроля «Хоргос»"),
        (at(4, 48), "✎", "письменное подтверждение № 40 → таможенный пост «Хоргос»"),
        (at(3, 9), "☎", "срочная № 40 → таможенный пост «Хоргос», принял Ли"),
    ]
    return Of(
        digest="d", late=0 if calm else 1,
        mine=[] if calm else [
            duty("late", -12, 60, "Сообщить немедленно", "5.1", "стало известно 06:30", "→ таможенный пост «Хоргос»"),
            duty("closing", 8.5, 120, "Подтвердить письменно", "5.1", "вызов 05:50", "→ таможенный пост «Хоргос»"),
            duty("mine", 41, 120, "Подтвердить письменно", "5.1", "вызов 06:23", "→ пост миграционного контроля «Хоргос»"),
            duty("mine", 78, 120, "Ежедневная информация", "5.2", "", "осталось: таможенный пост «Хоргос»", 1, 2),
        ],
        waiting=[] if calm else [
            duty("waiting", 22, 120, "Письменное подтверждение", "5.1", "вызов 06:04", "от таможенного поста «Хоргос»"),
            duty("waiting", 78, 120, "Ежедневная информация", "5.2", "", "от поста миграционного контроля «Хоргос»"),
        ],
        later=[
            Of(title="Ежемесячная информация", opens_at=at(0, 0, 28), due_at=at(0, 0, 6, 2), url="#", number="5.3", clause_url="#"),
            Of(title="План взаимодействия", opens_at=at(0, 0, 14), due_at=at(0, 0, 2, 2), url="#", number="О2", clause_url="#"),
        ],
        peers=peers,
        coordinators=[Of(sphere="Охрана границы", agency="Пограничная служба", number="2", clause_url="#", why=""), Of(sphere="Таможенный контроль", agency="таможня", number="2", clause_url="#", why="")],
        seniors=[Of(name="Пограничный отряд «Алматы»", url="#", phone="27-00", dial="2700")],
        events=[] if calm else [Of(at=when, sign=sign, text=text, url="#") for when, sign, text in events],
        engine="часы идут: опоздание 0,2 с", sealed="журнал запечатан до № 48 213 в 07:42",
    )  # fmt: skip


def board_page(request: HttpRequest) -> HttpResponse:
    return render(request, "console/board.html", {"console": console(request), "board": board(request)})


def part(template: str):
    def view(request: HttpRequest) -> HttpResponse:
        whole = console(request)
        return render(request, template, {"console": whole, "board": board(request), "alarms": whole.alarms})

    return view


def nothing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return JsonResponse({"now": clock.now().isoformat()})


names = "clock preferences help messages duties instruction"
urlpatterns = [
    path("", board_page, name="board"),
    path("board/", part("console/_board.html"), name="board-part"),
    path("strip/", part("console/_strip.html"), name="strip"),
    *[path(f"{name}/", nothing, name=name) for name in names.split()],
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    make_server("127.0.0.1", port, StaticFilesHandler(WSGIHandler()), handler_class=Quiet).serve_forever()
