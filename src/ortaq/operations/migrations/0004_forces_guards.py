"""Who may do what with forces, and what PostgreSQL holds whichever program writes: nothing is promised twice.

At any instant the open commitments of a resource take no more than there is of it; one whose time is over and that
nobody released goes on. Two that come at once wait for each other at the resource's row. A commitment is made by the
unit that the resource belongs to.
"""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded
from ortaq.ledger.guards import entries_seen_with

MOVES = {
    "resource": ("amount", "steps", "withdrawn_at"),
    "resourcestep": (),
    "commitment": ("state", "steps", "ended_at"),
    "commitmentstep": (),
}
KINDS = {
    "resource": "resource.entered",
    "resourcestep": "resource.moved",
    "commitment": "commitment.made",
    "commitmentstep": "commitment.moved",
}

WITHIN = """
CREATE FUNCTION operations_within() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
DECLARE
    whole operations_resource;
    taken int;
    scope int := nullif(current_setting('app.scope', true), '')::int;
BEGIN
    SELECT * INTO whole FROM operations_resource WHERE id = NEW.resource_id FOR UPDATE;
    IF whole.unit_id <> NEW.unit_id OR coalesce(scope, NEW.unit_id) <> NEW.unit_id THEN
        RAISE EXCEPTION 'a resource is promised by the unit that it belongs to' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT max(load) INTO taken FROM (
        SELECT (SELECT sum(o.amount) FROM operations_commitment o
                 WHERE o.resource_id = NEW.resource_id AND o.ended_at IS NULL AND o.starts_at <= beginning.at
                   AND (o.ends_at > beginning.at OR o.ends_at <= NEW.at)) AS load
          FROM (SELECT NEW.starts_at AS at UNION
                SELECT starts_at FROM operations_commitment
                 WHERE resource_id = NEW.resource_id AND ended_at IS NULL
                   AND starts_at > NEW.starts_at AND starts_at < NEW.ends_at) AS beginning
    ) AS loads;
    IF taken > whole.amount THEN
        RAISE EXCEPTION 'resource % has % and % would be promised', whole.id, whole.amount, taken
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER within AFTER INSERT ON operations_commitment FOR EACH ROW EXECUTE FUNCTION operations_within();
REVOKE ALL ON FUNCTION operations_within() FROM PUBLIC;
"""
NOT_WITHIN = "DROP TRIGGER within ON operations_commitment; DROP FUNCTION operations_within()"


def _may(table: str) -> str:
    """Return what the web may do with a table: add rows, and move what stands in them."""
    moved = f", UPDATE ({', '.join(MOVES[table])})" if MOVES[table] else ""
    return f"SELECT, INSERT{moved}"


class Migration(migrations.Migration):
    dependencies = [("operations", "0003_forces"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        *(guarded(f"operations_{table}", web=_may(table)) for table in MOVES),
        *(append_only(f"operations_{table}", but=(*moved, "visible_to")) for table, moved in MOVES.items()),
        *(entries_seen_with(f"operations_{table}", [kind]) for table, kind in KINDS.items()),
        migrations.RunSQL(WITHIN, NOT_WITHIN),
    ]
