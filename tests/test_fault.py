"""Nothing that was accepted is lost, doubled or half there, whichever process dies at whatever moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_twenty_kills_under_load_lose_and_double_nothing():
    trial = [sys.executable, str(Path(__file__).with_name("fault.py")), "20", "200"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "20 kills" in done.stdout
    assert ", 0 faults" in done.stdout
