"""Lists of two or three sides matched record by record: what only one has, what differs, and why that is likely.

Pure and linear: keys are folded and looked up; a mistyped key is found by the keys that it becomes with one sign less.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ortaq.rules import folding
from ortaq.rules.counting import days_in
from ortaq.rules.figures import Listed

Fields = Mapping[str, str]
DAY = timedelta(days=1)
_PARTS = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a side's list: its key as it is written, its other fields."""

    key: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """A side's list of the month, the folded keys that it counted in the months beside, how it cuts its days."""

    records: Sequence[Record]
    beside: Collection[str] = ()
    cut_off: str = ""


@dataclass(frozen=True)
class Found:
    """One difference: what each side has under the key (None: nothing), whose it is to explain, and the likely cause.

    `differing` are the fields that are not alike; none where a side lacks the record.
    """

    key: str
    sides: Mapping[int, Fields | None]
    owner: int
    cause: str
    differing: tuple[str, ...] = ()


def fold(key: str, alike: str) -> str:
    """Return a key in the form in which two spellings of it are the same."""
    if alike == "number":
        return "/".join(part.lstrip("0") or "0" for part in _PARTS.findall(folding.mark_parts(key)))
    return folding.mark(key)


def match(sides: Mapping[int, Side], listed: Listed, month: date, decides: int | None) -> list[Found]:
    """Return every difference between the lists, in the order of the sides and of their lists.

    `decides` is the side whose word is taken; where it has no list, the first that has the record.
    """
    return list(_Matching(sides, listed, month, decides).found())


class _Matching:
    def __init__(self, sides: Mapping[int, Side], listed: Listed, month: date, decides: int | None) -> None:
        self.sides, self.listed = sides, listed
        self.reference = decides if decides in sides else next(iter(sides), None)
        self.ends = {month.replace(day=1), month.replace(day=days_in(month))}
        self.by_key: dict[int, dict[str, Record]] = {}
        self.twice: dict[int, list[str]] = {}
        for one, side in sides.items():
            keys = [fold(record.key, listed.alike) for record in side.records]
            self.by_key[one] = dict(zip(reversed(keys), reversed(side.records), strict=True))
            self.twice[one] = [key for key, n in Counter(keys).items() if n > 1]
        self.all = list(dict.fromkeys(key for one in sides for key in reversed(self.by_key[one])))

    def found(self) -> Iterator[Found]:
        """Yield what is there twice, then what is not there on every side, then what differs."""
        for one, keys in self.twice.items():
            for key in keys:
                yield Found(self.by_key[one][key].key, self._sides(key), one, "twice")
        lacking = {one: [key for key in self.all if key not in self.by_key[one]] for one in self.sides}
        mistyped = dict(self._mistyped(lacking))
        told = set(self._told(mistyped))
        for key in self.all:
            yield from self._lacking(key, mistyped, told)
            yield from self._differing(key)

    def _sides(self, key: str) -> dict[int, Fields | None]:
        return {one: self._whole(record) if (record := rows.get(key)) else None for one, rows in self.by_key.items()}

    def _whole(self, record: Record) -> Fields:
        return {self.listed.key.code: record.key, **record.fields}

    def _lacking(
        self, key: str, mistyped: Mapping[tuple[int, str], str], told: Collection[tuple[int, str]]
    ) -> Iterator[Found]:
        """Yield one difference for each side that has no such record; a mistyped one is told once, with both."""
        for one, rows in self.by_key.items():
            if key in rows or (one, key) in told:
                continue
            said, sides = self._said(key), self._sides(key)
            if other := mistyped.get((one, key)):
                sides[one] = self._whole(rows[other])
                yield Found(said, sides, one, "misspelt", (self.listed.key.code,))
            else:
                yield Found(said, sides, one, self._why_lacking(one, key))

    def _told(self, mistyped: Mapping[tuple[int, str], str]) -> Iterator[tuple[int, str]]:
        """Yield what a side lacks because it is the mistyped form of what it has: it is told there, once."""
        for (_mine, theirs), typed in mistyped.items():
            yield from ((one, typed) for one, rows in self.by_key.items() if theirs in rows)

    def _said(self, key: str) -> str:
        return next(rows[key].key for rows in self.by_key.values() if key in rows)

    def _why_lacking(self, one: int, key: str) -> str:
        if key in self.sides[one].beside:
            return "other_month"
        holders = [other for other, rows in self.by_key.items() if key in rows]
        is_cut_otherwise = any(self.sides[other].cut_off != self.sides[one].cut_off for other in holders)
        days = {_day(self.by_key[other][key].fields) for other in holders}
        return "cut_off" if is_cut_otherwise and days & self.ends else "not_taken"

    def _differing(self, key: str) -> Iterator[Found]:
        having = [one for one, rows in self.by_key.items() if key in rows]
        if len(having) < 2:
            return
        first = self.reference if self.reference in having else having[0]
        reference = self.by_key[first][key].fields
        for one in (one for one in having if one != first):
            own = self.by_key[one][key].fields
            fields = tuple(each.code for each in self.listed.fields if not _alike(each.code, each.kind, own, reference))
            if fields:
                yield Found(
                    self._said(key), self._sides(key), one, self._why_differing(one, first, key, fields), fields
                )

    def _why_differing(self, one: int, first: int, key: str, fields: tuple[str, ...]) -> str:
        ours, theirs = (_day(self.by_key[side][key].fields) for side in (one, first))
        is_night = bool(ours and theirs and abs(ours - theirs) == DAY)
        cut_otherwise = self.sides[one].cut_off != self.sides[first].cut_off
        dated = {each.code for each in self.listed.fields if each.kind == "date"}
        return "cut_off" if is_night and cut_otherwise and set(fields) <= dated else "fields"

    def _mistyped(self, lacking: Mapping[int, Sequence[str]]) -> Iterator[tuple[tuple[int, str], str]]:
        """Yield for a side and a key that it lacks the key of its own that differs from it by one sign, once each.

        The slip is never that of the side whose word is taken.
        """
        for one, keys in lacking.items():
            if one == self.reference:
                continue
            others = [key for key in self.by_key[one] if not self._everywhere(key)]
            near, taken = _shortened(others), set[str]()
            for key in keys:
                own = next((other for other in _near(key, near) if other not in taken and other != key), None)
                if own:
                    taken.add(own)
                    yield (one, key), own

    def _everywhere(self, key: str) -> bool:
        return all(key in rows for rows in self.by_key.values())


def _shortened(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the keys by each form that they have with one sign less, and as they are."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        for form in {key, *(key[:n] + key[n + 1 :] for n in range(len(key)))}:
            found[form].append(key)
    return found


def _near(key: str, near: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the keys that differ from this one by one sign more, less, mistyped, or two that changed places."""
    for form in (key, *(key[:n] + key[n + 1 :] for n in range(len(key)))):
        yield from (other for other in near.get(form, ()) if _is_slip(key, other))


def _is_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) == 1:
        return min(len(one), len(other)) > 2
    differ = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and one[differ[0]] == other[differ[1]]
    return len(one) == len(other) > 3 and (len(differ) == 1 or (swapped and one[differ[1]] == other[differ[0]]))


def _alike(code: str, kind: str, own: Fields, reference: Fields) -> bool:
    """Say whether two sides wrote the same; what one of them left empty is no contradiction."""
    mine, theirs = own.get(code, ""), reference.get(code, "")
    if not mine or not theirs:
        return True
    if kind == "text":
        return folding.mark(mine) == folding.mark(theirs) or mine.casefold().split() == theirs.casefold().split()
    return mine == theirs


def _day(fields: Fields) -> date | None:
    try:
        return date.fromisoformat(fields.get("day", ""))
    except ValueError:
        return None
