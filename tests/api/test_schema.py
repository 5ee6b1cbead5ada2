"""Whatever is asked, nothing breaks, and no answer stands outside the API's own description."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from world import NOON

from ortaq.api.views import description

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    missing_required_header,
]
EXAMPLES = 5
FORGERY = "a" * 32


@pytest.fixture
def matter(here, program, urgent):
    """A message with a call, and a duty that has run out: what the identities in the addresses may name."""
    from ortaq.duties.models import Duty
    from ortaq.exchange.models import Call, Message

    told = (NOON - timedelta(minutes=2)).isoformat()
    call = {"unit": "customs-4", "told_at": told, "told_to": "Петров", "told_by": "Тестов"}
    assert program(here.unit("border")).post("/messages/oral", urgent(calls=[call])).status_code == 201
    found = [*Message.objects.all(), *Call.objects.all(), *Duty.objects.all()]
    return [str(one.pk) for one in found]


@pytest.fixture
def site(as_role):
    """The program as it is served, asking the database as the web's role, in this test's own transaction."""
    application = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)

    def served(environ: dict[str, Any], start_response: Any) -> Any:
        with as_role("web"):
            return application(environ, start_response)

    yield served
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def described() -> dict[str, Any]:
    """The description without who may call: each caller brings what lets him in."""
    schema = copy.deepcopy(description())
    for _path, methods in schema["paths"].items():
        for operation in methods.values():
            operation.pop("security")
    return schema


@pytest.mark.long
@pytest.mark.parametrize("kind", ["token", "officer"])
def test_no_request_breaks_it_and_no_answer_stands_outside_its_description(kind, here, program, officer, matter, site):
    schema = openapi.from_dict(described())
    schema.app = site
    unit = here.unit("customs")
    if kind == "token":
        known = {"headers": {"Authorization": f"Bearer {program(unit).secret}"}}
    else:
        cookies = {name: one.value for name, one in officer(unit).client.cookies.items()}
        known = {"headers": {"X-CSRFToken": FORGERY}, "cookies": {**cookies, "ortaq-csrf": FORGERY}}
    statuses = {status for found in schema.get_all_operations() for status in asked_of(found.ok(), known, matter)}
    assert {200, 201, 400, 403, 404, 422} <= statuses


def asked_of(operation, known, matter):
    """Ask one operation in ways that fit its description and in ways that do not; return the answers' statuses."""
    takes = operation.body or operation.query
    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if takes else [])]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))
    statuses = set()

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases, one=st.sampled_from([None, *matter]))
    def ask(case: Any, one: str | None) -> None:
        if one and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = one
        statuses.add(case.call_and_validate(checks=CHECKS, **known).status_code)

    ask()
    return statuses
