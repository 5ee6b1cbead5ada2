"""Why content does not open to somebody who oversees."""

from __future__ import annotations


class ContentClosed(Exception):
    """The words of a message stay closed; `code` names why, for the page that says so."""

    code = "closed"


class NotOverseer(ContentClosed):
    """Whoever asks sits in no oversight body."""

    code = "not_overseer"


class NoReason(ContentClosed):
    """Content was asked for without saying what for."""

    code = "no_reason"


class ForeignMatter(ContentClosed):
    """No unit of the asker's own agency wrote the message or was addressed: the owner's inspector opens it."""

    code = "foreign_matter"
