"""Drafts: what a caller has prepared and not sent, for that caller alone; never overwritten unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import StringConstraints

from ortaq.duties.api import desk_of
from ortaq.duties.desk import Desk
from ortaq.exchange import drafts
from ortaq.lib.operations import Given, Shown, needs
from ortaq.lib.problems import Problem, not_found, unfit

router = Router(tags=["drafts"])
DRAFT = needs("draft", "may_send")
LARGEST = 200_000
Form = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,79}$")]
VERSION = re.compile(r'"([0-9]{1,9})"')
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "the ETag of the version that is typed over",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}


class DraftGiven(Given):
    """What is typed so far, by the names of the form's fields."""

    body: dict[str, Any]


class DraftShape(Shown):
    """A draft; `version` is also its ETag, which `If-Match` names."""

    form: str
    version: int
    body: dict[str, Any]


@router.get("/drafts/{form}", auth=DRAFT, response=DraftShape)
def get_draft(request: HttpRequest, form: Form, response: HttpResponse) -> DraftShape:
    """What the caller has kept for this form."""
    kept = drafts.of(desk_of(request), name_for(request, form))
    if not kept.version:
        raise not_found()
    response["ETag"] = f'"{kept.version}"'
    return DraftShape(form=form, version=kept.version, body=dict(kept.body))


@router.put("/drafts/{form}", auth=DRAFT, response={200: DraftShape}, openapi_extra={"parameters": [IF_MATCH]})
def keep_draft(request: HttpRequest, form: Form, given: DraftGiven, response: HttpResponse) -> DraftShape:
    """Keep what is typed so far in place of the version in `If-Match`; without it as the first. 412 if it moved."""
    desk = desk_of(request)
    version = drafts.keep(desk, name_for(request, form), fit(given.body), began_from=began_from(request))
    response["ETag"] = f'"{version}"'
    return DraftShape(form=form, version=version, body=given.body)


@router.delete("/drafts/{form}", auth=DRAFT, response={204: None})
def forget_draft(request: HttpRequest, form: Form) -> Any:
    """Throw the draft away."""
    drafts.forget(desk_of(request), name_for(request, form))
    return Status(204, None)


def began_from(request: HttpRequest) -> int:
    """Return the version named in `If-Match`, 0 where none is; raises Problem."""
    named = request.headers.get("If-Match", "")
    found = VERSION.fullmatch(named)
    if named and not found:
        raise unfit(_("If-Match называет версию так, как её назвал ETag."))
    return int(found[1]) if found else 0


def name_for(request: HttpRequest, form: str) -> str:
    """Return under which name the draft is kept: an officer's is the console's own, a token's carries the token."""
    desk: Desk = desk_of(request)
    return form if desk.actor.officer else f"{desk.actor.session}:{form}"


def fit(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a body that can be kept: not too large, nothing that PostgreSQL cannot hold. Raises Problem."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except ValueError:  # no number, or half a pair of surrogates
        raise unfit(_("В черновике есть знак или число, каких не бывает.")) from None
    if "\\u0000" in text:
        raise unfit(_("В черновике есть знак или число, каких не бывает."))
    if size > LARGEST:
        raise Problem(413, "too_large", _("Слишком много"), _("Черновик больше допустимого."), largest=LARGEST)
    return body
