"""What is asked beside the words: groups of fields, the date of an event, the scales by which information is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ortaq.rules.text import Text


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that are asked together. `repeats`: as often as there are such persons or goods; `each` names one."""

    name: Text
    repeats: bool = False
    each: Text | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """That a message of this subject tells of an event with a date of its own, which may be left out or not."""

    name: Text
    required: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """One step of a scale by which a source or what it says is judged."""

    code: str
    name: Text
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of judgement: the source, the information, the confidence, the impact."""

    code: str
    name: Text
    grades: Mapping[str, Grade]

    @property
    def default(self) -> str:
        """Return the code of the step that stands where nobody chose one; "" where the scale has none."""
        return next((one.code for one in self.grades.values() if one.is_default), "")
