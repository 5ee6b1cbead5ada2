"""`make pictures`: every screen of a fresh demo in three languages, by day and at night, for docs/screens/.

make pictures                          all of them, several minutes
make pictures ARGS="duty-console map"  some, by name
make pictures ARGS="http://localhost:8000 map"  of the demo that is served there already

A new person sees there what the program looks like, and whoever changes a screen looks at all six of its pictures.
"""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import browser
import yaml
from playwright.sync_api import Browser, Page, sync_playwright
from processes import eventually

from ortaq.filling import BEHIND
from ortaq.lib import postgres

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screens"
CAST = ROOT / "src" / "ortaq" / "packs" / "kz_2002" / "reference" / "cast.yaml"
LANGUAGES, THEMES = ("ru", "kk", "en"), ("light", "dark")
WIDTH, HEIGHT, TALLEST = 1280, 800, 1000
QUALITY = 30
PATIENCE = 60_000  # ms: the country's month fills beside it
MONTH = BEHIND[-1][0]


@dataclass(frozen=True)
class Screen:
    """One picture's name, what it shows, whose screen it is and the way there: an address, or links to follow.

    Unless it `rings`, the alarms of the watch are taken first: they would cover half of what the picture is about.
    """

    name: str
    shows: str
    login: str
    path: str
    follow: tuple[str, ...] = ()
    width: int = WIDTH
    rings: bool = False


DUTY, SENIOR, CALLED = "granitsa", "smena", "tamozhnya"
INSPECTOR, ADMINISTRATOR = "inspektor", "admin"
TAKE = "#strip .alarm form button"
MATTER = "main a[href^='/messages/']:not([href*='?'])"
ONE_DUTY = "main a[href^='/duties/']:not([href*='?'])"
ACT, CHARGE = "main a[href^='/acts/0']", "main .custody-row h3 a"
JOINT, PATROL, MATERIAL = (
    "main a[href^='/operations/0']",
    "main table a[href^='/patrols/']",
    "main a[href^='/bank/materials/0']",
)
EVENT, REQUEST = "main a[href^='/events/']", "main a[href^='/messages/']"
SCREENS = (
    Screen("duty-console", "The duty console: what must I do now", DUTY, "/", rings=True),
    Screen("duty-console-telephone", "The same on a telephone, 360 pixels wide", DUTY, "/", width=360, rings=True),
    Screen("called-console", "The console of the called watch, an alarm on it", CALLED, "/", rings=True),
    Screen("urgent-call", "An urgent call", DUTY, "/urgent/new/"),
    Screen("urgent-telephone", "The same on a telephone", DUTY, "/urgent/new/", width=360),
    Screen("entry-afterwards", "An urgent call entered afterwards", DUTY, "/urgent/new/?afterwards=1"),
    Screen("daily-calls", "The day's calls", DUTY, "/daily/new/"),
    Screen("journal", "The journal of messages", DUTY, "/messages/"),
    Screen("matter", "One matter: ladder, timeline, what happens next", DUTY, "/messages/?regime=urgent", (MATTER,)),
    Screen("confirmation", "The writing that confirms the calls", DUTY, "/", ("main a[href$='/confirmation/']",)),
    Screen("paper", "The customary form on A4", DUTY, "/messages/?regime=urgent", (MATTER, "a[href$='/paper/']")),
    Screen("proof", "The proof of a matter in the ledger", DUTY, "/messages/", (MATTER, "a[href$='/proof/']")),
    Screen("reports", "The reports of a period", DUTY, "/reports/"),
    Screen("report", "A report in work, by sections", DUTY, "/reports/", ("main a[href^='/reports/monthly/20']",)),
    Screen("report-completeness", "Which agency gave its material", DUTY, "/reports/monthly/given/"),
    Screen("advance", "Events of which word is owed", DUTY, "/advance/"),
    Screen("event", "One event: its date, what is owed of it", DUTY, "/advance/", (EVENT,)),
    Screen("advance-notice", "A notice of what is coming", DUTY, "/advance/C5.4.a/new/"),
    Screen("requests", "Requests: asked of us, asked by us", DUTY, "/requests/"),
    Screen("request", "One request with what the asked unit holds", DUTY, "/requests/", (REQUEST,)),
    Screen("request-new", "A new request", DUTY, "/requests/new/"),
    Screen("custody", "What is held: whose time runs", DUTY, "/custody/"),
    Screen("charge", "Somebody held: time, safeguards, chain", DUTY, "/custody/", (CHARGE,)),
    Screen("hand-overs", "Hand-overs: to decide on, offered, over", DUTY, "/hand-overs/"),
    Screen("acts", "What is agreed: in force, to sign, in work", DUTY, "/acts/"),
    Screen("act", "One act: who signed, what it says", DUTY, "/acts/", (ACT,)),
    Screen("operations", "What is done together", DUTY, "/operations/"),
    Screen("operation", "One joint measure and its log", DUTY, "/operations/", (JOINT,)),
    Screen("forces", "Forces and means, and what is promised", DUTY, "/forces/"),
    Screen("patrols", "Joint patrols", DUTY, "/patrols/"),
    Screen("patrol-calendar", "The patrols of a month", DUTY, "/patrols/calendar/"),
    Screen("patrol", "One patrol", DUTY, "/patrols/", (PATROL,)),
    Screen("figures", "The figures of a month, side by side", DUTY, "/figures/"),
    Screen("figures-ours", "Our figures of a month", DUTY, "/figures/ours/"),
    Screen("rollup", "Figures rolled up", DUTY, "/figures/rollup/"),
    Screen("indicator", "One figure: by month, on the map, by unit", DUTY, "/figures/rollup/refused.visa/"),
    Screen("bank", "The look-up of the data bank", DUTY, "/bank/"),
    Screen("registers", "The registers of the data bank", DUTY, "/bank/registers/"),
    Screen("arrivals", "Lists of those who arrive", DUTY, "/bank/lists/"),
    Screen("materials", "The materials of the data bank", DUTY, "/bank/materials/"),
    Screen("material", "One material: versions, who has read it", DUTY, "/bank/materials/", (MATERIAL,)),
    Screen("duties", "What is owed", DUTY, "/duties/"),
    Screen(
        "duty", "One duty: how its term was counted", DUTY, "/duties/", ("main a[href^='/duties/']:not([href*='?'])",)
    ),
    Screen("search", "Search", DUTY, "/search/?q=паспорт"),
    Screen("log-sheet", "The blank log for when the lines fail", DUTY, "/paper/log-sheet/"),
    Screen("lines", "The lines and their checks", DUTY, "/lines/"),
    Screen("counterpart", "A counterpart: who is on, until when, who is next", DUTY, "/units/tp-road-khorgos/"),
    Screen("watch", "The watch", DUTY, "/watch/"),
    Screen("hand-over", "The hand-over list", DUTY, "/watch/", ("main a[href$='/list/']",)),
    Screen("roster", "A week of the roster", SENIOR, "/roster/"),
    Screen("rotation", "Officers who take turns", SENIOR, "/roster/rotation/"),
    Screen("our-unit", "Our unit", SENIOR, "/our-unit/"),
    Screen("channels", "Channels out of the console", SENIOR, "/unit/channels/"),
    Screen("tokens", "Tokens for programs", SENIOR, "/unit/tokens/"),
    Screen("record", "The unit's own record of execution", DUTY, "/record/"),
    Screen("instruction", "The Instruction, clause by clause", DUTY, "/instruction/"),
    Screen("clause", "One clause and how it is executed", DUTY, "/instruction/C5.1/"),
    Screen("map", "The crossing points", DUTY, "/map/"),
    Screen("account", "The officer's account", DUTY, "/account/"),
    Screen("help", "Help: keys, times, colours", DUTY, "/help/"),
    Screen("oversight", "Execution over the country: calendar", INSPECTOR, "/oversight/"),
    Screen("oversight-breakdown", "Execution by clause and unit", INSPECTOR, "/oversight/breakdown/"),
    Screen("oversight-trend", "The trend", INSPECTOR, "/oversight/trend/"),
    Screen("oversight-duties", "The single duties", INSPECTOR, "/oversight/duties/"),
    Screen("officers", "Officers and their posts", ADMINISTRATOR, "/officers/"),
    Screen("sign-in", "Signing in", "", "/sign-in/"),
    Screen("api", "What programs can do", "", "/api/"),
)


def main(wanted: Sequence[str]) -> int:
    """Draw the wanted screens; 1 where one could not be reached."""
    served = next((one for one in wanted if one.startswith("http://")), None)
    wanted = [one for one in wanted if one != served]
    unknown = set(wanted) - {screen.name for screen in SCREENS}
    program = browser.find_or_install()
    if unknown or program is None:
        print(f"unknown: {', '.join(sorted(unknown))}" if unknown else browser.ADVICE, file=sys.stderr)
        return 2
    missing = []
    with nullcontext(served) if served else demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(browser.FLAGS))
        for screen in (one for one in SCREENS if not wanted or one.name in wanted):
            print(screen.name, flush=True)
            if not draw(chromium, address, screen):
                missing.append(screen.name)
        chromium.close()
    (FOLDER / "README.md").write_text(page())
    for name in missing:
        print(f"{name}: the way to it was not found", file=sys.stderr)
    return 1 if missing else 0


def draw(chromium: Browser, address: str, screen: Screen) -> bool:
    """Keep the six pictures of a screen; False where a link on the way to it is not there."""
    context = chromium.new_context(base_url=address, locale="ru-RU", viewport={"width": screen.width, "height": HEIGHT})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    try:
        if screen.login:
            _sign_in(page, screen.login)
            while not screen.rings and page.locator(TAKE).count():
                page.locator(TAKE).first.click()
                page.goto("/")
        page.goto(screen.path)
        for link in screen.follow:
            if not page.locator(link).count():
                return False
            page.goto(page.locator(link).first.get_attribute("href") or "")
        reached = page.url
        for language in LANGUAGES:
            for theme in THEMES:
                _prefer(page, language, theme, "/help/" if screen.login else "/sign-in/")
                page.goto(reached)
                _keep(page, FOLDER / f"{screen.name}.{language}.{theme}.webp")
    finally:
        context.close()
    return True


def _sign_in(page: Page, login: str) -> None:
    page.goto("/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", yaml.safe_load(CAST.read_text())["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def _prefer(page: Page, language: str, theme: str, door: str) -> None:
    """Choose as a person does, by the form at the head of each page."""
    page.goto(door)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    for name, value in (("language", language), ("theme", theme)):
        form: dict[str, str | float | bool]
        form = {"csrfmiddlewaretoken": token, "next": door, name: value}
        page.request.post("/preferences/", form=form, headers={"Referer": page.url})


def _keep(page: Page, file: Path) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(400)
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    width = page.viewport_size["width"] if page.viewport_size else WIDTH
    page.set_viewport_size({"width": width, "height": max(HEIGHT, min(whole, TALLEST))})
    picture = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "captureBeyondViewport": False}
    )
    page.set_viewport_size({"width": width, "height": HEIGHT})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(base64.b64decode(picture["data"]))


def page() -> str:
    """Return docs/screens/README.md: each screen with its pictures, the Russian one shown."""
    lines = ["# The screens in pictures", "", "Drawn by `make pictures` from a fresh demo of invented officers.", ""]
    for screen in SCREENS:
        kept = [(lang, theme, f"{screen.name}.{lang}.{theme}.webp") for lang in LANGUAGES for theme in THEMES]
        links = " · ".join(f"[{lang}, {theme}]({name})" for lang, theme, name in kept)
        lines += [f"## {screen.shows}", "", f"![{screen.shows}]({kept[0][2]})", "", links, ""]
    return "\n".join(lines)


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own in a folder that is thrown away; gives its address once it is ready."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w") as said:
        command, port = [sys.executable, "-m", "ortaq", "demo"], postgres.free_port()
        serving = subprocess.Popen(command, cwd=folder, env=os.environ | {"PORT": str(port)}, stdout=said)
        try:
            assert eventually(lambda: _is_filled(Path(said.name).read_text()), 900), "the demo is not ready"
            yield f"http://localhost:{port}"
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(60)


def _is_filled(said: str) -> bool:
    """Whether all is told but the month of the rest of the country, which fills beside the drawing."""
    return MONTH in said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
