"""Signatures on a PDF (PAdES), by pyHanko: made with a key in a file, in a PKCS#12 archive or on a token; and checked.

RSA and ECDSA. The national algorithms (GOST 34.10, of either edition) are not among what pyHanko and its libraries can
do: such a key is refused with its name. The document is certified: after the signature nothing may be added to it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Ortaq"
DIGEST = "sha256"
ALGORITHMS = ("rsa", "rsassa_pss", "ec")
Private: TypeAlias = "ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey"
FROM, TO = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class NoKey(ValueError):
    """The key that is to sign cannot be used; the text says why."""


class _SignsAt(PdfSigner):
    """pyHanko asks the machine what time it is; the time of a signature is the program's."""

    def __init__(self, signer: Signer, at: datetime) -> None:
        how = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        super().__init__(how, signer)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, *_args: Any, **_named: Any) -> None:
        """Stay with PDF 1.7, of which PDF/A-3 is a part."""


class _Appended(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leave the document's own metadata, which say that it is PDF/A, and the time at which it was made."""


def sign(pdf: bytes, signer: Signer, *, at: datetime) -> bytes:
    """Return `pdf` with the signature of `signer` appended, over all of it; `at` is aware."""
    out = _SignsAt(signer, at).sign_pdf(_Appended(io.BytesIO(pdf)), bytes_reserved=_room(signer))
    signed: bytes = out.getvalue()
    return signed


def _room(signer: Signer) -> int:
    """Hexadecimal digits for the signature with its certificates: signing once to learn its size would cost as much
    as signing.
    """
    held = [signer.signing_cert, *signer.cert_registry]
    return 2 * (2048 + sum(len(each.dump()) for each in held if each is not None))


def new_key() -> str:
    """Return a new P-256 key as PEM."""
    private, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(serialization.Encoding.PEM, private, plain).decode()


def certificate(key: str, name: str) -> str:
    """Return a certificate in `name` that `key` signs for itself, as PEM.

    It names no end that will be reached: a node's key is replaced by whoever keeps it, not by a date, and a drill may
    stand in another year.
    """
    private = _private(serialization.load_pem_private_key(key.encode(), None))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    public, number = private.public_key(), x509.random_serial_number()
    builder = (
        x509.CertificateBuilder(subject, subject, public, number, FROM, TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def _usage() -> x509.KeyUsage:
    """For signatures, also those that bind, and for nothing else."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


class _Held(SimpleSigner):
    """Keeps the private key loaded: pyHanko would load it for each signature, and an RSA key is checked each time."""

    def __init__(self, key: Private, own: x509.Certificate, others: Sequence[x509.Certificate] = ()) -> None:
        store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(map(_loaded, others))
        found = _loaded(own)
        supported(found)
        private, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        der = key.private_bytes(serialization.Encoding.DER, private, plain)
        super().__init__(found, asn1_keys.PrivateKeyInfo.load(der), store)
        self._private = key

    async def signed_attrs(self, *args: Any, **named: Any) -> cms.CMSAttributes:
        """As written once: what is put together anew is written out again by each part that takes it in."""
        return cms.CMSAttributes.load((await super().signed_attrs(*args, **named)).dump())

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        assert digest_algorithm == DIGEST
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))


@lru_cache(maxsize=4)
def of_pem(key: str, own: str) -> Signer:
    """Return the signer whose private key and certificate these are. Raises NoKey."""
    return _Held(
        _private(serialization.load_pem_private_key(key.encode(), None)), x509.load_pem_x509_certificate(own.encode())
    )


@lru_cache(maxsize=4)
def of_pkcs12(archive: bytes, passphrase: str) -> Signer:
    """Return the signer of a PKCS#12 archive, with the certificates that lie in it. Raises NoKey."""
    try:
        key, own, others = pkcs12.load_key_and_certificates(archive, passphrase.encode() or None)
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise NoKey(f"the archive does not open: {exc}") from exc
    if own is None:
        raise NoKey("the archive holds no certificate")
    return _Held(_private(key), own, others)


def _private(key: object) -> Private:
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise NoKey("neither an RSA key nor one on an elliptic curve")
    return key


@contextmanager
def of_pkcs11(address: str, pin: str) -> Iterator[Signer]:
    """Lend the signer on a token, named as RFC 7512 has it: pkcs11:token=…;object=…?module-path=….

    The session with the token lasts as long as the block. Raises NoKey.
    """
    try:
        from pkcs11 import PKCS11Error
        from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11SigningContext
    except ImportError as exc:
        raise NoKey("keys on tokens need python-pkcs11: install ortaq[pkcs11]") from exc
    from pyhanko.sign.general import SigningError

    token, label, module = _token(address)
    config = PKCS11SignatureConfig(
        module_path=module,
        token_criteria=TokenCriteria(label=token),
        cert_label=label,
        key_label=label,
        user_pin=pin,
        raw_mechanism=True,  # the hash is made here: few tokens know how to make it for ECDSA
    )
    try:
        with PKCS11SigningContext(config) as signer:
            supported(signer.signing_cert)
            yield signer
    except (SigningError, PKCS11Error) as exc:
        raise NoKey(f"the token's key cannot be used: {str(exc) or type(exc).__name__}") from exc


def _token(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    named = dict(part.partition("=")[::2] for part in parts.path.split(";"))
    module = parse_qs(parts.query).get("module-path", [""])[0]
    token, label = unquote(named.get("token", "")), unquote(named.get("object", ""))
    if parts.scheme != "pkcs11" or not (token and label and module) or not Path(module).is_file():
        raise NoKey(f"not the address of a key on a token: {address}")
    return token, label, module


def supported(found: asn1_x509.Certificate | None) -> None:
    """Raise NoKey for a key that cannot sign here: one of GOST is known by its certificate, before it is tried."""
    algorithm = "none" if found is None else found.public_key["algorithm"]["algorithm"].native
    if algorithm not in ALGORITHMS:
        raise NoKey(f"algorithm {algorithm} is not supported: RSA or ECDSA is")


def _loaded(found: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(found.public_bytes(serialization.Encoding.DER))
