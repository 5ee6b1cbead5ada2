"""The growing wait between tries to sign in: 0, 1, 2, 4 … 60 s, for one login from one address.

The second step, and the passphrase of an officer's signature, are counted apart, under names of their own.

Nobody is locked out: who tries in vain from elsewhere delays himself and not the officer, and the longest wait is a
minute. A try is counted before the password is looked at, so that many at once gain nothing; a right one takes the
count back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from ortaq.access.models import Delay
from ortaq.access.session import true_now

LONGEST = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(hours=12)

# One statement, so that two tries at once cannot both be heard: the second waits for the first, then finds the delay.
_TRY = """
INSERT INTO access_delay (login, address, failures, last_at, next_at)
VALUES (%(login)s, %(address)s, 1, %(now)s, %(now)s)
ON CONFLICT (login, address) DO UPDATE SET
    failures = CASE WHEN access_delay.last_at < %(forgotten)s THEN 1 ELSE access_delay.failures + 1 END,
    last_at = %(now)s,
    next_at = %(now)s + CASE WHEN access_delay.last_at < %(forgotten)s THEN interval '0'
        ELSE least(%(longest)s, interval '1 second' * power(2, least(access_delay.failures - 1, 10))) END
WHERE access_delay.next_at <= %(now)s
RETURNING failures
"""


def try_once(login: str, address: str, *, at: datetime | None = None) -> timedelta:
    """Count a try and return nought where it may be made, else how long to wait; `at` is true time."""
    now = at or true_now()
    facts: dict[str, Any] = {
        "login": login.strip().lower()[:150],
        "address": address,
        "now": now,
        "forgotten": now - FORGOTTEN_AFTER,
        "longest": LONGEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRY, facts)
        if cursor.fetchone():
            return timedelta()
    standing = Delay.objects.filter(login=facts["login"], address=address).first()
    return max(standing.next_at - now, timedelta(seconds=1)) if standing else timedelta()


def forget(login: str, address: str | None = None) -> int:
    """Take away the delay of a login from one address, or all that it has; return how many were standing."""
    login = login.strip().lower()[:150]
    of_login = Delay.objects.filter(login__in=[login, code_of(login), signature_of(login)])
    delays = Delay.objects.filter(login=login, address=address) if address else of_login
    removed, _ = delays.delete()
    return removed


def code_of(login: str) -> str:
    """Return the name under which the tries of the second step are counted, apart from the password's."""
    return f"{login}#code"


def signature_of(login: str) -> str:
    """Return the name under which the tries to open an officer's signature are counted, wherever he sits."""
    return f"{login}#signature"


def in_words(wait: timedelta) -> str:
    """Return what an officer who must wait is told."""
    seconds = -(-wait // timedelta(seconds=1))
    return gettext(
        "Вход не удался несколько раз подряд. Попробуйте ещё раз через %(seconds)d с; "
        "старший смены может снять задержку сразу."
    ) % {"seconds": seconds}
