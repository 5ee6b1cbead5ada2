"""One row of lexemes for each message, kept by triggers, and the one function through which they are searched.

Lexemes of ours begin with "=", which no word does:

    =c42w2941  a message of week 2941 whose words scope 42 reads      =h42w2941  whose header it sees
    =u7  told by unit 7      =p7  addressed to it     =sCLAUSE, =rREGIME     =n118, =y2014     =oNAME of the officer
    =dN1234567  a document's number or a plate, letters that look alike made Latin, nothing between them

The words of the content stand beside them, by the Russian dictionary and, for Kazakh and names, as they are. A query
always asks for a scope: words together with =c, what the header holds together with =h; so no answer tells of a
message that this scope does not see, and the index alone finds it. Weeks are asked newest first, two at once, then
eight, thirty-two …: a frequent word is found in the first, a rare one needs a handful of look-ups for years.
"""

from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.search
from django.db import migrations, models

from ortaq.access.guard import guarded

LEXEMES = r"""
CREATE FUNCTION exchange_week(at timestamptz) RETURNS int LANGUAGE sql IMMUTABLE
AS 'SELECT floor(extract(epoch FROM at) / 604800)::int';

CREATE FUNCTION exchange_marks(said text) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public
AS $$
    WITH latin AS (
        SELECT translate(upper(left(said, 20000)), 'АВЕКМНОРСТУХІ', 'ABEKMHOPCTYXI') AS said
    ), piece AS (
        SELECT p, n FROM latin,
               string_to_table(trim(regexp_replace(latin.said, '[^[:alnum:]]+', ' ', 'g')), ' ')
               WITH ORDINALITY AS t (p, n)
    ), four AS (
        SELECT p AS a, lead(p, 1) OVER o AS b, lead(p, 2) OVER o AS c, lead(p, 3) OVER o AS d
          FROM piece WINDOW o AS (ORDER BY n)
    )
    SELECT coalesce(array_agg(DISTINCT '=d' || mark), '{}')
      FROM four, LATERAL (VALUES (a), (a || b), (a || b || c), (a || b || c || d)) AS v (mark)
     WHERE length(mark) BETWEEN 4 AND 14 AND mark ~ '[0-9]'
$$;

CREATE FUNCTION exchange_lexemes(m exchange_message, c exchange_content) RETURNS tsvector
    LANGUAGE sql STABLE SET search_path = pg_catalog, public
AS $$
    SELECT array_to_tsvector(
               array(SELECT '=h' || s || 'w' || week FROM unnest(m.visible_to) s)
            || array(SELECT '=c' || s || 'w' || week FROM unnest(c.visible_to) s)
            || array(SELECT '=p' || s FROM unnest(c.visible_to) s WHERE s <> m.unit_id
                     UNION SELECT '=p' || unit_id FROM exchange_recipient WHERE message_id = m.id)
            || array(SELECT '=o' || name FROM regexp_split_to_table(lower(m.officer_name), '[^[:alnum:]]+') name
                     WHERE name <> '')
            || CASE WHEN c.body IS NULL THEN '{}'
                    ELSE exchange_marks((SELECT string_agg(v #>> '{}', ' ') FROM jsonb_path_query(c.body, '$.**') v
                                          WHERE jsonb_typeof(v) IN ('string', 'number'))) END
            || ARRAY['=u' || m.unit_id, '=s' || m.clause, '=r' || m.regime, '=n' || m.number, '=y' || m.year])
        || coalesce(strip(jsonb_to_tsvector('russian', c.body, '["string", "numeric"]')), '')
        || coalesce(strip(jsonb_to_tsvector('simple', c.body, '["string", "numeric"]')), '')
      FROM exchange_week(m.sent_at) AS week
$$;

CREATE FUNCTION exchange_indexed(wanted uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
    INSERT INTO exchange_searchentry (message, sent_at, words, visible_to)
    SELECT m.id, m.sent_at, exchange_lexemes(m, c), coalesce(c.visible_to, '{}')
      FROM exchange_message m LEFT JOIN exchange_content c ON c.message_id = m.id WHERE m.id = wanted
        ON CONFLICT (message) DO UPDATE SET words = EXCLUDED.words, visible_to = EXCLUDED.visible_to
$$;

CREATE FUNCTION exchange_index_content() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    PERFORM exchange_indexed(CASE WHEN TG_OP = 'DELETE' THEN OLD.message_id ELSE NEW.message_id END);
    RETURN NULL;
END $$;

CREATE FUNCTION exchange_index_message() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
BEGIN
    PERFORM exchange_indexed(NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER search_told AFTER INSERT OR DELETE ON exchange_content
    FOR EACH ROW EXECUTE FUNCTION exchange_index_content();
CREATE TRIGGER search_widened AFTER UPDATE OF visible_to ON exchange_content
    FOR EACH ROW WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to) EXECUTE FUNCTION exchange_index_content();
CREATE TRIGGER search_widened AFTER UPDATE OF visible_to ON exchange_message
    FOR EACH ROW WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to) EXECUTE FUNCTION exchange_index_message();
"""

SEARCH = r"""
CREATE FUNCTION exchange_asked_words(asked text[]) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public
AS $$
DECLARE
    word text;
    whole tsquery := '';
    one tsquery;
BEGIN
    FOREACH word IN ARRAY asked LOOP
        one := (quote_literal(word) || CASE WHEN length(word) > 2 THEN ':*' ELSE '' END)::tsquery
               || plainto_tsquery('russian', word);
        whole := CASE WHEN numnode(whole) = 0 THEN one ELSE whole && one END;
    END LOOP;
    RETURN whole;
END $$;

CREATE FUNCTION exchange_asked_any(lexemes text[]) RETURNS tsquery
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public
AS $$ SELECT string_agg(quote_literal(one), ' | ')::tsquery FROM unnest(lexemes) one $$;

CREATE FUNCTION exchange_search(
    words text[], mark text, number text, conditions text[], state text, in_content boolean,
    since timestamptz, until timestamptz, before_at timestamptz, before uuid, most int
) RETURNS TABLE (message uuid, sent_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off
AS $$
DECLARE
    scope int := nullif(current_setting('app.scope', true), '')::int;
    lowest int;
    highest int;
    lower_ int;
    span int := 2;
    got int := 0;
    rows_ int;
    in_words tsquery := exchange_asked_words(words);
    in_header tsquery := '';
    narrowed tsquery := '';
    condition text;
    asked tsquery;
    seen tsquery;
    weeks text[];
    has_words boolean := cardinality(words) > 0;
BEGIN
    IF scope IS NULL THEN
        RETURN;
    END IF;
    SELECT exchange_week(greatest(min(m.sent_at), since)) INTO lowest FROM exchange_message m;
    SELECT exchange_week(least(max(m.sent_at), until, before_at)) INTO highest FROM exchange_message m;
    IF number <> '' THEN
        in_header := quote_literal('=n' || number)::tsquery;
    ELSIF has_words THEN
        FOREACH condition IN ARRAY words LOOP
            asked := (quote_literal('=o' || condition) || ':*')::tsquery;
            in_header := CASE WHEN numnode(in_header) = 0 THEN asked ELSE in_header && asked END;
        END LOOP;
    END IF;
    FOREACH condition IN ARRAY conditions LOOP
        SELECT exchange_asked_any(array_agg('=' || one)) INTO asked FROM string_to_table(condition, '|') one;
        narrowed := CASE WHEN numnode(narrowed) = 0 THEN asked ELSE narrowed && asked END;
    END LOOP;
    WHILE highest >= lowest AND got < most LOOP
        lower_ := greatest(lowest, highest - span + 1);
        weeks := array(SELECT scope || 'w' || w FROM generate_series(lower_, highest) w);
        asked := exchange_asked_any(array(SELECT '=c' || w FROM unnest(weeks) w));
        seen := exchange_asked_any(array(SELECT '=h' || w FROM unnest(weeks) w));
        IF mark <> '' THEN
            asked := asked && quote_literal('=d' || mark)::tsquery;
            asked := CASE WHEN has_words THEN asked && in_words ELSE asked END;
            asked := CASE WHEN in_content THEN asked ELSE '' END;
        ELSIF has_words THEN
            asked := CASE WHEN in_content THEN asked && in_words ELSE '' END || (seen && in_header);
        ELSE
            asked := seen;
        END IF;
        IF numnode(asked) > 0 THEN
            RETURN QUERY
                SELECT e.message, e.sent_at FROM exchange_searchentry e
                 WHERE e.words @@ CASE WHEN numnode(narrowed) = 0 THEN asked ELSE asked && narrowed END
                   AND (since IS NULL OR e.sent_at >= since)
                   AND (until IS NULL OR e.sent_at < until)
                   AND (before_at IS NULL OR (e.sent_at, e.message) < (before_at, before))
                   AND (state = '' OR EXISTS (
                        SELECT FROM exchange_recipient r
                         WHERE r.message_id = e.message AND r.unit_id = scope
                           AND CASE state WHEN 'alarm' THEN r.alarms AND r.acknowledged_at IS NULL
                                          WHEN 'taken' THEN r.acknowledged_at IS NOT NULL
                                          WHEN 'waiting' THEN r.step IN ('sent', 'delivered', 'read')
                                          ELSE r.step = state END))
                 ORDER BY e.sent_at DESC, e.message DESC LIMIT most - got;
            GET DIAGNOSTICS rows_ = ROW_COUNT;
            got := got + rows_;
        END IF;
        highest := lower_ - 1;
        span := span * 4;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION exchange_week(timestamptz), exchange_marks(text),
    exchange_lexemes(exchange_message, exchange_content), exchange_indexed(uuid), exchange_index_content(),
    exchange_index_message(), exchange_asked_words(text[]), exchange_asked_any(text[]),
    exchange_search(text[], text, text, text[], text, boolean, timestamptz, timestamptz, timestamptz, uuid, int)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    exchange_asked_words(text[]),
    exchange_search(text[], text, text, text[], text, boolean, timestamptz, timestamptz, timestamptz, uuid, int)
    TO ortaq_web;

INSERT INTO exchange_searchentry (message, sent_at, words, visible_to)
SELECT m.id, m.sent_at, exchange_lexemes(m, c), coalesce(c.visible_to, '{}')
  FROM exchange_message m LEFT JOIN exchange_content c ON c.message_id = m.id;
"""

GONE = """
DROP TRIGGER search_told ON exchange_content;
DROP TRIGGER search_widened ON exchange_content;
DROP TRIGGER search_widened ON exchange_message;
DROP FUNCTION
    exchange_search(text[], text, text, text[], text, boolean, timestamptz, timestamptz, timestamptz, uuid, int),
    exchange_asked_any(text[]), exchange_asked_words(text[]), exchange_index_message(), exchange_index_content(),
    exchange_indexed(uuid), exchange_lexemes(exchange_message, exchange_content), exchange_marks(text),
    exchange_week(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0010_lines")]
    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("message", models.UUIDField(primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "visible_to",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
            ],
        ),
        migrations.RunSQL(
            "CREATE INDEX search_words ON exchange_searchentry USING gin (words) WITH (gin_pending_list_limit = 512)",
            "DROP INDEX search_words",
        ),
        guarded("exchange_searchentry", web=""),
        migrations.RunSQL(LEXEMES + SEARCH, GONE),
    ]
