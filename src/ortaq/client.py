"""A small client of the API, of the standard library alone: what a unit's own program needs to speak to Ortaq.

    with Client("https://ortaq.example", token="ort_…") as ortaq:
        message = ortaq.tell("C5.1.c", "what happened", known_at=at, calls=[...])
        for line in ortaq.messages(direction="in", alarms=True):
            ortaq.deliver(line["message"]["id"])

A request that got no answer is sent again, a POST under the key that it had: it is done once, however often it is sent.
Times are aware datetimes; units are named by their codes. What is refused raises Refused with the problem's facts.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from types import TracebackType
from typing import Any, NoReturn, Self, TypedDict, cast
from urllib.parse import quote, urlencode, urlsplit

AGAIN = frozenset({429, 502, 503, 504})
Json = dict[str, Any]


class Unit(TypedDict):
    """A unit by its code."""

    code: str
    name: str


class Message(TypedDict):
    """The header of a message: the fields that every program needs; the answer has more."""

    id: str
    matter: str
    number: int
    year: int
    unit: Unit
    form: str
    regime: str
    clause: str
    sent_at: str
    sent_by: str


class Line(TypedDict):
    """A line of the journal."""

    at: str
    direction: str
    step: str | None
    alarms: bool
    message: Message


class Call(TypedDict, total=False):
    """A call to log: to whom, when, who took it, who called."""

    unit: str
    told_at: datetime
    told_to: str
    told_by: str
    read_back: bool


class Event(TypedDict):
    """A CloudEvent: what happened to what, and when."""

    id: str
    type: str
    subject: str
    time: str


class Unanswered(Exception):
    """The node did not answer, however often it was asked."""


class Refused(Exception):
    """A problem (RFC 9457): `kind` names it for programs, title and detail are for people."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.title = status, str(problem.get("title", ""))
        self.kind = str(problem.get("type", "")).rsplit(":", 1)[-1]
        self.detail, self.facts = str(problem.get("detail", "")), dict(problem.get("facts") or {})
        super().__init__(f"{status} {self.kind}: {self.title} {self.detail}".strip())


class Answer:
    """What came back: status, headers by small letters, bytes."""

    def __init__(self, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def value(self) -> Any:
        """The body as JSON; None where there is none."""
        return json.loads(self.body) if self.body else None


class Client:
    """Speaks to one node with one token."""

    def __init__(
        self,
        address: str,
        *,
        token: str,
        language: str = "ru",
        timeout: float = 15.0,
        tries: int = 5,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._site, self._timeout, self._tries, self._pause = urlsplit(address), timeout, tries, pause
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language, "User-Agent": "ortaq.client"}
        self._line: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
        self._line = None

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────

    def me(self) -> Json:
        """Return whose token this is and what it may do."""
        return cast(Json, self.get("/me"))

    def units(self, **which: Any) -> Iterator[Json]:
        """Yield the units of today: `agency`, `level`."""
        return self.pages("/units", **which)

    def route(self, clause: str) -> list[Json]:
        """Return to whom a message under the clause goes, and why."""
        return cast(list[Json], self.get("/route", clause=clause))

    def messages(self, **which: Any) -> Iterator[Line]:
        """Yield the unit's journal, newest first: `direction`, `regime`, `alarms`."""
        return cast(Iterator[Line], self.pages("/messages", **which))

    def message(self, id: str) -> Json:
        """Return one message with everything that happened to it."""
        return cast(Json, self.get(f"/messages/{quote(id)}"))

    def duties(self, **which: Any) -> Iterator[Json]:
        """Yield what is owed: `side`, `state`."""
        return self.pages("/duties", **which)

    def duty(self, id: str) -> Json:
        """Return one duty with its history."""
        return cast(Json, self.get(f"/duties/{quote(id)}"))

    def events(self, cursor: str = "", *, latest: bool = False) -> tuple[list[Event], str]:
        """Return what happened since the cursor, and the cursor to ask with next; `latest` begins at the end."""
        given = {"cursor": cursor} if cursor else {"latest": latest}
        answer = self.ask("GET", "/events", query=given)
        following = answer.headers["link"].split("cursor=", 1)[1].split(">", 1)[0].split("&", 1)[0]
        return cast(list[Event], answer.value), following

    def cap(self, id: str) -> bytes:
        """Return an urgent message as CAP 1.2."""
        return self.ask("GET", f"/feeds/urgent/{quote(id)}").body

    # ── telling ───────────────────────────────────────────────────────────────────────────────────────────────────

    def tell(self, clause: str, text: str, *, key: str = "", calls: Sequence[Call] = (), **more: Any) -> Message:
        """Tell by word of mouth: `known_at`, `to`, `fields`, `handling`, `nothing_to_report`."""
        said = {"clause": clause, "text": text, "calls": list(calls), **more}
        return cast(Message, self.post("/messages/oral", said, key=key))

    def write(self, clause: str, text: str, *, key: str = "", **more: Any) -> Message:
        """Tell in writing: `fields`, `handling`, `planned_at`."""
        return cast(Message, self.post("/messages/written", {"clause": clause, "text": text, **more}, key=key))

    def confirm(self, id: str, text: str, *, key: str = "", **more: Any) -> Message:
        """Confirm in writing what was told: every call that is not confirmed yet, or `calls`; `fields`."""
        return cast(Message, self.post(f"/messages/{quote(id)}/confirmation", {"text": text, **more}, key=key))

    def log_call(self, id: str, call: Call, *, key: str = "") -> Json:
        """Take down a call made after the message was entered."""
        return cast(Json, self.post(f"/messages/{quote(id)}/calls", dict(call), key=key))

    def deliver(self, id: str, *, key: str = "") -> Json:
        """Say that our own system holds the message durably."""
        return cast(Json, self.post(f"/messages/{quote(id)}/delivery", key=key))

    def draft(self, form: str) -> Json:
        """Return what was kept for a form; its version is what `keep` takes."""
        return cast(Json, self.get(f"/drafts/{quote(form)}"))

    def keep(self, form: str, body: Mapping[str, Any], *, version: int = 0) -> int:
        """Keep a draft in place of that version; return the new one."""
        headers = {"If-Match": f'"{version}"'} if version else {}
        return int(self.ask("PUT", f"/drafts/{quote(form)}", {"body": body}, headers=headers).value["version"])

    # ── the wire ──────────────────────────────────────────────────────────────────────────────────────────────────

    def get(self, path: str, **query: Any) -> Any:
        """Return what stands at the path. Raises Refused, Unanswered."""
        return self.ask("GET", path, query=query).value

    def pages(self, path: str, **query: Any) -> Iterator[Json]:
        """Yield every item of a list, page by page."""
        cursor = ""
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next"] or ""
            if not cursor:
                return

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        """Do what stands at the path, once; under `key`, or one of its own. Raises Refused, Unanswered."""
        return self.ask("POST", path, body, headers={"Idempotency-Key": key or str(uuid.uuid4())}).value

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask until there is an answer. Raises Refused for one that refuses, Unanswered after the last try."""
        target = f"{self._site.path.rstrip('/')}/api{path}" + (f"?{_query(query)}" if query else "")
        data = None if body is None else json.dumps(body, default=_plain, ensure_ascii=False).encode()
        sent = {**self._headers, **(headers or {}), **({"Content-Type": "application/json"} if data else {})}
        for attempt in range(self._tries):
            if attempt:
                self._pause(min(0.25 * 2**attempt, 8.0))
            try:
                answer = self._once(method, target, data, sent)
            except (HTTPException, OSError) as error:
                self.close()
                lost: Exception = error
                continue
            if answer.status not in AGAIN or attempt == self._tries - 1:
                return _accepted(answer)
            lost = Refused(answer.status, {})
        raise Unanswered(f"{method} {path}: {lost}") from lost

    def _once(self, method: str, target: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        if self._line is None:
            kind = HTTPSConnection if self._site.scheme == "https" else HTTPConnection
            self._line = kind(self._site.hostname or "", self._site.port, timeout=self._timeout)
        self._line.request(method, target, data, dict(headers))
        response = self._line.getresponse()
        return Answer(response.status, response.getheaders(), response.read())


def _accepted(answer: Answer) -> Answer:
    return answer if answer.status < 400 else _refuse(answer)


def _refuse(answer: Answer) -> NoReturn:
    try:
        problem = answer.value
    except ValueError:
        problem = {}
    raise Refused(answer.status, problem if isinstance(problem, dict) else {})


def _query(given: Mapping[str, Any]) -> str:
    plain = {name: str(one).lower() if isinstance(one, bool) else one for name, one in given.items() if one is not None}
    return urlencode(plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")
