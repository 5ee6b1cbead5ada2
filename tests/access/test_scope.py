"""A transaction sees what its scope may, and the scope ends with it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from ortaq.access.scope import ScopeConflict, acting_in, current


@pytest.mark.django_db
def test_outside_any_scope_there_is_none() -> None:
    assert current() is None


@pytest.mark.django_db(transaction=True)
def test_the_empty_text_that_a_transaction_leaves_behind_reads_as_no_scope() -> None:
    with acting_in(7):
        assert current() == 7
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.scope', true)")
        assert cursor.fetchone() == ("",)
    assert current() is None


@pytest.mark.django_db
def test_a_group_is_a_scope_with_a_negative_number() -> None:
    with acting_in(-3):
        assert current() == -3


@pytest.mark.django_db
def test_another_scope_inside_is_refused() -> None:
    with acting_in(1), pytest.raises(ScopeConflict, match="already acting in scope 1, asked for 2"), acting_in(2):
        pass


@pytest.mark.django_db
def test_another_scope_that_is_meant_gives_way_to_the_former_one() -> None:
    with acting_in(1):
        with acting_in(2, instead=True):
            assert current() == 2
        assert current() == 1


@pytest.mark.django_db
def test_the_former_scope_comes_back_after_a_failure_inside() -> None:
    with acting_in(1):
        with pytest.raises(ZeroDivisionError), acting_in(2, instead=True):
            raise ZeroDivisionError
        assert current() == 1


@pytest.mark.django_db
def test_the_same_scope_inside_asks_postgresql_nothing(django_assert_num_queries) -> None:
    with acting_in(1), django_assert_num_queries(0), acting_in(1):
        pass


@pytest.mark.django_db
def test_a_scope_ends_with_its_block_also_in_a_greater_transaction() -> None:
    with transaction.atomic():
        with acting_in(5):
            pass
        assert current() is None
