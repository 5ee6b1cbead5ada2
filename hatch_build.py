"""Compile the translations before a wheel or an editable install is built; let a wheel carry the handbook too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    """Hatchling calls this before each build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the .mo files beside their sources; `artifacts` in pyproject.toml takes them along.

        An editable install reads the handbook where it is written.
        """
        if version != "editable" and self.target_name == "wheel":
            build_data["force_include"]["docs/handbook"] = "ortaq/handbook"
        source = str(Path(self.root) / "src")
        sys.path.insert(0, source)
        try:
            from ortaq.lib.catalogues import compile_all
        finally:
            sys.path.remove(source)
        compile_all(Path(self.root) / "src" / "ortaq")
