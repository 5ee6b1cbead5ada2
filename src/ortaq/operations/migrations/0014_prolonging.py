"""A commitment is prolonged by the unit that gave it, and only as far as nothing is promised twice by that."""

from __future__ import annotations

from django.db import migrations, models

from ortaq.access.guard import append_only_now

TABLE = "operations_commitment"
FORMERLY = ("state", "steps", "ended_at", "visible_to")


def _within(when: str) -> str:
    """Return the trigger that refuses more than there is, and another unit's hand."""
    return f"""
        DROP TRIGGER within ON {TABLE};
        CREATE TRIGGER within AFTER {when} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION operations_within();
    """


class Migration(migrations.Migration):
    dependencies = [("operations", "0013_log_hashes")]
    operations = [
        migrations.AddField("commitment", "promised_until", models.DateTimeField(null=True)),
        migrations.AddField("commitmentstep", "until", models.DateTimeField(null=True)),
        append_only_now(TABLE, but=(*FORMERLY, "ends_at", "promised_until"), formerly=FORMERLY),
        migrations.RunSQL(
            _within("INSERT OR UPDATE OF ends_at") + f"GRANT UPDATE (ends_at, promised_until) ON {TABLE} TO ortaq_web",
            f"REVOKE UPDATE (ends_at, promised_until) ON {TABLE} FROM ortaq_web;" + _within("INSERT"),
        ),
    ]
