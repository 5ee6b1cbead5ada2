"""Search over all that a unit may see: the words of messages where it may read them, their headers elsewhere.

A full-text operator loses its index under row-level security. So the database itself keeps, for each message, one row
of lexemes (`SearchEntry`, written by triggers in the transaction that sends, widens or erases), and a function that
runs with its owner's rights gives the ids of those that the scope of the transaction sees: it reads `app.scope`
itself, and the scope is one of the lexemes that it asks for. Nobody reads the rows; what is shown of a message is
fetched by its id through row-level security like everything else.

A scope's lexeme carries the week: newest first then means a few weeks at first and more only where too little was
found, however many messages there are (see the migration `search`).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

PAGE = 50
WORDS = 12
"""As many words of a query are looked for."""
BEGIN, END = "\x02", "\x03"
"""Around what was found, in a snippet; no text of ours can hold them."""
STATES = ("alarm", "taken", "acted", "not_for_us", "waiting")
Place = tuple[datetime, uuid.UUID]


class SearchEntry(models.Model):
    """The lexemes of one message. `visible_to` is the content's: empty once that was erased."""

    message = models.UUIDField(primary_key=True)
    sent_at = models.DateTimeField()
    words = SearchVectorField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class Asked:
    """What one looks for; every condition narrows. `mark` is a document's number or a vehicle's plate."""

    words: str = ""
    mark: str = ""
    unit: int | None = None
    subject: str = ""
    regime: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: Place | None = None
    in_content: bool = True

    @property
    def is_anything(self) -> bool:
        """Whether there is a condition at all."""
        narrowing = (self.words, self.mark, self.unit, self.subject, self.regime, self.state, self.since, self.until)
        return any(one for one in narrowing)


@dataclass(frozen=True)
class Found:
    """One page of ids, newest first, and whether there is more."""

    places: list[Place] = field(default_factory=list)
    has_more: bool = False


_WORD = re.compile(r"\w+")
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")


def words_of(text: str) -> list[str]:
    """Return the words that a query asks for, in small letters."""
    return [word for word in _WORD.findall(text.lower().replace("_", " ")) if len(word) > 1 or word.isdigit()][:WORDS]


def mark_of(text: str) -> str:
    """Return a document's number or a plate as it is looked for: Latin letters and digits, nothing between them.

    Letters that look alike are one letter, because who writes a plate down rarely knows which alphabet it is in.
    """
    return "".join(_WORD.findall(text.upper().translate(_LOOK_ALIKE)))[:20]


def number_of(text: str) -> tuple[str, str]:
    """Return the number, and the year where one is given, that "118", "№ 118" or "118/2014" names; else nothing."""
    found = re.fullmatch(r"№?\s*(\d{1,9})(?:\s*/\s*(\d{4}))?", text.strip())
    return (found[1], found[2] or "") if found else ("", "")


def find(asked: Asked, *, most: int = PAGE) -> Found:
    """Return the messages that fit, newest first, as far as the scope of this transaction sees them."""
    number, year = number_of(asked.words)
    conditions = [
        *([f"u{asked.unit}|p{asked.unit}"] if asked.unit else []),
        *([f"s{asked.subject}"] if asked.subject else []),
        *([f"r{asked.regime}"] if asked.regime else []),
        *([f"y{year}"] if year else []),
    ]
    before_at, before = asked.before or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message, sent_at FROM exchange_search(%s::text[], %s, %s, %s::text[], %s, %s, %s, %s, %s, %s, %s)",
            [
                [number] if number else words_of(asked.words),
                mark_of(asked.mark),
                number,
                conditions,
                asked.state,
                asked.in_content,
                asked.since,
                asked.until,
                before_at,
                before,
                most + 1,
            ],
        )
        rows: Sequence[tuple[uuid.UUID, datetime]] = cursor.fetchall()
    places = [(at, pk) for pk, at in rows]
    return Found(places[:most], len(places) > most)


def snippets(messages: Iterable[uuid.UUID], words: str) -> dict[uuid.UUID, str]:
    """Return, of the contents among these that this scope reads, the part around what was found, marked.

    To be asked only for who may read content: row-level security knows the unit, not the officer's post.
    """
    wanted, pks = words_of(words), list(messages)
    if not pks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SNIPPETS, [wanted, pks])
        return {pk: text for pk, text in cursor.fetchall() if text}


# Left out is what has the shape of a code of the pack: nobody wrote the choice "no_forces" in a message.
_SNIPPETS = f"""
WITH asked AS MATERIALIZED (SELECT exchange_asked_words(%s::text[]) AS query)
SELECT c.message_id,
       CASE WHEN numnode(query) = 0 THEN left(said.text, 160)
            ELSE ts_headline('russian', said.text, query,
                 'StartSel={BEGIN}, StopSel={END}, MaxWords=24, MinWords=12, MaxFragments=2, FragmentDelimiter=" … "')
       END
  FROM asked, exchange_content c,
       LATERAL (SELECT left(string_agg(v #>> '{{}}', ' · '), 20000) AS text
                  FROM jsonb_path_query(c.body, '$.**') v
                 WHERE jsonb_typeof(v) = 'string' AND v #>> '{{}}' !~ '^[a-z][a-z0-9_-]*$') said
 WHERE c.message_id = ANY(%s::uuid[])
"""
