"""The hashes of an entry's files, which outlive its words."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operations", "0012_log_file_guards")]
    operations = [
        migrations.AddField(
            model_name="logentry",
            name="hashes",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
    ]
