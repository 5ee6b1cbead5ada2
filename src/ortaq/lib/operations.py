"""What every operation of the API is made of, whichever package brings it: who may, pages, shapes.

    router = Router(tags=["duties"])

    @router.get("/duties", auth=needs("read_duties", "may_read_headers"), response=Page[DutyShape])
    def list_duties(request: Called, cursor: Cursor = "") -> Page[DutyShape]: ...

A token does what its scopes carry, an officer what his post carries; `needs(None, …)` is for a person alone. The shell
(ortaq.api) has settled who calls before an operation begins, opened the scope, and undoes whatever is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Protocol, TypeVar, cast

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from ortaq.lib.problems import Problem

PAGE = 50
NO_NUL = r"^[^\x00]*$"  # no text of PostgreSQL's can hold one


class Who(Protocol):
    """Who calls: an officer in his post, or a token of a unit."""

    @property
    def is_person(self) -> bool: ...

    def has(self, scope: str | None, verb: str) -> bool: ...


class Called(HttpRequest):
    """A request as it reaches an operation."""

    caller: Who
    next_cursor: str


class needs:
    """Let in a token with the scope, or an officer whose post carries the verb; with no scope an officer alone."""

    def __init__(self, scope: str | None, verb: str) -> None:
        self.scope, self.verb = scope, verb

    def __call__(self, request: HttpRequest) -> Who:
        caller = cast(Who | None, getattr(request, "caller", None))
        if caller is None:
            raise Problem(
                401,
                "unknown_caller",
                _("Кто спрашивает?"),
                _("Нужен действующий ключ подразделения (Authorization: Bearer …) или вход офицера."),
                headers={"WWW-Authenticate": 'Bearer realm="ortaq"'},
            )
        if self.scope is None and not caller.is_person:
            raise Problem(
                403,
                "person_needed",
                _("Здесь нужен человек"),
                _("Ключом этого сделать нельзя: отвечает офицер, вошедший под своим именем и стоящий на смене."),
                verb=self.verb,
            )
        if not caller.has(self.scope, self.verb):
            if caller.is_person:
                raise Problem(403, "post_forbids", _("Ваша должность этого не позволяет"), verb=self.verb)
            raise Problem(
                403,
                "scope_missing",
                _("Этому ключу сюда нельзя"),
                _("Нужного права у ключа нет. Его даёт старший, выпуская другой ключ."),
                scope=self.scope,
            )
        return caller


class Given(BaseModel):
    """What is sent to us: nothing that we do not know."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What we answer."""

    model_config = ConfigDict(use_attribute_docstrings=True)


def _in_our_time(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2199:
        raise ValueError("a year between 2000 and 2199")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_our_time), Field(examples=["2026-05-12T07:00:00Z"])]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.\-]+$")]
Line = Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)]
Words = Annotated[str, StringConstraints(max_length=50_000, pattern=NO_NUL)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Cursor = Annotated[str, StringConstraints(max_length=400, pattern=r"^[A-Za-z0-9_\-]*$")]

T = TypeVar("T")
Row = TypeVar("Row")


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following one, null on the last."""

    items: list[T]
    next: str | None = None


def page(
    request: HttpRequest, found: Sequence[Row], place: Callable[[Row], Sequence[Any]], show: Callable[[Row], T]
) -> Page[T]:
    """Return the first PAGE of `found`; where there is more, with the cursor of the last row's place."""
    rows = found[:PAGE]
    following = cursor_at(*place(rows[-1])) if len(found) > PAGE else None
    if following:
        cast(Called, request).next_cursor = following
    return Page(items=[show(row) for row in rows], next=following)


def cursor_at(*place: Any) -> str:
    """Return the opaque cursor of a place in a list."""
    text = json.dumps([one.isoformat() if isinstance(one, datetime) else str(one) for one in place])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str, *kinds: Callable[[str], Any]) -> list[Any] | None:
    """Return the place that a cursor names, each part read by its kind; None for no cursor. Raises Problem."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [kind(part) for kind, part in zip(kinds, parts, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise Problem(
            400, "bad_cursor", _("Такой страницы нет"), _("Берите cursor из ответа предыдущей страницы.")
        ) from None


def instant(text: str) -> datetime:
    """Read an instant of a cursor."""
    return _in_our_time(datetime.fromisoformat(text))


def language() -> str:
    """Return the asker's language as the pack and the directory know it."""
    return (get_language() or "ru").split("-")[0]
