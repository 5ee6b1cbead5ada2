"""Rows that were made once, step by step, and are put into the database again for each test that asks for the same."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

from ortaq.directory.models import Version
from ortaq.lib.rows import insert


class Copies:
    """All rows of some tables as they stand now, and the number of the directory that they are.

    Put back, they bear that number again, so that what was made of the directory is made once; any change gives it a
    number that was never given.
    """

    def __init__(self, models: Sequence[type[Model]]) -> None:
        self._rows = [list(model._base_manager.all()) for model in models]
        self._version = Version.objects.get().number
        counted = [model._meta for model in models if model._meta.pk.get_internal_type().endswith("AutoField")]
        ends = (
            f"setval(pg_get_serial_sequence('{one.db_table}', 'id'), max(id)) FROM {one.db_table}" for one in counted
        )
        self._numbering = "; ".join(f"SELECT {one}" for one in ends)

    def put(self) -> None:
        """Put them into tables that are empty, and let new rows be numbered after them."""
        insert(*[rows for rows in self._rows if rows])
        with connection.cursor() as cursor:
            cursor.execute(self._numbering)
            cursor.execute("UPDATE directory_version SET number = %s", [self._version])
