"""Typst, behind which a template and its data become pages. Its own fonts only, so that a sheet is the same anywhere.

A template is compiled again and again by one kept compiler, which remembers what it has parsed. One at a time: the
compiler is not to be shared by threads that use it at once.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

_one_at_a_time = threading.Lock()


def pdf(template: Path, inputs: Mapping[str, str], *, standard: str, at: datetime) -> bytes:
    """Return the PDF of `template`, of this standard ("a-3b") and with tags; `at` is when it says it was made."""
    made = _made(template, inputs, format="pdf", pdf_standards=[standard], timestamp=at)
    assert isinstance(made, bytes)
    return made


def pictures(template: Path, inputs: Mapping[str, str], *, dots_per_inch: int) -> list[bytes]:
    """Return each page as PNG."""
    made = _made(template, inputs, format="png", ppi=dots_per_inch)
    return [made] if isinstance(made, bytes) else list(made or ())


def _made(template: Path, inputs: Mapping[str, str], **options: Any) -> bytes | list[bytes] | None:
    with _one_at_a_time:
        return _compiler(template).compile(sys_inputs=dict(inputs), **options)


@lru_cache(maxsize=8)
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(input=template, root=template.parent, ignore_system_fonts=True)
