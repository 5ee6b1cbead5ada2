"""Typst, behind which a template and its data become pages. Its own fonts only, so that a sheet is the same anywhere.

A template is a file with a function `sheet`, which is called with what it is given by name. It is compiled again and
again by one kept compiler, which remembers what it has parsed and laid out. What is given stands in the call and not in
`sys.inputs`: those are part of Typst's library, and with another library it would remember nothing. One at a time: the
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


def pdf(template: Path, given: Mapping[str, str], *, standard: str, at: datetime) -> bytes:
    """Return the PDF of `template`, of this standard ("a-3b") and with tags; `at` is when it says it was made."""
    made = _made(template, given, format="pdf", pdf_standards=[standard], timestamp=at)
    assert isinstance(made, bytes)
    return made


def pictures(template: Path, given: Mapping[str, str], *, dots_per_inch: int) -> list[bytes]:
    """Return each page as PNG."""
    made = _made(template, given, format="png", ppi=dots_per_inch)
    return [made] if isinstance(made, bytes) else list(made or ())


def _made(template: Path, given: Mapping[str, str], **options: Any) -> bytes | list[bytes] | None:
    with _one_at_a_time:
        return _compiler(template.parent).compile(input=_call(template.name, given), **options)


def _call(template: str, given: Mapping[str, str]) -> bytes:
    named = ", ".join(f"{name}: {_quoted(value)}" for name, value in given.items())
    return f'#import "{template}": sheet\n#sheet({named})'.encode()


def _quoted(value: str) -> str:
    """The value as a string of Typst's: between its quotes only a backslash and a quote are more than a letter."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@lru_cache(maxsize=8)
def _compiler(root: Path) -> typst.Compiler:
    return typst.Compiler(root=root, ignore_system_fonts=True)
