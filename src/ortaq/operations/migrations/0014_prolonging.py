"""A commitment is prolonged by the unit that gave it, and only as far as nothing is promised twice by that."""

from __future__ import annotations

from django.db import migrations, models

TABLE = "operations_commitment"
FREE = "ARRAY['state', 'steps', 'ended_at', 'ends_at', 'promised_until', 'visible_to']"
FORMER = "ARRAY['state', 'steps', 'ended_at', 'visible_to']"


def _never_changed_but(free: str) -> str:
    """Return the trigger that refuses every change of more than these columns."""
    return f"""
        DROP TRIGGER append_only_but ON {TABLE};
        CREATE TRIGGER append_only_but BEFORE UPDATE ON {TABLE} FOR EACH ROW
            WHEN (to_jsonb(OLD) - {free} IS DISTINCT FROM to_jsonb(NEW) - {free})
            EXECUTE FUNCTION ledger_refuse();
    """


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
        migrations.RunSQL(
            _never_changed_but(FREE)
            + _within("INSERT OR UPDATE OF ends_at")
            + f"GRANT UPDATE (ends_at, promised_until) ON {TABLE} TO ortaq_web",
            f"REVOKE UPDATE (ends_at, promised_until) ON {TABLE} FROM ortaq_web;"
            + _within("INSERT")
            + _never_changed_but(FORMER),
        ),
    ]
