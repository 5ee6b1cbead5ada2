"""Where a Chromium is on this machine, and how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "install Chromium (Debian, Ubuntu: apt install chromium) or name one in ORTAQ_CHROMIUM"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=user-gesture-required",
)
"""No sandbox inside containers; nothing asks the outside world; sound only after a person's gesture, as in real use."""


def find() -> str | None:
    """Return the path of a Chromium; None where there is none."""
    named = os.environ.get("ORTAQ_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def find_or_install() -> str | None:
    """Return the path of a Chromium, installed from the distribution where it is missing and we may."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium from the distribution …", flush=True)
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core")
    return find()


def _apt(*arguments: str) -> None:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *arguments], env=env, stdout=subprocess.DEVNULL, check=False)
