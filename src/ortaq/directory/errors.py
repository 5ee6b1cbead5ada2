"""What can be wrong with the directory's files and with a change asked for."""

from __future__ import annotations


class DirectoryError(Exception):
    """Root of this package's errors."""


class FaultyFile(DirectoryError):
    """A file of the pack is broken; `row` is its line as an editor counts, None where no one line is at fault."""

    def __init__(self, file: str, row: int | None, what: str) -> None:
        self.file, self.row, self.what = file, row, what
        super().__init__(f"{file}{f', row {row}' if row else ''}: {what}")


class NoSuchUnit(DirectoryError):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"no unit has the code {code}")


class NotSo(DirectoryError):
    """A change was asked for that the directory as it stands does not allow; the message says why."""
