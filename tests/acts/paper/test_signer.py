"""Which key seals a printed act: the node's own, one in an archive, one on a token; and none that cannot."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from acts.paper import sealing
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization

from ortaq.acts.paper import signer, verifying
from ortaq.lib import pades

AT = sealing.AT
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
with_softhsm = pytest.mark.skipif(
    not MODULE.exists() or shutil.which("softhsm2-util") is None,
    reason="SoftHSM is not installed (Debian: apt-get install softhsm2)",
)


def sealed(home: Path, key: str = "") -> bytes:
    return signer.seal(sealing.printed(), home=home, key=key, name="khorgos", at=AT)


def whole(pdf: bytes, certificate: bytes) -> bool:
    return verifying.verify(pdf, [certificate]).whole


def test_the_node_s_own_key_is_made_at_the_first_need_and_kept(tmp_path):
    first, second = sealed(tmp_path), sealed(tmp_path)
    certificate = (tmp_path / "pdf.crt").read_bytes()
    assert whole(first, certificate)
    assert whole(second, certificate)
    assert signer.certificate(tmp_path, "khorgos").encode() == certificate


def test_nobody_else_may_read_the_node_s_key(tmp_path):
    sealed(tmp_path)
    assert stat.S_IMODE((tmp_path / "pdf.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pdf.crt", "pdf.key"]


def test_a_key_that_another_process_made_first_stays(tmp_path):
    (tmp_path / "pdf.key").write_text(pades.new_key())
    held = (tmp_path / "pdf.key").read_text()
    assert whole(sealed(tmp_path), signer.certificate(tmp_path, "khorgos").encode())
    assert (tmp_path / "pdf.key").read_text() == held


def test_a_node_without_a_key_makes_one_though_its_certificate_was_lost(tmp_path):
    sealed(tmp_path)
    (tmp_path / "pdf.crt").unlink()
    assert whole(sealed(tmp_path), (tmp_path / "pdf.crt").read_bytes())


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_in_an_archive_seals(tmp_path, kind):
    path, certificate = sealing.archive(tmp_path, kind)
    assert whole(sealed(tmp_path, str(path)), certificate)


def test_an_archive_that_does_not_open_seals_nothing(tmp_path):
    path, _certificate = sealing.archive(tmp_path, "ec")
    (tmp_path / "pdf.pin").write_text("another")
    with pytest.raises(pades.NoKey):
        sealed(tmp_path, str(path))


def test_an_archive_that_is_not_there_is_named(tmp_path):
    with pytest.raises(pades.NoKey, match="missing.p12"):
        sealed(tmp_path, str(tmp_path / "missing.p12"))


@pytest.mark.parametrize(
    "address",
    ["pkcs11:", "pkcs11:token=a", "pkcs11:token=a;object=b", "pkcs11:token=a;object=b?module-path=/nowhere.so"],
)
def test_an_address_that_leads_to_no_token_is_refused(tmp_path, address):
    with pytest.raises(pades.NoKey):
        sealed(tmp_path, address)


def test_a_key_of_an_algorithm_that_is_not_supported_is_refused_with_its_name():
    held = asn1_x509.Certificate.load(pem.unarmor(pades.certificate(pades.new_key(), "x").encode())[2])
    held["tbs_certificate"]["subject_public_key_info"]["algorithm"] = {"algorithm": "1.2.643.7.1.1.1.1"}
    with pytest.raises(pades.NoKey, match=r"1\.2\.643\.7\.1\.1\.1\.1"):
        pades.supported(held)


@pytest.fixture(scope="module")
def slot(tmp_path_factory):
    """A token of SoftHSM in a folder of its own. The library reads its folder once in the life of a process."""
    home = tmp_path_factory.mktemp("softhsm")
    (home / "softhsm.conf").write_text(f"directories.tokendir = {home}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(home / "softhsm.conf"))
        _softhsm("--init-token", "--free", "--label", "AGENCY", "--so-pin", "87654321", "--pin", "1234")
        yield


@pytest.fixture
def home(tmp_path, slot):
    """A node's folder with the token's PIN."""
    (tmp_path / "pdf.pin").write_text("1234\n")
    return tmp_path


def _softhsm(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env=os.environ)


def put(kind: str, label: str) -> bytes:
    """Lay a key with its certificate on the token under a label; return the certificate."""
    import pkcs11
    from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key

    key, certificate = sealing.pair(kind)
    plain = serialization.NoEncryption()
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    decoded = decode_ec_private_key(der) if kind == "ec" else decode_rsa_private_key(der)
    named = {Attribute.LABEL: label, Attribute.ID: label.encode(), Attribute.TOKEN: True}
    with pkcs11.lib(str(MODULE)).get_token(token_label="AGENCY").open(rw=True, user_pin="1234") as session:
        session.create_object(decoded | named | {Attribute.KEY_TYPE: KeyType.EC if kind == "ec" else KeyType.RSA})
        session.create_object(
            named
            | {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )
    return certificate.public_bytes(serialization.Encoding.PEM)


def address(label: str) -> str:
    return f"pkcs11:token=AGENCY;object={label}?module-path={MODULE}"


@with_softhsm
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_on_a_token_seals_again_and_again(home, kind):
    certificate = put(kind, f"acts-{kind}")
    assert whole(sealed(home, address(f"acts-{kind}")), certificate)
    assert whole(sealed(home, address(f"acts-{kind}")), certificate)


@with_softhsm
def test_a_wrong_pin_seals_nothing(home):
    put("ec", "locked")
    (home / "pdf.pin").write_text("0000")
    with pytest.raises(pades.NoKey):
        sealed(home, address("locked"))


@with_softhsm
def test_a_label_that_is_not_on_the_token_seals_nothing(home):
    with pytest.raises(pades.NoKey):
        sealed(home, address("nobody"))
