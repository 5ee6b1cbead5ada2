"""What PostgreSQL holds of custody whichever program writes: the custodian is always one, the receiver alone decides.

At the end of each transaction (`custody_single`) a charge that is held has exactly one open holding, of the unit that
stands as its custodian; one that has left custody has none; the holdings follow one another without a gap, and each
but the first by a line that its unit accepted from the unit before; and the charge is due when its last detention says.

A hand-over is begun by its giver, undecided; a line by the custodian of the charge; a holding by its own unit. On a
line the receiver alone decides, once; what was decided, ended or settled does not move again. Entries are made by the
custodian of the instant, or by the last one of what has left custody. What no scope is set for is the owner's own work.
"""

from __future__ import annotations

from django.db import migrations

HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public"
REFUSED = "USING ERRCODE = 'restrict_violation'"
IN_SCOPE = "coalesce(nullif(current_setting('app.scope', true), '')::int, {0}) = {0}"

SINGLE = f"""
CREATE FUNCTION custody_single() RETURNS trigger {HEAD} AS $$
DECLARE
    held custody_charge;
    open_ones int;
BEGIN
    SELECT * INTO held FROM custody_charge
     WHERE id = CASE TG_TABLE_NAME WHEN 'custody_charge' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                   ELSE (to_jsonb(NEW) ->> 'charge_id')::uuid END;
    SELECT count(*) INTO open_ones FROM custody_holding WHERE charge_id = held.id AND until IS NULL;
    IF open_ones <> (CASE held.status WHEN 'held' THEN 1 ELSE 0 END) THEN
        RAISE EXCEPTION 'charge % is % and has % custodians', held.id, held.status, open_ones {REFUSED};
    END IF;
    IF held.status = 'held' AND NOT EXISTS (SELECT FROM custody_holding
            WHERE charge_id = held.id AND until IS NULL AND unit_id = held.custodian_id AND n = held.holdings) THEN
        RAISE EXCEPTION 'the custodian of charge % is not the one of its chain', held.id {REFUSED};
    END IF;
    IF held.status = 'held' AND (held.due_at IS DISTINCT FROM
            (SELECT due_at FROM custody_detention WHERE charge_id = held.id ORDER BY n DESC LIMIT 1)
            OR (held.due_at IS NOT NULL AND NOT held.alarms @> ARRAY[held.custodian_id])) THEN
        RAISE EXCEPTION 'the clock of charge % is not that of its detention', held.id {REFUSED};
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT n, since, unit_id, line_id, lag(until) OVER chain AS before, lag(n) OVER chain AS former,
                            lag(unit_id) OVER chain AS giver
                       FROM custody_holding WHERE charge_id = held.id WINDOW chain AS (ORDER BY n)) AS link
          LEFT JOIN custody_line l ON l.id = link.line_id
          LEFT JOIN custody_handover h ON h.id = l.handover_id
         WHERE (link.former IS NULL AND link.n <> 1)
            OR (link.former IS NOT NULL
                AND (link.before IS DISTINCT FROM link.since OR link.n <> link.former + 1 OR l.state <> 'accepted'
                     OR l.charge_id <> held.id OR h.receiver_id <> link.unit_id OR h.unit_id <> link.giver))
    ) THEN
        RAISE EXCEPTION 'the chain of custody of charge % is broken', held.id {REFUSED};
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER custody_single AFTER INSERT OR UPDATE ON custody_holding DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION custody_single();
CREATE CONSTRAINT TRIGGER custody_single AFTER INSERT ON custody_detention DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION custody_single();
CREATE CONSTRAINT TRIGGER custody_single AFTER INSERT OR UPDATE OF custodian_id, status, holdings, due_at, alarms
    ON custody_charge DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION custody_single();
"""
NOT_SINGLE = """
DROP TRIGGER custody_single ON custody_holding;
DROP TRIGGER custody_single ON custody_detention;
DROP TRIGGER custody_single ON custody_charge;
DROP FUNCTION custody_single();
"""

BEGUN = f"""
CREATE FUNCTION custody_begun() RETURNS trigger {HEAD} AS $$
DECLARE
    giver int;
BEGIN
    IF TG_TABLE_NAME = 'custody_handover' THEN
        IF NEW.state <> 'offered' OR NEW.steps <> 0 OR NEW.ended_at IS NOT NULL
           OR NOT {IN_SCOPE.format("NEW.unit_id")} THEN
            RAISE EXCEPTION 'a hand-over is begun by its giver, undecided' {REFUSED};
        END IF;
    ELSIF TG_TABLE_NAME = 'custody_line' THEN
        SELECT unit_id INTO giver FROM custody_handover WHERE id = NEW.handover_id;
        IF NEW.state <> 'offered' OR NEW.decided_at IS NOT NULL OR NOT {IN_SCOPE.format("giver")}
           OR NOT EXISTS (SELECT FROM custody_holding
                           WHERE charge_id = NEW.charge_id AND unit_id = giver AND until IS NULL) THEN
            RAISE EXCEPTION 'a line is begun by the custodian of what it offers, undecided' {REFUSED};
        END IF;
    ELSIF NEW.until IS NOT NULL OR NOT {IN_SCOPE.format("NEW.unit_id")} THEN
        RAISE EXCEPTION 'a holding is begun by its own unit' {REFUSED};
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begun BEFORE INSERT ON custody_handover FOR EACH ROW EXECUTE FUNCTION custody_begun();
CREATE TRIGGER begun BEFORE INSERT ON custody_line FOR EACH ROW EXECUTE FUNCTION custody_begun();
CREATE TRIGGER begun BEFORE INSERT ON custody_holding FOR EACH ROW EXECUTE FUNCTION custody_begun();
"""
NOT_BEGUN = """
DROP TRIGGER begun ON custody_handover;
DROP TRIGGER begun ON custody_line;
DROP TRIGGER begun ON custody_holding;
DROP FUNCTION custody_begun();
"""

BY_CUSTODIAN = f"""
CREATE FUNCTION custody_by_custodian() RETURNS trigger {HEAD} AS $$
BEGIN
    IF NOT {IN_SCOPE.format("NEW.unit_id")} OR NOT EXISTS (
        SELECT FROM custody_holding h JOIN custody_charge c ON c.id = h.charge_id
         WHERE h.charge_id = NEW.charge_id AND h.unit_id = NEW.unit_id
           AND (h.until IS NULL OR (c.status = 'ended' AND h.n = c.holdings AND TG_TABLE_NAME = 'custody_entry'))
    ) THEN
        RAISE EXCEPTION 'only its custodian makes entries about charge %', NEW.charge_id {REFUSED};
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER by_custodian BEFORE INSERT ON custody_entry FOR EACH ROW EXECUTE FUNCTION custody_by_custodian();
CREATE TRIGGER by_custodian BEFORE INSERT ON custody_detention FOR EACH ROW EXECUTE FUNCTION custody_by_custodian();
CREATE TRIGGER by_custodian BEFORE INSERT ON custody_override FOR EACH ROW EXECUTE FUNCTION custody_by_custodian();
"""
NOT_BY_CUSTODIAN = """
DROP TRIGGER by_custodian ON custody_entry;
DROP TRIGGER by_custodian ON custody_detention;
DROP TRIGGER by_custodian ON custody_override;
DROP FUNCTION custody_by_custodian();
"""

ONCE = f"""
CREATE FUNCTION custody_once() RETURNS trigger {HEAD} AS $$
BEGIN
    IF TG_TABLE_NAME = 'custody_line' THEN
        IF OLD.state <> 'offered' THEN
            RAISE EXCEPTION 'line % was decided before', OLD.id {REFUSED};
        END IF;
        IF NOT EXISTS (SELECT FROM custody_handover h
                        WHERE h.id = NEW.handover_id AND {IN_SCOPE.format("h.receiver_id")}) THEN
            RAISE EXCEPTION 'only the receiver decides on what was offered' {REFUSED};
        END IF;
    ELSIF TG_TABLE_NAME = 'custody_override' THEN
        IF OLD.state <> 'asked' OR NOT {IN_SCOPE.format("OLD.unit_id")} THEN
            RAISE EXCEPTION 'an override is settled once, in the unit that asked for it' {REFUSED};
        END IF;
    ELSIF TG_TABLE_NAME = 'custody_holding' THEN
        IF OLD.until IS NOT NULL THEN
            RAISE EXCEPTION 'a holding ends once' {REFUSED};
        END IF;
    ELSIF OLD.status = 'ended' THEN
        RAISE EXCEPTION 'what has left custody does not come back' {REFUSED};
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER once BEFORE UPDATE ON custody_line FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to') EXECUTE FUNCTION custody_once();
CREATE TRIGGER once BEFORE UPDATE ON custody_override FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to') EXECUTE FUNCTION custody_once();
CREATE TRIGGER once BEFORE UPDATE OF until ON custody_holding FOR EACH ROW
    WHEN (OLD.until IS DISTINCT FROM NEW.until) EXECUTE FUNCTION custody_once();
CREATE TRIGGER once BEFORE UPDATE OF status, custodian_id, ended_at ON custody_charge FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.custodian_id IS DISTINCT FROM NEW.custodian_id
          OR OLD.ended_at IS DISTINCT FROM NEW.ended_at) EXECUTE FUNCTION custody_once();
"""
NOT_ONCE = """
DROP TRIGGER once ON custody_line;
DROP TRIGGER once ON custody_override;
DROP TRIGGER once ON custody_holding;
DROP TRIGGER once ON custody_charge;
DROP FUNCTION custody_once();
"""
FUNCTIONS = ("custody_single()", "custody_begun()", "custody_by_custodian()", "custody_once()")


class Migration(migrations.Migration):
    dependencies = [("custody", "0002_guards")]
    operations = [
        migrations.RunSQL(SINGLE, NOT_SINGLE),
        migrations.RunSQL(BEGUN, NOT_BEGUN),
        migrations.RunSQL(BY_CUSTODIAN, NOT_BY_CUSTODIAN),
        migrations.RunSQL(ONCE, NOT_ONCE),
        migrations.RunSQL([f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC" for one in FUNCTIONS], migrations.RunSQL.noop),
    ]
