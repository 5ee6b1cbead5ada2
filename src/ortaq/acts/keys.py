"""The officer's own key: made at his first signing, opened by his passphrase for one signature, replaced, revoked.

The node keeps the sealed text alone. A key that was revoked stays in the list of public keys for ever: what it signed
before stays good, what it would sign afterwards never is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from ortaq.access import delays
from ortaq.access.models import Officer
from ortaq.acts.errors import AlreadyDone, NoKey, NotPossible, TooManyTries, WeakPassphrase, WrongPassphrase
from ortaq.acts.officer_keys import WHYS, OfficerKey, SealedKey, as_owner
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid_of
from ortaq.wire import keys, sealing
from ortaq.wire.keys import Key

REPLACED = "replaced"


def current(officer: int | None) -> OfficerKey | None:
    """Return the officer's key that holds; None where he has none."""
    if officer is None:
        return None
    return OfficerKey.objects.filter(officer=officer, revoked_at=None).first()


@contextmanager
def guessed(by: Actor) -> Iterator[None]:
    """Count a try of the passphrase that is looked at inside, and forget the count once it has opened the key.

    To be entered before the transaction of the verb, which a try in vain undoes, and after all that may refuse without
    looking at the passphrase; the page then says that its request has counted. Raises TooManyTries.
    """
    login = Officer.objects.filter(pk=by.officer or 0).values_list("login", flat=True).first()
    if login is None or current(by.officer) is None:
        yield
        return
    name = delays.signature_of(login)
    if wait := delays.try_once(name, ""):
        raise TooManyTries("wrong several times in a row", seconds=-(-wait // timedelta(seconds=1)))
    yield
    delays.forget(name, "")


def opened(passphrase: str, *, by: Actor, at: datetime) -> Key:
    """Return the officer's private key for one signature, made now where he has none. Inside a transaction.

    Raises WrongPassphrase, WeakPassphrase, NoKey where nobody acts.
    """
    if by.officer is None:
        raise NoKey("a program signs no act")
    only_one_at_a_time(uuid_of("officer's key", str(by.officer)))  # two first signatures at once make one key
    if current(by.officer) is None:
        return make(passphrase, by=by, at=at)
    with as_owner(by.officer):
        sealed = SealedKey.objects.filter(officer=by.officer).first()
    if sealed is None:
        raise NoKey("the sealed key is gone", officer=by.officer)
    try:
        return sealing.open_sealed(sealed.sealed, passphrase)
    except sealing.WrongPassphrase as error:
        raise WrongPassphrase("the passphrase does not open the key") from error


def make(passphrase: str, *, by: Actor, at: datetime) -> Key:
    """Make the officer's key and seal it. Raises WeakPassphrase, AlreadyDone where he has one that holds."""
    assert by.officer is not None
    key = keys.generate()
    try:
        sealed = sealing.seal(key, passphrase)
    except sealing.WeakPassphrase as error:
        raise WeakPassphrase("too short", shortest=sealing.SHORTEST) from error
    public = OfficerKey(officer=by.officer, kid=keys.name(key), jwk=keys.public_text(key), made_at=at)
    with transaction.atomic():
        if OfficerKey.objects.select_for_update().filter(officer=by.officer, revoked_at=None).exists():
            raise AlreadyDone("a key that holds is there", step="make")
        public.save(force_insert=True)
        with as_owner(by.officer):
            SealedKey(key=public, officer=by.officer, sealed=sealed).save(force_insert=True)
        record("key.made", public.pk, public.made_facts(), by=by, at=at)
    return key


def replace(passphrase: str, *, by: Actor, at: datetime) -> OfficerKey:
    """Put a new key in the place of the one that holds. Raises NoKey, WeakPassphrase."""
    old = current(by.officer)
    if old is None:
        raise NoKey("there is none to replace", officer=by.officer)
    with transaction.atomic():
        _end(old, REPLACED, by=by, at=at)
        new = keys.name(make(passphrase, by=by, at=at))
        OfficerKey.objects.filter(pk=old.pk).update(replaced_by=new)
        old.replaced_by = new
        record("key.revoked", old.pk, old.revoked_facts(), by=by, at=at)
    return OfficerKey.objects.get(kid=new)


def renew(old: str, passphrase: str, *, by: Actor, at: datetime) -> OfficerKey:
    """Replace the key for whoever knows its passphrase.

    Raises WrongPassphrase, TooManyTries, and what `replace` raises.
    """
    if current(by.officer) is None:
        raise NoKey("there is none to replace", officer=by.officer)
    with guessed(by):
        opened(old, by=by, at=at)
    return replace(passphrase, by=by, at=at)


def revoke(key: OfficerKey, why: str, *, by: Actor, at: datetime) -> OfficerKey:
    """End the officer's own key: lost, disclosed, or because he leaves. Raises NoKey, NotPossible, AlreadyDone."""
    if key.officer != by.officer:
        raise NoKey("somebody else's key", officer=by.officer)
    if why not in WHYS or why == REPLACED:
        raise NotPossible("no such ground", step="revoke")
    with transaction.atomic():
        _end(key, why, by=by, at=at)
        record("key.revoked", key.pk, key.revoked_facts(), by=by, at=at)
    return key


def _end(key: OfficerKey, why: str, *, by: Actor, at: datetime) -> None:
    assert by.officer is not None
    if not OfficerKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at, why=why):
        raise AlreadyDone("it holds no longer", step="revoke")
    key.revoked_at, key.why = at, why
    with as_owner(by.officer):
        SealedKey.objects.filter(key=key).delete()
