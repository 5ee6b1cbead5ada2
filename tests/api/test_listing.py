"""The reference of the API is written from the API."""

from __future__ import annotations

from pathlib import Path

from ortaq.access.roles import VERBS
from ortaq.access.tokens import SCOPES
from ortaq.api import listing
from ortaq.api.assembly import API

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


def test_the_reference_lists_what_there_is():
    assert PAGE.read_text() == listing.page(), "python -m ortaq.api.listing > docs/reference/api.md"


def test_every_operation_says_who_may_by_a_verb_and_a_scope_that_there_are():
    for operation, right in API.rights():
        assert right.verb in VERBS, operation.view_func
        assert right.scope in {None, "", *SCOPES}, operation.view_func


def test_no_two_operations_bear_one_name():
    names = [operation.view_func.__name__ for operation, _right in API.rights()]
    assert len(names) == len(set(names))


def test_no_operation_that_changes_something_is_a_get():
    reading = {"read_headers", "read_content", "read_duties", "feeds", "draft", ""}
    assert {right.scope for operation, right in API.rights() if operation.methods == ["GET"]} <= reading
