"""The only ways into the index of the registers: functions that run with their owner's rights and read the scope.

databank_index    writes the index of an entry of the caller's own unit, once
databank_asks     the agency for which a written look-up of the caller's own unit asks; NULL where there is none
databank_by_mark  the entries in force under one of these numbers or plates
databank_by_name  the entries in force of which at least two asked words are met (one, where one was asked), the
                  likeliest first, with the words of the name: what shares a key may be another, the caller looks again
                  `widely`: one word is enough; slower, and asked for only where little was found
databank_told     the entries that a look-up of the caller's own unit found, with their words

So nobody is told of another unit's entry without a look-up that is written down, whatever a query forgets.
"""

from __future__ import annotations

from django.db import migrations

INDEXING = r"""
CREATE INDEX databank_named_words ON databank_named USING gin (words) WITH (fastupdate = off);
CREATE INDEX databank_named_born ON databank_named (born);

CREATE FUNCTION databank_index(wanted uuid, marks jsonb, names jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
    scope int := nullif(current_setting('app.scope', true), '')::int;
BEGIN
    IF NOT EXISTS (SELECT FROM databank_entry e WHERE e.id = wanted AND e.unit_id = scope) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this entry is not the unit''s own';
    END IF;
    IF EXISTS (SELECT FROM databank_mark m WHERE m.entry_id = wanted)
       OR EXISTS (SELECT FROM databank_named n WHERE n.entry_id = wanted) THEN
        RETURN;
    END IF;
    INSERT INTO databank_mark (entry_id, mark, is_plate)
    SELECT wanted, one ->> 'mark', (one ->> 'is_plate')::boolean FROM jsonb_array_elements(marks) one;
    WITH word AS (
        SELECT DISTINCT ON (w ->> 'latin') w ->> 'latin' AS latin, w -> 'keys' AS keys
          FROM jsonb_array_elements(names) n, jsonb_array_elements(n -> 'words') w
         ORDER BY 1
    ), added AS (
        INSERT INTO databank_nameword (latin) SELECT latin FROM word ON CONFLICT DO NOTHING RETURNING id, latin
    )
    INSERT INTO databank_namekey (key, word, whole)
    SELECT k.key::bigint, added.id, k.value::boolean FROM added JOIN word USING (latin), jsonb_each_text(word.keys) k;
    INSERT INTO databank_named (entry_id, words, born)
    SELECT wanted,
           array(SELECT w.id FROM databank_nameword w
                  WHERE w.latin IN (SELECT one ->> 'latin' FROM jsonb_array_elements(n -> 'words') one)),
           (n ->> 'born')::date
      FROM jsonb_array_elements(names) n;
END $$;
"""

ASKING = r"""
CREATE FUNCTION databank_asks(look uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT u.agency FROM databank_lookup l JOIN directory_unit u ON u.id = l.unit_id
     WHERE l.id = look AND l.unit_id = nullif(current_setting('app.scope', true), '')::int
$$;

CREATE FUNCTION databank_by_mark(look uuid, marks text[], at timestamptz)
    RETURNS TABLE (entry uuid, owner int, mark text, is_plate boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
    agency text := databank_asks(look);
BEGIN
    IF agency IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT e.id, e.unit_id, m.mark, m.is_plate FROM databank_mark m JOIN databank_entry e ON e.id = m.entry_id
         WHERE m.mark = ANY (marks) AND e.status = 'in_force' AND e.valid_to > databank_by_mark.at
           AND (e.shown_to = '{}' OR agency = ANY (e.shown_to))
         LIMIT 100;
END $$;

-- OFFSET 0 keeps the planner from joining whole tables where a handful of keys is looked up; planned once a session.
CREATE FUNCTION databank_by_name(look uuid, asked jsonb, born date, at timestamptz, widely boolean, most int)
    RETURNS TABLE (entry uuid, owner int, words text[], birth date, score int)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    agency text := databank_asks(look);
    wanted date := databank_by_name.born;
    several boolean := jsonb_array_length(asked) > 1 AND NOT widely;
BEGIN
    IF agency IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH ask AS MATERIALIZED (
        SELECT a.n, k.key::bigint AS key, k.value::boolean AS whole
          FROM jsonb_array_elements(asked) WITH ORDINALITY a (keys, n), jsonb_each_text(a.keys) k
    ), met AS MATERIALIZED (
        SELECT ask.n, k.word, max(CASE WHEN ask.whole AND k.whole THEN 4 ELSE 2 END) AS worth
          FROM ask CROSS JOIN LATERAL (
               SELECT n.word, n.whole FROM databank_namekey n WHERE n.key = ask.key OFFSET 0) k
         GROUP BY ask.n, k.word
    ), met_by AS MATERIALIZED (
        SELECT met.n, array_agg(met.word) AS of FROM met GROUP BY met.n
    ), candidate AS (
        SELECT d.id, d.entry_id, d.words, d.born
          FROM met_by a JOIN met_by b ON several AND a.n < b.n
          CROSS JOIN LATERAL (SELECT d.* FROM databank_named d WHERE d.words && a.of AND d.words && b.of OFFSET 0) d
        UNION
        SELECT d.id, d.entry_id, d.words, d.born
          FROM met_by a CROSS JOIN LATERAL (SELECT d.* FROM databank_named d WHERE d.words && a.of LIMIT 20000) d
         WHERE NOT several
    ), best AS (
        SELECT c.id, met.n, max(met.worth) AS worth
          FROM candidate c CROSS JOIN unnest(c.words) AS w (word) JOIN met ON met.word = w.word
         GROUP BY c.id, met.n
    ), summed AS (
        SELECT c.id, c.entry_id, c.words, c.born,
               sum(best.worth)::int + CASE
                   WHEN wanted IS NULL OR c.born IS NULL THEN 0
                   WHEN c.born = wanted THEN 4
                   WHEN extract(year FROM c.born) = extract(year FROM wanted)
                     OR to_char(c.born, 'MMDD') = to_char(wanted, 'MMDD') THEN 1
                   ELSE -1 END AS total
          FROM candidate c JOIN best ON best.id = c.id
         GROUP BY c.id, c.entry_id, c.words, c.born
         ORDER BY total DESC, c.entry_id
         LIMIT 4 * most
    )
    SELECT e.id, e.unit_id, array(SELECT w.latin FROM databank_nameword w WHERE w.id = ANY (s.words)), s.born, s.total
      FROM summed s JOIN databank_entry e ON e.id = s.entry_id
     WHERE e.status = 'in_force' AND e.valid_to > databank_by_name.at
       AND (e.shown_to = '{}' OR agency = ANY (e.shown_to))
     ORDER BY s.total DESC, e.id LIMIT most;
END $$;

CREATE FUNCTION databank_told(look uuid)
    RETURNS TABLE (hit uuid, entry uuid, register text, number text, owner int, ground text, source text,
                   entered_at timestamptz, valid_to timestamptz, review_at timestamptz, status text, body jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    SELECT h.id, e.id, e.register, e.number || '/' || e.year, e.unit_id, e.ground, e.source,
           e.entered_at, e.valid_to, e.review_at, e.status, w.body
      FROM databank_hit h JOIN databank_entry e ON e.id = h.entry_id LEFT JOIN databank_words w ON w.entry_id = e.id
     WHERE h.look_up_id = look AND databank_asks(look) IS NOT NULL
     ORDER BY h.rank
$$;

REVOKE ALL ON FUNCTION databank_index(uuid, jsonb, jsonb), databank_asks(uuid),
    databank_by_mark(uuid, text[], timestamptz), databank_by_name(uuid, jsonb, date, timestamptz, boolean, int),
    databank_told(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION databank_index(uuid, jsonb, jsonb), databank_by_mark(uuid, text[], timestamptz),
    databank_by_name(uuid, jsonb, date, timestamptz, boolean, int), databank_told(uuid) TO ortaq_web;
"""

GONE = """
DROP FUNCTION databank_told(uuid), databank_by_name(uuid, jsonb, date, timestamptz, boolean, int),
    databank_by_mark(uuid, text[], timestamptz), databank_asks(uuid), databank_index(uuid, jsonb, jsonb);
DROP INDEX databank_named_words, databank_named_born;
"""


class Migration(migrations.Migration):
    dependencies = [("databank", "0002_guards")]
    operations = [migrations.RunSQL(INDEXING + ASKING, GONE)]
