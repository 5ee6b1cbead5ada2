"""The post of a commander, who signs and approves what agencies agree."""

from __future__ import annotations

from django.db import migrations, models

POSTS = ["administrator", "analyst", "commander", "duty_officer", "inspector", "senior"]


class Migration(migrations.Migration):
    dependencies = [("access", "0005_watches")]
    operations = [
        migrations.RemoveConstraint(model_name="appointment", name="access_appointment_role"),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(condition=models.Q(role__in=POSTS), name="access_appointment_role"),
        ),
    ]
