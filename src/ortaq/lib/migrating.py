"""Run migrations without rendering all models anew at every step.

Django keeps the classes of the models as a migration finds them, and after each operation makes anew the class that
changed and every class that relates to it, for the sake of migrations that read and write rows. Nearly all of ours
relate to units and officers, so that an empty database took thousands of classes to fill. To create tables, columns,
indexes and constraints only the class itself is needed. Before Python of a migration runs, Django makes all classes
anew where it was told to delay them; it is told so here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ProjectState


@contextmanager
def rendering_little() -> Iterator[None]:
    """Make anew only the class of the model that an operation changes."""
    with patch.object(ProjectState, "_find_reload_model", _itself):
        yield


def _itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    kept: Any = state
    kept.is_delayed = True
    return {(app_label, model_name)}
