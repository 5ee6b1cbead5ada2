"""What is kept in the data bank to be read: reviews, recommendations, teaching material, specimens of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ortaq.rules.text import Text


@dataclass(frozen=True, slots=True)
class MaterialKind:
    """A kind of material, by its clause. `reports`: what it is in the list of the report whose duty it fulfils."""

    code: str
    clause: str
    name: Text
    reports: str = ""


@dataclass(frozen=True, slots=True)
class Readers:
    """Some of all who could read: the posts (all, where none is named) in units of these levels.

    `duty` is the rule by which their unit owes the reading; "" where nobody owes it by a time.
    """

    code: str
    name: Text
    levels: tuple[int, ...]
    roles: tuple[str, ...] = ()
    duty: str = ""

    def take_in(self, level: int, role: str) -> bool:
        """Say whether a post in a unit of the level is among them."""
        return level in self.levels and (not self.roles or role in self.roles)


@dataclass(frozen=True, eq=False)
class Materials:
    """All that the pack says of materials. Compared by identity.

    clause     the subject in whose list a material is told
    rule       the recurring duty that such a material fulfils
    row        the fields of a line of that list: "title", "kind", "dated"
    audiences  to whom a material may be open; the first is what is proposed
    readers    who may be asked to read one
    """

    clause: str
    rule: str
    row: Mapping[str, str]
    kinds: Mapping[str, MaterialKind]
    tags: Mapping[str, Text]
    languages: Mapping[str, Text]
    audiences: Mapping[str, Readers]
    readers: Mapping[str, Readers]
    ours: Mapping[str, Text] = field(default_factory=dict)
