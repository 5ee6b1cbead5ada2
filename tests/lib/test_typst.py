"""What a template is given arrives letter by letter, whatever it is, and is never taken for a command."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ortaq.lib import sealed_pdf, typst

AT = datetime(2003, 5, 12, 9, 40, tzinfo=UTC)
SHEET = """#let sheet(first: "", second: "") = pdf.attach(
  "given", bytes(first + "|" + second), mime-type: "text/plain", description: "given", relationship: "data")"""


@pytest.mark.parametrize(
    "typed",
    ["", "\\", '"', '\\"', '\\\\"', '") #panic("', "\\u{41}\\n", "a\r\nb\tc\n", "\x00\x07\x85\u2028\ufeff", "Һ😀"],
)
def test_a_template_is_given_every_letter_as_it_was(tmp_path, typed):
    (tmp_path / "sheet.typ").write_text(SHEET)
    made = typst.pdf(tmp_path / "sheet.typ", {"first": typed, "second": typed[::-1]}, standard="a-3b", at=AT)
    assert sealed_pdf.attached(made, "given") == [f"{typed}|{typed[::-1]}".encode()]
