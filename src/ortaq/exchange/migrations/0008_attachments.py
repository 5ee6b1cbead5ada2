"""Files that go with a message, and those attached to a form that is not sent yet.

An attachment is seen by whoever sees the words: whatever widens the content widens its files, in PostgreSQL itself.
The clock knows keys and scopes alone, for the sweep and the climb; names and hashes it does not read.
"""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids
from ortaq.access.guard import guarded

KNOWN = (
    ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
    ("name", models.TextField()),
    ("media_type", models.TextField()),
    ("size", models.BigIntegerField()),
    ("sha256", models.TextField()),
    ("blob", models.TextField(unique=True)),
    ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
)
SEEN_WITH_THE_WORDS = """
CREATE FUNCTION exchange_files_seen_with_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE exchange_attachment SET visible_to = NEW.visible_to WHERE message_id = NEW.message_id;
    RETURN NULL;
END $$;
CREATE TRIGGER files_seen_with_words AFTER UPDATE OF visible_to ON exchange_content FOR EACH ROW
    EXECUTE FUNCTION exchange_files_seen_with_words();
CREATE TRIGGER said_once BEFORE UPDATE ON exchange_attachment FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
    EXECUTE FUNCTION ledger_refuse();
"""
NO_LONGER = """
DROP TRIGGER files_seen_with_words ON exchange_content;
DROP TRIGGER said_once ON exchange_attachment;
DROP FUNCTION exchange_files_seen_with_words();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_planned")]
    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                *KNOWN,
                ("officer", models.IntegerField()),
                ("form", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"abstract": False, "indexes": [models.Index(fields=["officer", "form"], name="upload_of_form")]},
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                *KNOWN,
                ("n", models.SmallIntegerField()),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="exchange.message",
                    ),
                ),
            ],
            options={
                "ordering": ("message", "n"),
                "constraints": [models.UniqueConstraint(fields=("message", "n"), name="attachment_in_order")],
            },
        ),
        migrations.AddIndex(
            "content",
            models.Index(fields=["message"], name="content_with_files", condition=models.Q(("body__has_key", "files"))),
        ),
        guarded("exchange_upload", web="SELECT, INSERT, UPDATE (visible_to), DELETE", clock="SELECT (blob)"),
        guarded(
            "exchange_attachment",
            web="SELECT, INSERT, UPDATE (visible_to)",
            clock="SELECT (message_id, blob, visible_to), UPDATE (visible_to)",
        ),
        migrations.RunSQL(SEEN_WITH_THE_WORDS, NO_LONGER),
    ]
