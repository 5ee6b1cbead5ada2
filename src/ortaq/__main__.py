"""`python -m ortaq` is the `ortaq` command."""

from __future__ import annotations

import sys

from ortaq.cli import main

sys.exit(main())
