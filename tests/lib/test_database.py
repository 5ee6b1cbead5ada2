"""The database that the tests get is the program's: its roles, its locale, no superuser."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction


def run(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)


def one(query: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_run_as_the_owner_who_is_no_superuser():
    assert one("SELECT current_user") == "ortaq_owner"
    assert one("SELECT rolsuper OR rolbypassrls OR rolinherit FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db
def test_a_test_sees_with_the_eyes_of_another_role(as_role):
    with as_role("web"):
        assert one("SELECT current_user") == "ortaq_web"
    assert one("SELECT current_user") == "ortaq_owner"


@pytest.mark.django_db
def test_another_role_is_left_also_when_it_is_refused(as_role):
    with pytest.raises(ProgrammingError), as_role("web"):
        run("CREATE TABLE mine (id int)")
    assert one("SELECT current_user") == "ortaq_owner"


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_nothing_to_the_next():
    with transaction.atomic():
        run("CREATE TABLE left_behind AS SELECT 1 AS id")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_by_a_test_that_committed():
    assert one("SELECT to_regclass('left_behind') IS NULL")


@pytest.mark.django_db
@pytest.mark.parametrize(("upper", "lower"), [("Ж", "ж"), ("Ә", "ә"), ("Ң", "ң"), ("Һ", "һ")])
def test_the_database_knows_the_case_of_russian_and_kazakh_letters(upper, lower):
    assert one("SELECT lower(%s)", upper) == lower


@pytest.mark.django_db
def test_the_database_sorts_by_code_point_everywhere_alike():
    assert one("SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['я', 'ә', 'Б', 'a']) x") == "aБяә"


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["btree_gist", "ltree", "pg_trgm", "unaccent"])
def test_the_owner_may_add_the_extensions_that_the_program_uses(extension):
    run(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    assert one("SELECT extname FROM pg_extension WHERE extname = %s", extension) == extension


@pytest.mark.django_db
def test_the_web_role_may_put_jobs_in_the_queue(as_role):
    with as_role("web"):
        run("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'a')")
    assert one("SELECT count(*) FROM procrastinate_jobs") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["stream", "sealer"])
def test_roles_that_work_on_no_jobs_see_none(as_role, role):
    with pytest.raises(ProgrammingError), as_role(role):
        one("SELECT count(*) FROM procrastinate_jobs")
