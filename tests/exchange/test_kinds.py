"""What may be attached is told by its bytes and allowed by a list; a name alone convinces nobody."""

from __future__ import annotations

import io

import pytest
import sample_files

from ortaq.exchange import kinds
from ortaq.exchange.errors import ForbiddenKind
from ortaq.exchange.faults import FILES, words_of


@pytest.mark.parametrize("name", sample_files.TAKEN)
def test_what_the_service_works_with_is_taken_under_its_own_type(name):
    body, media_type = sample_files.TAKEN[name]
    assert kinds.media_type_of(name, io.BytesIO(body)) == media_type


@pytest.mark.parametrize("name", sample_files.REFUSED)
def test_programs_scripts_markup_and_what_hides_them_are_refused_with_the_reason(name):
    body, why = sample_files.REFUSED[name]
    with pytest.raises(ForbiddenKind) as refused:
        kinds.media_type_of(name, io.BytesIO(body))
    assert refused.value.facts["why"] == why
    assert name in words_of(refused.value)


def test_a_document_that_unpacks_beyond_measure_is_refused_unread(monkeypatch):
    monkeypatch.setattr(kinds, "MOST_UNPACKED", 1000)
    bomb = sample_files.package(types=b"<x/>", document=b"\0" * 10_000)
    with pytest.raises(ForbiddenKind) as refused:
        kinds.media_type_of("рапорт.docx", io.BytesIO(bomb))
    assert refused.value.facts["why"] == "bomb"


def test_a_control_byte_behind_the_first_pages_is_found(monkeypatch):
    body = b"x" * 200_000 + b"\0"
    with pytest.raises(ForbiddenKind):
        kinds.media_type_of("записка.txt", io.BytesIO(body))


def test_a_name_across_two_chunks_is_found():
    stream = sample_files.old_office("Root Entry", "WordDocument")
    shifted = stream[:1000] + b"\0" * (65536 - 1000 - stream[1000:].index(b"W") - 5) + stream[1000:]
    assert kinds.media_type_of("рапорт.doc", io.BytesIO(shifted)) == "application/msword"


def test_every_reason_has_its_words():
    assert {why for _, why in sample_files.REFUSED.values()} | {"bomb"} <= set(FILES)
