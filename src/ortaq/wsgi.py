"""The pages: what granian's WSGI workers import. A worker dies with the process that started it."""

from __future__ import annotations

import os
import signal

from django.core.wsgi import get_wsgi_application

from ortaq.lib import child

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.settings")
child.die_with_parent(signal.SIGKILL)
application = get_wsgi_application()
