"""A text in the three languages of a pack. Pack texts never pass through gettext: the pack carries all three."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("ru", "kk", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Russian, Kazakh and English."""

    ru: str
    kk: str
    en: str

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Text:
        """Return the text that a pack writes as {ru, kk, en}."""
        return cls(words["ru"], words["kk"], words["en"])

    @classmethod
    def same(cls, words: str) -> Text:
        """Return a text that reads alike in every language: a number, a code, a time."""
        return cls(words, words, words)

    def said_in(self, lang: str) -> str:
        """Return the text in `lang`, one of LANGUAGES."""
        return str(getattr(self, lang))

    def fill(self, **parts: Text | str | int) -> Text:
        """Return this text with each {name} replaced, texts by their own language."""
        return Text(*(self.said_in(lang).format(**_said(parts, lang)) for lang in LANGUAGES))

    def __add__(self, other: Text | str) -> Text:
        return Text(*(self.said_in(lang) + _word(other, lang) for lang in LANGUAGES))


def joined(texts: list[Text], between: str = "; ") -> Text:
    """Return the texts one after another."""
    return Text(*(between.join(text.said_in(lang) for text in texts) for lang in LANGUAGES))


def _said(parts: Mapping[str, Text | str | int], lang: str) -> dict[str, str]:
    return {name: _word(part, lang) for name, part in parts.items()}


def _word(part: Text | str | int, lang: str) -> str:
    return part.said_in(lang) if isinstance(part, Text) else str(part)
