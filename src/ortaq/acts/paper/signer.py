"""Which key signs the printed acts of this node: its own, one in an archive, or one on a token.

The node's own key is made at the first need: `pdf.key` and `pdf.crt` in its folder, P-256, the certificate signed by
itself. ORTAQ_PDF_KEY names another: the path of a PKCS#12 archive or the address of a key on a token (`pkcs11:…`);
passphrase or PIN stand in `pdf.pin` in the node's folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pyhanko.sign.signers import Signer

from ortaq.lib import pades
from ortaq.lib.roles import write_secret


def seal(pdf: bytes, *, home: Path, key: str, name: str, at: datetime) -> bytes:
    """Return `pdf` signed (PAdES) by the key that `key` names, or where it is empty by that of the node in `home`.

    `name` is the node's. Raises pades.NoKey where the named key cannot be used.
    """
    with _lent(home, key, name) as signer:
        return pades.sign(pdf, signer, at=at)


def certificate(home: Path, name: str) -> str:
    """Return the certificate of the node's own key, as PEM: what a verifier is given beforehand."""
    return _own(home, name)[1]


@contextmanager
def _lent(home: Path, key: str, name: str) -> Iterator[Signer]:
    if not key:
        yield pades.of_pem(*_own(home, name))
    elif key.startswith("pkcs11:"):
        with pades.of_pkcs11(key, _pin(home)) as signer:
            yield signer
    else:
        yield pades.of_pkcs12(_archive(Path(key)), _pin(home))


def _archive(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise pades.NoKey(f"{path} is not read: {exc.strerror}") from exc


def _pin(home: Path) -> str:
    path = home / "pdf.pin"
    return path.read_text().strip() if path.exists() else ""


def _own(home: Path, name: str) -> tuple[str, str]:
    key, own = home / "pdf.key", home / "pdf.crt"
    if not key.exists():
        _first(key, pades.new_key())
    if not own.exists():
        _first(own, pades.certificate(key.read_text(), f"Ortaq, {name}"))
    return key.read_text(), own.read_text()


def _first(path: Path, text: str) -> None:
    """Write `text` unless another process was first: then its text stays."""
    fresh = path.with_name(f"{path.name}.new")
    write_secret(fresh, text)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
