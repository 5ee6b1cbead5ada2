"""Nothing that was accepted is lost, doubled or half there, whichever process dies at whatever moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_each_process_killed_under_load_loses_and_doubles_nothing():
    """Each once; `make fault` kills on for half an hour."""
    trial = [sys.executable, str(Path(__file__).with_name("fault.py")), "7", "70"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 kills" in done.stdout
    assert ", 0 faults" in done.stdout
