"""Pin every dependency with the hashes of all its files, for every platform, with no address of where it came from."""

from __future__ import annotations

import os
import subprocess
import sys

COMPILE = (
    "-m",
    "uv",
    "pip",
    "compile",
    "--quiet",
    "--upgrade",
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
)


def main() -> int:
    """Write requirements/run.txt, then dev.txt with the same versions."""
    lock("run", "--group", "build")
    lock("dev", "--group", "build", "--group", "dev", "--constraint", "requirements/run.txt")
    return 0


def lock(name: str, *options: str) -> None:
    """Write requirements/<name>.txt."""
    output = ("--annotation-style=line", "--output-file", f"requirements/{name}.txt")
    command = [sys.executable, *COMPILE, "pyproject.toml", *options, *output]
    subprocess.run(command, check=True, env=os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"})


if __name__ == "__main__":
    sys.exit(main())
