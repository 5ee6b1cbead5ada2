"""What PostgreSQL itself holds of custody: who sees what, what never changes, and that the custodian is always one.

At the end of each transaction (`custody_single`) a charge that is held has exactly one open holding, of the unit that
stands as its custodian; one that has left custody has none; the holdings follow one another without a gap, and each
but the first by a line that its unit accepted from the unit before. An entry is made by the custodian of its instant;
on a line the receiver alone decides, once.
Words are seen by whoever held the charge and whoever it is offered to; the words of an annex by the custodian, whoever
it is offered to, and the competent unit: both follow from the facts, whatever a program asks for.
"""

from __future__ import annotations

from django.db import migrations

from ortaq.access.guard import append_only, guarded, open_to
from ortaq.ledger.guards import entries_seen_with

STANDS = ("custodian_id", "since", "status", "ended_at", "holdings", "entries", "due_at", "alarms", "rung")
RINGS = "SELECT (id, status, due_at, alarms, rung), UPDATE (rung)"
DECIDED = ("state", "found", "reason", "note", "decided_at", "decided_by", "decided_by_name", "decided_in")
MOVES = {
    "charge": STANDS,
    "holding": ("until",),
    "entry": (),
    "detention": (),
    "override": ("state", "settled_by", "settled_by_name", "settled_at"),
    "handover": ("state", "steps", "ended_at", "act"),
    "handoverstep": (),
    "line": DECIDED,
    "discrepancy": ("state", "steps"),
    "discrepancystep": (),
}
KINDS = {
    "charge": ["charge.taken"],
    "holding": ["holding.begun", "holding.ended"],
    "entry": ["custody.entered"],
    "detention": ["detention.counted"],
    "override": ["override.asked", "override.settled"],
    "handover": ["handover.offered"],
    "handoverstep": ["handover.moved"],
    "line": ["line.offered", "line.decided"],
    "discrepancy": ["discrepancy.arisen"],
    "discrepancystep": ["discrepancy.moved"],
}
OF_CHARGE = ("holding", "entry", "detention", "override", "line")

SINGLE = """
CREATE FUNCTION custody_single() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    held custody_charge;
    open_ones int;
BEGIN
    SELECT * INTO held FROM custody_charge
     WHERE id = CASE TG_TABLE_NAME WHEN 'custody_charge' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                   ELSE (to_jsonb(NEW) ->> 'charge_id')::uuid END;
    SELECT count(*) INTO open_ones FROM custody_holding WHERE charge_id = held.id AND until IS NULL;
    IF open_ones <> (CASE held.status WHEN 'held' THEN 1 ELSE 0 END) THEN
        RAISE EXCEPTION 'charge % is % and has % custodians', held.id, held.status, open_ones
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF held.status = 'held' AND NOT EXISTS (SELECT FROM custody_holding
            WHERE charge_id = held.id AND until IS NULL AND unit_id = held.custodian_id AND n = held.holdings) THEN
        RAISE EXCEPTION 'the custodian of charge % is not the one of its chain', held.id
            USING ERRCODE = 'restrict_violation';
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
        RAISE EXCEPTION 'the chain of custody of charge % is broken', held.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER custody_single AFTER INSERT OR UPDATE ON custody_holding DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION custody_single();
CREATE CONSTRAINT TRIGGER custody_single AFTER INSERT OR UPDATE OF custodian_id, status, holdings ON custody_charge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION custody_single();
"""
NOT_SINGLE = """
DROP TRIGGER custody_single ON custody_holding;
DROP TRIGGER custody_single ON custody_charge;
DROP FUNCTION custody_single();
"""

BY_CUSTODIAN = """
CREATE FUNCTION custody_by_custodian() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM custody_holding
                    WHERE charge_id = NEW.charge_id AND unit_id = NEW.unit_id AND until IS NULL) THEN
        RAISE EXCEPTION 'only its custodian makes entries about charge %', NEW.charge_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER by_custodian BEFORE INSERT ON custody_entry FOR EACH ROW EXECUTE FUNCTION custody_by_custodian();
CREATE TRIGGER by_custodian BEFORE INSERT ON custody_detention FOR EACH ROW EXECUTE FUNCTION custody_by_custodian();
CREATE TRIGGER by_custodian BEFORE INSERT ON custody_override FOR EACH ROW EXECUTE FUNCTION custody_by_custodian();
"""
ONLY_THE_RECEIVER = """
CREATE FUNCTION custody_receiver_decides() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM custody_handover WHERE id = NEW.handover_id
                      AND receiver_id = coalesce(nullif(current_setting('app.scope', true), '')::int, receiver_id)) THEN
        RAISE EXCEPTION 'only the receiver decides on what was offered' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'offered' THEN
        RAISE EXCEPTION 'line % was decided before', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receiver_decides BEFORE UPDATE OF state ON custody_line FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION custody_receiver_decides();
"""
ANYBODY = """
DROP TRIGGER receiver_decides ON custody_line;
DROP FUNCTION custody_receiver_decides();
"""
NOT_BY_CUSTODIAN = """
DROP TRIGGER by_custodian ON custody_entry;
DROP TRIGGER by_custodian ON custody_detention;
DROP TRIGGER by_custodian ON custody_override;
DROP FUNCTION custody_by_custodian();
"""

SEEN = """
CREATE FUNCTION custody_follow_charge() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE custody_holding SET visible_to = NEW.visible_to WHERE charge_id = NEW.id;
    UPDATE custody_entry SET visible_to = NEW.visible_to WHERE charge_id = NEW.id AND NOT is_annex;
    UPDATE custody_detention SET visible_to = NEW.visible_to WHERE charge_id = NEW.id;
    UPDATE custody_override SET visible_to = NEW.visible_to WHERE charge_id = NEW.id;
    UPDATE custody_line SET visible_to = NEW.visible_to WHERE charge_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_charge AFTER UPDATE OF visible_to ON custody_charge FOR EACH ROW
    WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to) EXECUTE FUNCTION custody_follow_charge();

CREATE FUNCTION custody_readers(of_charge uuid, annex boolean, competent int[]) RETURNS int[]
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT scope) FROM (
        SELECT unit_id AS scope FROM custody_holding WHERE charge_id = of_charge AND NOT annex
        UNION ALL SELECT custodian_id FROM custody_charge WHERE id = of_charge
        UNION ALL SELECT h.receiver_id FROM custody_line l JOIN custody_handover h ON h.id = l.handover_id
                   WHERE l.charge_id = of_charge AND l.state = 'offered'
        UNION ALL SELECT unnest(competent)
    ) AS readers
$$;
CREATE FUNCTION custody_reread() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    changed uuid := CASE TG_TABLE_NAME WHEN 'custody_charge' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                       ELSE (to_jsonb(NEW) ->> 'charge_id')::uuid END;
BEGIN
    UPDATE custody_entry SET visible_to = custody_readers(charge_id, true, competent)
     WHERE charge_id = changed AND is_annex;
    UPDATE custody_words AS w SET visible_to = custody_readers(e.charge_id, e.is_annex, e.competent)
      FROM custody_entry AS e WHERE e.id = w.entry_id AND e.charge_id = changed;
    RETURN NULL;
END $$;
CREATE TRIGGER reread AFTER UPDATE OF custodian_id ON custody_charge FOR EACH ROW EXECUTE FUNCTION custody_reread();
CREATE TRIGGER reread AFTER INSERT OR UPDATE OF state ON custody_line FOR EACH ROW EXECUTE FUNCTION custody_reread();

CREATE TRIGGER written_once BEFORE UPDATE ON custody_words FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
    EXECUTE FUNCTION ledger_refuse();
"""
UNSEEN = """
DROP TRIGGER written_once ON custody_words;
DROP TRIGGER reread ON custody_line;
DROP TRIGGER reread ON custody_charge;
DROP FUNCTION custody_reread();
DROP FUNCTION custody_readers(uuid, boolean, int[]);
DROP TRIGGER follow_charge ON custody_charge;
DROP FUNCTION custody_follow_charge();
"""

FUNCTIONS = (
    "custody_single()",
    "custody_by_custodian()",
    "custody_receiver_decides()",
    "custody_follow_charge()",
    "custody_readers(uuid, boolean, int[])",
    "custody_reread()",
)


def _may(table: str) -> str:
    """Return what the web may do with a table: add rows, move what stands in them, and let others see them."""
    return f"SELECT, INSERT, UPDATE ({', '.join((*MOVES[table], 'visible_to'))})"


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_custody"), ("access", "0002_guards"), ("ledger", "0002_guards")]
    operations = [
        guarded("custody_charge", web=_may("charge"), clock=RINGS),
        *(guarded(f"custody_{table}", web=_may(table)) for table in MOVES if table != "charge"),
        *(append_only(f"custody_{table}", but=(*moved, "visible_to")) for table, moved in MOVES.items()),
        guarded("custody_words", web="SELECT, INSERT"),
        open_to("custody_numbering", web="SELECT, INSERT, UPDATE"),
        open_to("SEQUENCE custody_numbering_id_seq", web="USAGE"),
        migrations.RunSQL(SINGLE, NOT_SINGLE),
        migrations.RunSQL(BY_CUSTODIAN, NOT_BY_CUSTODIAN),
        migrations.RunSQL(ONLY_THE_RECEIVER, ANYBODY),
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.RunSQL([f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC" for one in FUNCTIONS], migrations.RunSQL.noop),
        *(entries_seen_with(f"custody_{table}", kinds) for table, kinds in KINDS.items()),
    ]
