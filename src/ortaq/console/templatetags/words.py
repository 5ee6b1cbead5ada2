"""Small words of the console: the pack's text in the reader's language, the letter on a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

register = template.Library()

CYRILLIC = {"KeyE": "У", "KeyL": "Д", "KeyG": "П", "KeyJ": "О", "KeyK": "Л", "KeyP": "З", "KeyC": "С"}


def language() -> str:
    """Return the reader's language: ru, kk or en."""
    return (get_language() or "ru").split("-")[0]


@register.filter
def said(text: Any) -> str:
    """Return a text of the pack, or one kept in a row, in the reader's language; in Russian where it has none."""
    if isinstance(text, Mapping):
        return str(text.get(language()) or text.get("ru") or "")
    return str(text.said_in(language())) if hasattr(text, "said_in") else str(text or "")


@register.simple_tag
def key(code: str) -> SafeString:
    """Return the key as it is printed on the board that goes with the language; a key is its place, not its letter."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', key_name(code))


def key_name(code: str) -> str:
    """Return the name of a key: У for KeyE where one types Cyrillic, E otherwise."""
    if code == "Space":
        return gettext("Пробел")
    if code == "Slash":
        return "/"
    if code.startswith("Digit"):
        return code.removeprefix("Digit")
    letter = code.removeprefix("Key")
    return letter if language() == "en" else CYRILLIC.get(code, letter)


@register.filter
def hexed(digest: bytes | memoryview) -> str:
    """Return a digest as it is printed."""
    return bytes(digest).hex()


@register.filter
def dial(line: str) -> str:
    """Return a line as a telephone is told it: digits and a leading plus."""
    return ("+" if line.strip().startswith("+") else "") + "".join(sign for sign in line if sign.isdigit())
