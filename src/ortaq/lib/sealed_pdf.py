"""What pyHanko says of the signatures on a PDF, and what is attached to it. Nothing is fetched from anywhere."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, pem, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

# What they tell is in their answers; their warnings would stand among the words for the inspector.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class NotReadable(ValueError):
    """Bytes that are no PDF, or no longer one."""


@dataclass(frozen=True)
class Seal:
    """One signature on a PDF.

    `intact`: what it covers is as it was signed; `valid`: its own signature fits; `covers_all`: nothing was appended
    after it; `trusted`: its certificate is one of those given, or issued by one. `problem` is pyHanko's own word.
    """

    subject: str
    fingerprint: str
    self_signed: bool
    algorithm: str
    at: datetime | None
    intact: bool
    valid: bool
    covers_all: bool
    trusted: bool
    problem: str = ""


def certificate(data: bytes) -> x509.Certificate:
    """Return the certificate that PEM or DER writes. Raises NotReadable."""
    try:
        found = x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data, strict=True)
        _ = found.native
    except (ValueError, TypeError) as exc:
        raise NotReadable("not a certificate") from exc
    return found


def seals(pdf: bytes, trusted: Sequence[x509.Certificate] = ()) -> list[Seal]:
    """Return every signature on the PDF, each held to the `trusted` certificates; without any, to its own.

    Raises NotReadable.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return [_seal(each, trusted, pdf) for each in reader.embedded_signatures]
    except Exception as exc:  # whatever a broken file makes a reader do
        raise NotReadable(str(exc) or type(exc).__name__) from exc


def attached(pdf: bytes, name: str) -> list[bytes]:
    """Return all attachments of this name: one, in a file that nobody has meddled with. Raises NotReadable."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        tree = reader.root["/Names"]["/EmbeddedFiles"] if "/Names" in reader.root else {}
        return [found["/EF"]["/F"].data for key, found in _named(tree) if str(key) == name]
    except Exception as exc:  # whatever a broken file makes a reader do
        raise NotReadable(str(exc) or type(exc).__name__) from exc


def _named(node: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """The leaves of a name tree."""
    if depth > 20:
        raise ValueError("a name tree without an end")
    pairs = [_resolved(each) for each in node.get("/Names", ())]
    yield from zip(pairs[::2], pairs[1::2], strict=True)
    for kid in node.get("/Kids", ()):
        yield from _named(_resolved(kid), depth + 1)


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, generic.IndirectObject) else value  # type: ignore[no-untyped-call]


def _seal(found: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], pdf: bytes) -> Seal:
    own = found.signer_cert
    at = found.self_reported_timestamp
    context = ValidationContext(trust_roots=list(roots) or [own], moment=at, allow_fetching=False)
    status: Any = validate_pdf_signature(found, context)
    covers = status.coverage is SignatureCoverageLevel.ENTIRE_FILE and _is_tight(found, pdf)
    return Seal(
        subject=own.subject.human_friendly,
        fingerprint=own.sha256.hex(),
        self_signed=own.issuer == own.subject,
        algorithm=status.pkcs7_signature_mechanism,
        at=at,
        intact=bool(status.intact),
        valid=bool(status.valid),
        covers_all=covers,
        trusted=bool(status.trusted),
        problem="" if status.bottom_line else status.summary(),
    )


def _is_tight(found: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether the gap in the signed bytes holds the signature as it is made here, noughts, and not one sign more.

    Nothing covers the gap itself, and a signature can be written in many ways that all fit. Here there is one.
    """
    start, end = int(found.byte_range[0]) + int(found.byte_range[1]), int(found.byte_range[2])
    gap, der = pdf[start:end], _the_one_way(found)
    tight = b"<" + der.hex().encode() + b"0" * (len(gap) - 2 - 2 * len(der)) + b">"
    return gap in (tight, tight.upper())


def _the_one_way(found: EmbeddedPdfSignature) -> bytes:
    """The signature written anew from its parts, with what is implied set to what it must be."""
    data, signer = found.signed_data, found.signer_info
    name = signer["digest_algorithm"]["algorithm"].native
    digest = algos.DigestAlgorithm({"algorithm": name, "parameters": core.Null()})
    kept = {each: signer[each] for each in ("sid", "signed_attrs", "signature_algorithm", "signature")}
    whole = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": data["certificates"],
            "signer_infos": [cms.SignerInfo({"version": "v1", "digest_algorithm": digest, **kept})],
        }
    )
    written: bytes = cms.ContentInfo({"content_type": "signed_data", "content": whole}).dump()
    return written
