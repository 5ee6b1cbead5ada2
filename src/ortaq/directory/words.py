"""What things of the directory are called."""

from __future__ import annotations

from django.utils.translation import gettext


def kind_word(kind: str) -> str:
    """Return what a kind of crossing point is called; a pack's own kind by its code."""
    words = {
        "road": gettext("автомобильный"),
        "rail": gettext("железнодорожный"),
        "air": gettext("воздушный"),
        "sea": gettext("морской"),
    }
    return words.get(kind, kind)
