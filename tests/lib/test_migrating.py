"""A new database is filled without making all classes of models anew at each step; Python of a migration sees all."""

from __future__ import annotations

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from ortaq.lib.migrating import rendering_little


def _two_related() -> ProjectState:
    state = ProjectState()
    state.add_model(ModelState("some", "Unit", [("id", models.AutoField(primary_key=True))]))
    unit = models.ForeignKey("some.Unit", models.PROTECT)
    state.add_model(ModelState("some", "Note", [("id", models.AutoField(primary_key=True)), ("unit", unit)]))
    assert len(list(state.apps.get_models())) == 2
    return state


def test_only_the_class_that_changed_is_made_anew():
    with rendering_little():
        state = _two_related()
        note = state.apps.get_model("some", "Note")
        state.add_field("some", "unit", "name", models.TextField(null=True), preserve_default=True)
        assert state.apps.get_model("some", "Note") is note
        assert state.apps.get_model("some", "Unit")._meta.get_field("name")


def test_the_python_of_a_migration_sees_classes_that_fit_together():
    with rendering_little():
        state = _two_related()
        state.add_field("some", "unit", "name", models.TextField(null=True), preserve_default=True)
        state.clear_delayed_apps_cache()  # what Django does before it
        unit, note = (state.apps.get_model("some", name) for name in ("Unit", "Note"))
        assert note._meta.get_field("unit").related_model is unit
