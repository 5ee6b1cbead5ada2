"""Who reads what of custody follows from the facts, whatever a program asks for.

Words are read by whoever held the charge and whoever it is offered to now; the annex – entries, words and overrides –
by the custodian, whoever it is offered to, and the units competent for it. The other rows about a charge follow it.
"""

from __future__ import annotations

from django.db import migrations

HEAD = "SECURITY DEFINER SET search_path = pg_catalog, public"

FOLLOW = f"""
CREATE FUNCTION custody_follow_charge() RETURNS trigger LANGUAGE plpgsql {HEAD} AS $$
BEGIN
    UPDATE custody_holding SET visible_to = NEW.chain_to WHERE charge_id = NEW.id;
    UPDATE custody_entry SET visible_to = NEW.chain_to WHERE charge_id = NEW.id AND NOT is_annex;
    UPDATE custody_detention SET visible_to = NEW.chain_to WHERE charge_id = NEW.id;
    UPDATE custody_override SET visible_to = NEW.chain_to WHERE charge_id = NEW.id AND NOT is_annex;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_charge AFTER UPDATE OF chain_to ON custody_charge FOR EACH ROW
    WHEN (OLD.chain_to IS DISTINCT FROM NEW.chain_to) EXECUTE FUNCTION custody_follow_charge();
"""
UNFOLLOW = "DROP TRIGGER follow_charge ON custody_charge; DROP FUNCTION custody_follow_charge()"

READERS = f"""
CREATE FUNCTION custody_readers(of_charge uuid, annex boolean, competent int[]) RETURNS int[] LANGUAGE sql {HEAD} AS $$
    SELECT array_agg(DISTINCT scope) FROM (
        SELECT unit_id AS scope FROM custody_holding WHERE charge_id = of_charge AND NOT annex
        UNION ALL SELECT custodian_id FROM custody_charge WHERE id = of_charge
        UNION ALL SELECT h.receiver_id FROM custody_line l JOIN custody_handover h ON h.id = l.handover_id
                   WHERE l.charge_id = of_charge AND l.state = 'offered'
        UNION ALL SELECT unnest(competent)
    ) AS readers
$$;
CREATE FUNCTION custody_reread() RETURNS trigger LANGUAGE plpgsql {HEAD} AS $$
DECLARE
    changed uuid := CASE TG_TABLE_NAME WHEN 'custody_charge' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                       ELSE (to_jsonb(NEW) ->> 'charge_id')::uuid END;
BEGIN
    UPDATE custody_entry SET visible_to = custody_readers(charge_id, true, competent)
     WHERE charge_id = changed AND is_annex;
    UPDATE custody_override SET visible_to = custody_readers(charge_id, true, competent)
     WHERE charge_id = changed AND is_annex;
    UPDATE custody_words AS w SET visible_to = custody_readers(e.charge_id, e.is_annex, e.competent)
      FROM custody_entry AS e WHERE e.id = w.entry_id AND e.charge_id = changed;
    RETURN NULL;
END $$;
CREATE TRIGGER reread AFTER UPDATE OF custodian_id ON custody_charge FOR EACH ROW EXECUTE FUNCTION custody_reread();
CREATE TRIGGER reread AFTER INSERT OR UPDATE OF state ON custody_line FOR EACH ROW EXECUTE FUNCTION custody_reread();
CREATE TRIGGER reread AFTER INSERT ON custody_words FOR EACH ROW EXECUTE FUNCTION custody_reread();
CREATE TRIGGER reread AFTER INSERT ON custody_override FOR EACH ROW EXECUTE FUNCTION custody_reread();

CREATE TRIGGER written_once BEFORE UPDATE ON custody_words FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'visible_to' IS DISTINCT FROM to_jsonb(NEW) - 'visible_to')
    EXECUTE FUNCTION ledger_refuse();
"""
UNREAD = """
DROP TRIGGER written_once ON custody_words;
DROP TRIGGER reread ON custody_override;
DROP TRIGGER reread ON custody_words;
DROP TRIGGER reread ON custody_line;
DROP TRIGGER reread ON custody_charge;
DROP FUNCTION custody_reread();
DROP FUNCTION custody_readers(uuid, boolean, int[]);
"""
FUNCTIONS = ("custody_follow_charge()", "custody_readers(uuid, boolean, int[])", "custody_reread()")


class Migration(migrations.Migration):
    dependencies = [("custody", "0003_single")]
    operations = [
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        migrations.RunSQL(READERS, UNREAD),
        migrations.RunSQL([f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC" for one in FUNCTIONS], migrations.RunSQL.noop),
    ]
