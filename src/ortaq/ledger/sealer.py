"""The sealer's process: `ortaq ledger seal`. It alone reads the node's key.

It looks for waiting entries four times a second and is not woken by them: a NOTIFY in every verb's
transaction would make commits queue up behind one another (see ADR 2), and a quarter of a second is soon
enough.
"""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection

from ortaq.ledger import keyfile
from ortaq.ledger.keyfile import KeyLost
from ortaq.ledger.models import Head, NodeKey
from ortaq.ledger.sealing import BATCH, Sealer
from ortaq.lib import clock, node
from ortaq.wire import keys
from ortaq.wire.keys import Key

PAUSE = 0.25
PAUSE_AFTER_FAILURE = 1.0
log = logging.getLogger(__name__)


def run(home: Path, *, new_key: bool = False) -> None:
    """Seal until INT, TERM or HUP; a lost database is tried again. Raises KeyLost rather than begin a
    key unasked.
    """
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: stop.set())
    sealer: Sealer | None = None
    while not stop.is_set():
        try:
            sealer = sealer or prepare(home, new_key=new_key)
            pause = 0.0 if sealer.seal() == BATCH else PAUSE
        except (DatabaseError, InterfaceError) as fault:
            log.warning("sealing will be tried again: %s", str(fault).strip())
            connection.close()
            pause = PAUSE_AFTER_FAILURE
        stop.wait(pause)


def prepare(home: Path, *, new_key: bool = False) -> Sealer:
    """Return a sealer with this node's key, published so that others can verify."""
    key = _key(home, new_key)
    keyfile.publish(home, key)
    NodeKey.objects.bulk_create(
        [NodeKey(kid=keys.name(key), jwk=keys.public_text(key), since=clock.now())], ignore_conflicts=True
    )
    return Sealer(key, str(node.facts().get("name", "ortaq")))


def _key(home: Path, new_key: bool) -> Key:
    path = keyfile.path_in(home)
    if path.exists():
        return keyfile.read(home)
    if Head.objects.exists() and not new_key:
        raise KeyLost(path)
    try:
        return keyfile.make(home)
    except FileExistsError:  # another sealer was started in the same moment
        return keyfile.read(home)
