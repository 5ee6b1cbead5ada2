"""Make Django ready in a process, once, as one role of the database."""

from __future__ import annotations

import os


def django_setup(role: str) -> None:
    """Make Django ready in this process, connected to the database as `role` (owner, web, stream, clock, sealer)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.settings")
    os.environ["ORTAQ_ROLE"] = role
    import django

    django.setup()
