"""Compile every template, so that a missing tag or an unclosed block is found before an officer finds it."""

from __future__ import annotations

import sys
from pathlib import Path

import ortaq
from ortaq.lib.setup import django_setup

PACKAGE = Path(ortaq.__file__).parent


def main() -> int:
    """Compile each template of each package; 1 and a line for each that does not."""
    django_setup("web")
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    faults = 0
    for template in sorted(PACKAGE.glob("*/templates/**/*.*")):
        try:
            get_template(
                template.relative_to(next(each for each in template.parents if each.name == "templates")).as_posix()
            )
        except TemplateSyntaxError as error:
            faults += 1
            print(f"{template}: {error}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
