"""A printed act is verified from its bytes: whole, it says who signed; touched anywhere, it says where."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from acts.paper import sealing
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
from wire import acting

from ortaq import cli
from ortaq.acts.paper import fault_words, verifying, wording
from ortaq.lib import pades
from ortaq.rules.text import LANGUAGES
from ortaq.wire import heads, keys

CERTIFICATE = [sealing.node("khorgos")[1].encode()]
LEDGER = keys.generate()
HEAD = heads.sign(size=7, root=b"\x02" * 32, at=sealing.AT, node="khorgos", prev=None, key=LEDGER)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return sealing.sealed(head=HEAD)


def faults(pdf: bytes, certificates: list[bytes] = CERTIFICATE) -> set[str]:
    return {fault.what for fault in verifying.verify(pdf, certificates).faults}


def test_a_whole_act_says_who_signed_and_who_sealed_it(sealed):
    report = verifying.verify(sealed, CERTIFICATE, keys.ring([LEDGER]))
    assert report.whole
    assert [each.signer.name for each in report.act.signed] == [
        acting.GIVER.name,
        acting.TAKER.name,
        acting.CHIEF.name,
    ]
    (seal,) = report.seals
    assert (seal.subject, seal.at) == ("Common Name: Ortaq, khorgos", sealing.AT)
    assert report.act.head_proved


@pytest.mark.parametrize("part", [0.001, 0.2, 0.4, 0.6, 0.8, 0.999])
def test_one_changed_byte_anywhere_is_found(sealed, part):
    place = int(len(sealed) * part)
    touched = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert faults(touched)


@pytest.mark.parametrize("within", [2, 7, 51, 60, 85, 700, 1000, 1200, 1500, 1690])
def test_one_changed_byte_of_the_seal_itself_is_found(sealed, within):
    start = sealed.index(b"/Contents <30") + len(b"/Contents <")
    place = start + within
    other = b"%X" % (int(chr(sealed[place]), 16) ^ 1)
    assert faults(sealed[:place] + other + sealed[place + 1 :])


def test_noughts_after_the_seal_hold_nothing(sealed):
    end = sealed.index(b">", sealed.index(b"/Contents <30"))
    assert faults(sealed[: end - 8] + b"1" + sealed[end - 7 :]) == {"seal.appended"}


def test_an_incremental_update_after_the_seal_is_found(sealed):
    out = IncrementalPdfFileWriter(io.BytesIO(sealed))
    out.root["/Later"] = out.root["/Lang"]
    out.update_root()
    written = io.BytesIO()
    out.write(written)
    assert "seal.appended" in faults(written.getvalue())


def test_bytes_after_the_end_of_the_file_are_found(sealed):
    assert "seal.appended" in faults(sealed + b"\n% a remark\n")


def test_an_exchanged_body_is_found_though_the_file_is_sealed_anew():
    assert faults(sealing.sealed(body={"person": "another"})) == {"signature.body"}


def test_a_signature_taken_away_is_found_though_the_file_is_sealed_anew():
    left = [acting.signed(each) for each in (acting.GIVER, acting.CHIEF)]
    assert faults(sealing.sealed(signatures=left)) == {"signature.missing"}


def test_an_exchanged_key_is_found_though_the_file_is_sealed_anew():
    ring = [acting.KEYS["o-1"], keys.generate(), acting.KEYS["o-3"]]
    assert faults(sealing.sealed(keys=ring)) == {"signature.unknown_key", "signature.missing"}


def test_a_key_used_after_its_revocation_is_found_and_before_it_is_not():
    name = keys.name(acting.KEYS["o-2"])
    assert faults(sealing.sealed(revoked={name: acting.AT})) == {"signature.after_revocation"}
    assert faults(sealing.sealed(revoked={name: acting.AT + timedelta(days=1)})) == set()


def test_another_node_s_seal_is_found_by_the_certificate_from_a_trusted_hand():
    assert faults(sealing.sealed("stranger")) == {"seal.untrusted"}
    assert faults(sealing.sealed("stranger"), []) == set()


def test_a_file_that_nobody_sealed_is_not_whole():
    assert faults(sealing.printed()) == {"seal.none"}


def test_a_file_with_two_seals_is_not_whole():
    pdf, signer = sealing.printed(), pades.of_pem(*sealing.node("khorgos"))
    for name in ("one", "two"):
        out = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), PdfSignatureMetadata(field_name=name), signer)
        pdf = out.getvalue()
    assert {"seal.several", "seal.appended"} <= faults(pdf)


def test_an_act_glued_to_itself_is_not_whole(sealed):
    assert faults(sealed + sealed) == {"seal.appended"}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a PDF", b"\x00" * 100])
def test_what_is_no_pdf_is_said_to_be_none(data):
    assert "seal.unreadable" in faults(data)


def test_half_a_file_is_said_to_be_damaged(sealed):
    assert faults(sealed[: len(sealed) // 2])


def test_without_a_certificate_the_report_says_that_it_came_with_the_file(sealed):
    assert wording.UNPINNED.ru in list(wording.lines(verifying.verify(sealed)))
    assert wording.UNPINNED.ru not in list(wording.lines(verifying.verify(sealed, CERTIFICATE)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_name_the_verdict_the_act_and_each_signer(sealed, lang):
    said = list(wording.lines(verifying.verify(sealed, CERTIFICATE), lang))
    assert said[0] == wording.WHOLE.said_in(lang)
    assert any(acting.GIVER.name in line and acting.GIVER.rank in line for line in said)
    assert any("17" in line for line in said)


def test_every_fault_has_words_in_every_language():
    facts = dict.fromkeys(("why", "subject", "name", "key", "role", "unit"), "x")
    for what in fault_words.FAULTS:
        assert all(wording.worded(what, facts, lang) for lang in LANGUAGES)


def test_every_fault_that_is_found_has_words():
    sources = (verifying.__file__, verifying.act_envelope.__file__)
    codes = {
        word
        for path in sources
        for word in Path(path).read_text().split('"')
        if word.startswith(("seal.", "envelope.", "key.", "signature.", "head.")) and " " not in word
    }
    assert codes == set(fault_words.FAULTS)


def test_what_the_file_says_cannot_steer_the_terminal():
    title = {"title": "\x1b[2J\u202eАкт\n  ✗"}
    said = list(wording.lines(verifying.verify(sealing.sealed(act=acting.FACTS | title), CERTIFICATE)))
    assert not any("\x1b" in line or "\n" in line or "\u202e" in line for line in said)


@pytest.fixture
def files(tmp_path, sealed):
    (tmp_path / "act.pdf").write_bytes(sealed)
    (tmp_path / "node.crt").write_bytes(CERTIFICATE[0])
    (tmp_path / "ledger.pub").write_text(keys.public_text(LEDGER))
    return tmp_path


def test_the_command_says_that_the_act_is_whole(files, capsys):
    given = ["--certificate", str(files / "node.crt"), "--key", str(files / "ledger.pub")]
    assert cli.main(["acts", "verify", str(files / "act.pdf"), *given]) == 0
    assert capsys.readouterr().out.startswith("АКТ ЦЕЛ\n")


def test_the_command_writes_what_another_program_reads(files, capsys):
    assert cli.main(["acts", "verify", str(files / "act.pdf"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["whole"], said["certificate_given"], len(said["act"]["signed"])) == (True, False, 3)


def test_the_command_ends_with_1_where_something_is_amiss(files, capsys):
    (files / "act.pdf").write_bytes(sealing.printed())
    assert cli.main(["acts", "verify", str(files / "act.pdf")]) == 1
    assert "✗ файл никем не заверен" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["missing.pdf", "--certificate"])
def test_the_command_refuses_what_it_cannot_read_in_one_line(files, capsys, wrong):
    given = [str(files / wrong)] if wrong == "missing.pdf" else [str(files / "act.pdf"), wrong, str(files / "act.pdf")]
    assert cli.main(["acts", "verify", *given]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_command_imports_neither_django_nor_the_database_s_driver(files):
    program = (
        "import sys; from ortaq.cli import main; main(['acts', 'verify', sys.argv[1]]);"
        "print([name for name in ('django', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, files / "act.pdf"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
