"""iCalendar (RFC 5545): terms as events, written byte by byte – folded at 75 octets, in UTC, with names that stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar; charset=utf-8"
WIDTH = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True)
class Event:
    """One term, which has no length, or what lasts until `ends_at`. `sequence` grows with each change, so that a
    calendar knows the newer one.
    """

    uid: str
    at: datetime
    title: str
    sequence: int
    url: str = ""
    is_off: bool = False
    ends_at: datetime | None = None


def write(name: str, events: Sequence[Event], *, stamp: datetime, producer: str, refresh: str = "PT15M") -> bytes:
    """Return a calendar as its bytes."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(name, events, stamp, producer, refresh)).encode()


def _lines(name: str, events: Sequence[Event], stamp: datetime, producer: str, refresh: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{text(producer)}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from (f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}")
    for event in events:
        yield from ("BEGIN:VEVENT", f"UID:{text(event.uid)}", f"DTSTAMP:{instant(stamp)}")
        yield from (f"DTSTART:{instant(event.at)}", f"SUMMARY:{text(event.title)}", f"SEQUENCE:{event.sequence}")
        yield from (f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE")
        if event.ends_at:
            yield f"DTEND:{instant(event.ends_at)}"
        if event.url:
            yield f"URL:{event.url}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def instant(at: datetime) -> str:
    """Return an instant in UTC, which every zone reads rightly."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(words: str) -> str:
    """Return words as a value of type TEXT; control characters have no place in one."""
    return "".join(one for one in words if one >= " " or one == "\n").translate(_ESCAPED)


def folded(line: str) -> str:
    """Return the line in pieces of at most 75 octets, each but the first after a space; no letter is cut in two."""
    pieces, piece, room = [], "", WIDTH
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", WIDTH - 1
        piece, room = piece + letter, room - size
    return "\r\n ".join([*pieces, piece])
