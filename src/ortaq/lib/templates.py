"""Page templates as they are sent: without the indentation and blank lines that are there for whoever reads them.

A template is taken once and kept, so that no request pays for it. Each line begins where its text begins: nothing that
a page shows depends on more white space than one line break.
"""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders import app_directories, filesystem

MARGIN = re.compile(r"\s*\n\s*")


def without_margins(text: str) -> str:
    """Return a page's template with one line break wherever white space held one."""
    return MARGIN.sub("\n", text)


class _Pages:
    """A loader whose pages have no margins; other files stay as they are."""

    def get_contents(self, origin: Origin) -> str:
        """Return what stands in the file; raises TemplateDoesNotExist."""
        text: str = super().get_contents(origin)  # type: ignore[misc]
        return without_margins(text) if str(origin.name).endswith(".html") else text


class InFolders(_Pages, filesystem.Loader):
    """Pages from the folders that the settings name."""


class InPackages(_Pages, app_directories.Loader):
    """Pages from the packages."""
