"""The official text of the instruction, where a node was given one; no secret, so not under row-level security."""

from __future__ import annotations

from django.db import migrations, models

from ortaq.access.guard import open_to


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="OfficialText",
            fields=[
                ("number", models.TextField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("place", models.PositiveIntegerField()),
            ],
            options={"ordering": ("place",)},
        ),
        open_to("console_officialtext", web="SELECT"),
    ]
