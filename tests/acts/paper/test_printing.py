"""An act on paper: PDF/A with the envelope inside, in each language, with every letter, and nothing that runs out."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import replace

import pytest
from acts.paper import papers, sealing
from pyhanko.pdf_utils.reader import PdfFileReader
from wire import acting

from ortaq.acts.paper import hyphens, letters, printing, words
from ortaq.acts.paper.paper import Block, Line, Paragraph, Table
from ortaq.lib import sealed_pdf
from ortaq.rules.text import LANGUAGES, Text
from ortaq.wire import act_envelope

AT = sealing.AT
KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
IN_PARTS = lambda said: Line("Жалобы", said), Paragraph, lambda said: Table(None, ("№", "Приметы"), (("1", said),))
EACH = pytest.mark.parametrize("languages", [("ru",), ("kk",), ("en",), ("kk", "ru")], ids="+".join)


def opened(data: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(data))


def pages(data: bytes) -> int:
    return int(opened(data).root["/Pages"]["/Count"])


def objects(data: bytes, kind: str) -> list[object]:
    reader = opened(data)
    found = (reader.get_object(ref) for ref in reader.xrefs.explicit_refs_in_revision(0))
    return [each for each in found if hasattr(each, "get") and each.get("/Type") == kind]


@EACH
def test_an_act_says_that_it_is_pdf_a_3b_in_its_language(languages):
    reader = opened(printing.pdf(papers.hand_over(), languages, at=AT))
    about = reader.root["/Metadata"].data.decode()
    assert re.search(r"<pdfaid:part>3</pdfaid:part>\s*<pdfaid:conformance>B</pdfaid:conformance>", about)
    assert reader.root["/Lang"] == languages[0]
    assert "/OutputIntents" in reader.root


@EACH
def test_every_font_is_embedded_and_has_the_letters_of_the_name(languages):
    data = printing.pdf(papers.hand_over(), languages, at=AT)
    fonts = objects(data, "/FontDescriptor")
    assert fonts
    assert all(font.get("/FontFile2") or font.get("/FontFile3") for font in fonts)
    told = b"".join(each["/ToUnicode"].data for each in objects(data, "/Font") if "/ToUnicode" in each).upper()
    missing = [letter for letter in "ӨҒҺұі" if b"<%04X>" % ord(letter) not in told]
    assert missing == []


def test_every_kazakh_letter_is_in_the_typeface_of_the_sheet():
    paper = papers.hand_over(title=Text.same(KAZAKH), number=KAZAKH, signed=())
    data = printing.pdf(paper, ("kk",), at=AT)
    told = b"".join(each["/ToUnicode"].data for each in objects(data, "/Font") if "/ToUnicode" in each).upper()
    assert [letter for letter in KAZAKH if b"<%04X>" % ord(letter) not in told] == []
    faces = {str(font["/FontName"]).split("+")[1] for font in objects(data, "/FontDescriptor")}
    assert faces == {"LibertinusSerif-Regular", "LibertinusSerif-Bold"}  # each further one costs a tenth of the time


def test_the_envelope_lies_in_the_file_byte_for_byte():
    assert sealed_pdf.attached(sealing.printed(), "act.json") == [sealing.envelope()]


def test_an_envelope_of_another_act_or_body_is_not_printed():
    paper = papers.hand_over(id=acting.ACT)
    with pytest.raises(printing.OtherAct):
        printing.pdf(paper, ("ru",), sealing.envelope(), at=AT)


def test_the_same_act_gives_the_same_bytes():
    one, other = (printing.pdf(papers.hand_over(), ("kk", "ru"), at=AT) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("languages", [("ru",), ("kk", "ru")], ids="+".join)
@pytest.mark.parametrize("part", IN_PARTS, ids=["line", "paragraph", "cell"])
@pytest.mark.parametrize(("said", "sheets"), [("слово " * 4_000, 6), ("а\n" * 400, 6)], ids=["words", "lines"])
def test_whatever_is_higher_than_a_page_goes_on_over_the_next_ones(languages, part, said, sheets):
    blocks = (Block("1", (part(said),)),)
    assert pages(printing.pdf(papers.hand_over(blocks=blocks), languages, at=AT)) >= sheets


def test_a_plan_with_its_tables_takes_its_pages():
    assert pages(printing.pdf(papers.plan(), ("ru",), at=AT)) >= 5
    assert pages(printing.pdf(papers.plan(), ("kk", "ru"), at=AT)) >= 6


@EACH
def test_each_page_can_be_looked_at(languages):
    found = printing.pictures(papers.hand_over(), languages, dots_per_inch=72)
    assert [struct.unpack(">II", page[16:24]) for page in found] == [(595, 842)] * len(found)
    assert len(found) == pages(printing.pdf(papers.hand_over(), languages, at=AT))


def test_a_draft_a_drill_and_a_marking_are_seen_on_every_page():
    said = {"is_draft": True}, {"exercise": Text.same("УЧЕНИЕ")}, {"marking": None}
    plain = printing.pictures(papers.plan(), ("ru",), dots_per_inch=50)
    for changed in said:
        other = printing.pictures(papers.plan(**changed), ("ru",), dots_per_inch=50)
        assert all(one != two for one, two in zip(plain, other, strict=False))


def test_a_mark_that_is_not_signed_leaves_a_line_to_sign_by_hand():
    by_hand = papers.hand_over(signed=tuple(replace(mark, signed=False) for mark in papers.hand_over().signed))
    assert printing.pictures(by_hand, ("ru",)) != printing.pictures(papers.hand_over(), ("ru",))


def test_the_qr_code_names_the_act_and_its_content():
    paper = papers.hand_over()
    assert printing.address(paper) == f"https://ortaq.example/acts/{paper.id}#{paper.hash}"
    placed = papers.hand_over(url=f"https://ortaq.example/acts/{paper.id}/")
    assert printing.address(placed) == f"https://ortaq.example/acts/{paper.id}/#{paper.hash}"
    assert printing.address(papers.hand_over(url="")) == f"ortaq:{paper.id}#{paper.hash}"


def test_what_somebody_typed_is_text_and_never_a_command():
    for typed in ('#panic("x")', "$ x $ *b* _i_ @label <tag>", "\\", "#", "{}", '"', "\u0000", "'; DROP", "</w>"):
        assert printing.pdf(papers.hand_over(number=typed, place=typed), ("ru",), at=AT)


def test_a_letter_that_no_typeface_has_is_seen_to_be_missing():
    assert letters.shown("李 Ли") == "□ Ли"
    assert printing.pdf(papers.hand_over(place="李 😀 Ли\u0301\u0000"), ("ru",), at=AT)


def test_a_sign_that_turns_the_reading_round_is_left_out():
    assert letters.shown("до\u202eслов\u0007о") == "дослово"


def test_a_letter_typed_in_two_strokes_is_one_letter():
    assert letters.shown("и\u0306") == "й"


def test_every_sign_that_is_let_through_can_be_printed():
    signs = "".join(chr(code) for first, last in letters.SHOWN for code in range(first, last + 1))
    assert printing.pdf(papers.hand_over(place=f"а{signs}"), ("ru",), at=AT)


def test_the_words_of_the_paper_are_said_in_all_languages():
    told = [text.said_in(lang) for text in words.ON_PAPER.values() for lang in LANGUAGES]
    assert all(told)


def test_kazakh_is_broken_between_syllables():
    assert hyphens.syllables("қабылдау-тапсыру").split("\u00ad") == ["қабылдау-тапсыру"]
    assert hyphens.syllables("жауапкершілік").split("\u00ad") == ["жауап", "кер", "ші", "лік"]
    assert hyphens.syllables("ұсталған адам") == "ұсталған адам"


@pytest.mark.parametrize("word", ["жауапкершілік", "Рентгеноэлектрокардиографического", "мәселелеріміздің"])
def test_breaking_a_word_loses_no_letter_and_leaves_no_letter_alone(word):
    parts = hyphens.syllables(word).split("\u00ad")
    assert "".join(parts) == word
    assert min(len(parts[0]), len(parts[-1])) >= 3


def test_a_number_that_is_longer_than_a_column_may_be_broken_anywhere():
    assert hyphens.lumps("XTA212130Y1500017XTA") == "XTA21213\u200b0Y150001\u200b7XTA"
    assert hyphens.lumps("12.05.2003 16:42 +07:00") == "12.05.2003 16:42 +07:00"
    assert hyphens.lumps("достопримечательность") == "достопримечательность"


def test_words_are_broken_only_where_one_is_longer_than_its_column():
    assert hyphens.fits("оперативный дежурный", 11)
    assert not hyphens.fits(Text("дежурный", "кезекші", "responsibility"), 11)
    assert hyphens.fits("XTA212130Y1500017", 8)


def test_a_row_that_does_not_fit_its_columns_is_refused():
    table = Table(None, (Text.same("a"), Text.same("b")), (("1",),))
    with pytest.raises(ValueError, match="zip"):
        printing.pdf(papers.hand_over(blocks=(Block(Text.same("x"), (table,)),)), ("ru",), at=AT)


def test_a_paper_without_an_envelope_has_none():
    assert sealed_pdf.attached(printing.pdf(papers.hand_over(), ("ru",), at=AT), act_envelope.FORMAT) == []
