"""All that can be found without running the program: style, types, templates, translations, pack, migrations."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
AT_ONCE = 2
CHECKS = {
    "types": (PYTHON, "-m", "mypy"),
    "style": (PYTHON, "-m", "ruff", "check", "."),
    "format": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "templates": (PYTHON, "tests/templates.py"),
    "translations": (PYTHON, "-m", "ortaq.lib.catalogues", "check"),
    "pack": (PYTHON, "-m", "ortaq", "rules", "check"),
    "clauses": (PYTHON, "tests/clauses.py", "--check"),
    "migrations": (PYTHON, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"),
    "settings": (PYTHON, "-m", "django", "check", "--fail-level", "WARNING"),
}


def main() -> int:
    """Run every check, also after one has failed, the longest first; 1 when one did."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"ORTAQ_HOME": home, "DJANGO_SETTINGS_MODULE": "ortaq.settings"}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            went = dict(zip(CHECKS, pool.map(lambda name: passes(name, CHECKS[name], env), CHECKS), strict=True))
    failed = [name for name, well in went.items() if not well]
    print(f"failed: {', '.join(failed)}" if failed else "every check passed")
    return 1 if failed else 0


def passes(name: str, command: tuple[str, ...], env: dict[str, str]) -> bool:
    """Run one check and say how it went; what it printed is shown only when it failed."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    ok = done.returncode == 0
    said = f"{name:14}{'ok' if ok else 'FAILED':8}{time.monotonic() - started:5.1f} s\n"
    print(said if ok else f"{said}{done.stdout}{done.stderr}\n", end="", flush=True)
    return ok


if __name__ == "__main__":
    sys.exit(main())
