"""A unit's own program may send: then no officer stands behind a message or a call, and the name says which token."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0008_attachments")]
    operations = [
        migrations.AlterField("message", "officer", models.IntegerField(null=True)),
        migrations.AlterField("call", "officer", models.IntegerField(null=True)),
    ]
