"""A signed act on paper, sealed by a node: what the tests of verification take apart."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from acts.paper import papers
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from wire import acting

from ortaq.acts.paper import printing
from ortaq.lib import pades
from ortaq.wire import act_envelope, acts

AT = acting.AT + timedelta(hours=1)


@lru_cache
def node(name: str) -> tuple[str, str]:
    """A node's key and certificate, as PEM."""
    key = pades.new_key()
    return key, pades.certificate(key, f"Ortaq, {name}")


def envelope(**changed: Any) -> bytes:
    usual: dict[str, Any] = {
        "act": acting.FACTS,
        "body": acting.BODY,
        "signatures": [acting.signed(each) for each in (acting.GIVER, acting.TAKER, acting.CHIEF)],
        "keys": acting.KEYS.values(),
    }
    return act_envelope.written(**usual | changed)


def printed(**changed: Any) -> bytes:
    """The act as PDF with its envelope, not yet sealed."""
    body = changed.get("body", acting.BODY)
    paper = papers.hand_over(id=acting.ACT, hash=acts.body_hash(body))
    return printing.pdf(paper, ("ru",), envelope(**changed), at=AT)


def sealed(name: str = "khorgos", **changed: Any) -> bytes:
    return pades.sign(printed(**changed), pades.of_pem(*node(name)), at=AT)


def pair(kind: str) -> tuple[ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, x509.Certificate]:
    """A key of its own kind, and a certificate that it signs for itself."""
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    return key, x509.load_pem_x509_certificate(pades.certificate(_pem(key), "Агентство").encode())


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    private, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, private, plain).decode()


def archive(home: Path, kind: str, passphrase: str = "тіркеу 17") -> tuple[Path, bytes]:
    """A PKCS#12 archive in the node's folder with its passphrase beside it; and the certificate in it."""
    key, certificate = pair(kind)
    locked = serialization.BestAvailableEncryption(passphrase.encode())
    path = home / "agency.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"acts", key, certificate, None, locked))
    (home / "pdf.pin").write_text(passphrase)
    return path, certificate.public_bytes(serialization.Encoding.PEM)
