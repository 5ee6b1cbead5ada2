"""Names are weighed in one pass: what a candidate's words are worth is bits, and the longest answers take half as long.

Each asked word has two bits in the mask of a word that meets it: one for any key in common, both where a whole reading
is; so what two words of a candidate say of the same asked word is their OR, and the worth is twice the bits that are
set. What was met twice, by two pairs of asked words, counts once for the same reason. The answers are what they were.
"""

from __future__ import annotations

from django.db import migrations

BY_NAME = r"""
-- OFFSET 0 keeps the planner from joining whole tables where a handful of keys is looked up; planned once a session.
CREATE OR REPLACE FUNCTION databank_by_name(
    look uuid, asked jsonb, born date, at timestamptz, widely boolean, most int)
    RETURNS TABLE (entry uuid, owner int, words text[], birth date, score int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    agency text := databank_asks(look);
    wanted date := databank_by_name.born;
    first_day date := date_trunc('year', wanted);
    last_day date := first_day + interval '1 year' - interval '1 day';
    several boolean := jsonb_array_length(asked) > 1 AND NOT widely;
BEGIN
    IF agency IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH met AS MATERIALIZED (
        SELECT a.n, k.word, bit_or(CASE WHEN key.value::boolean AND k.whole THEN 3 ELSE 1 END) AS bits
          FROM jsonb_array_elements(asked) WITH ORDINALITY a (keys, n), jsonb_each_text(a.keys) key
          CROSS JOIN LATERAL (
               SELECT n.word, n.whole FROM databank_namekey n WHERE n.key = key.key::bigint OFFSET 0) k
         WHERE a.n <= 31
         GROUP BY a.n, k.word
    ), met_by AS MATERIALIZED (
        SELECT met.n, array_agg(met.word) AS of FROM met GROUP BY met.n
    ), mask AS MATERIALIZED (
        SELECT met.word, bit_or(met.bits::bigint << (2 * (met.n - 1))::int) AS bits FROM met GROUP BY met.word
    ), candidate AS (
        SELECT d.id, d.entry_id, d.words, d.born
          FROM met_by a JOIN met_by b ON several AND a.n < b.n
          CROSS JOIN LATERAL (SELECT d.* FROM databank_named d WHERE d.words && a.of AND d.words && b.of OFFSET 0) d
        UNION ALL
        SELECT d.id, d.entry_id, d.words, d.born
          FROM met_by a CROSS JOIN LATERAL (SELECT d.* FROM databank_named d WHERE d.words && a.of LIMIT 20000) d
         WHERE NOT several
    ), weighed AS (
        SELECT c.id, c.entry_id, c.born, 2 * bit_count(bit_or(mask.bits)::bit(64)) AS worth
          FROM candidate c CROSS JOIN unnest(c.words) AS w (word) JOIN mask ON mask.word = w.word
         GROUP BY c.id, c.entry_id, c.born
    ), likeliest AS MATERIALIZED (
        SELECT w.id, w.entry_id, w.born, (w.worth + CASE
                   WHEN wanted IS NULL OR w.born IS NULL THEN 0
                   WHEN w.born = wanted THEN 4
                   WHEN w.born BETWEEN first_day AND last_day
                     OR (extract(day FROM w.born) = extract(day FROM wanted)
                         AND extract(month FROM w.born) = extract(month FROM wanted)) THEN 1
                   ELSE -1 END)::int AS total
          FROM weighed w
         ORDER BY total DESC, w.entry_id
         LIMIT 4 * most
    )
    SELECT e.id, e.unit_id, array(SELECT w.latin FROM databank_nameword w WHERE w.id = ANY (d.words)), l.born, l.total
      FROM likeliest l JOIN databank_entry e ON e.id = l.entry_id JOIN databank_named d ON d.id = l.id
     WHERE e.status = 'in_force' AND e.valid_to > databank_by_name.at
       AND (e.shown_to = '{}' OR agency = ANY (e.shown_to))
     ORDER BY l.total DESC, e.id LIMIT most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("databank", "0008_material_widening")]
    operations = [migrations.RunSQL(BY_NAME, migrations.RunSQL.noop)]
