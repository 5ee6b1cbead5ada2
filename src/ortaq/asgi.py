"""The live stream: what granian's one ASGI worker imports. It dies with the process that started it."""

from __future__ import annotations

import signal

from ortaq.lib import child
from ortaq.lib.setup import django_setup

child.die_with_parent(signal.SIGKILL)
django_setup("stream")

from ortaq.exchange.live import application as application  # noqa: E402 - needs Django to be ready
