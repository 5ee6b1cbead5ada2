"""Beside what was said, the writing shows what it adds and what it leaves out."""

from __future__ import annotations

from ortaq.exchange.difference import ADDED, LEFT_OUT, SAME, difference


def test_what_the_writing_adds_and_leaves_out_is_told_apart():
    pieces = list(difference("Задержаны двое, без документов.", "Задержаны трое, без документов."))
    assert (LEFT_OUT, "двое") in pieces
    assert (ADDED, "трое") in pieces


def test_both_texts_can_be_read_back_from_the_pieces():
    said, written = "Двое без документов у коридора.", "У пешеходного коридора двое без документов; изъят нож."
    pieces = list(difference(said, written))
    assert "".join(text for kind, text in pieces if kind != LEFT_OUT) == written
    assert "".join(text for kind, text in pieces if kind != ADDED) == said


def test_the_same_words_differ_in_nothing():
    assert {kind for kind, _ in difference("изъят нож", "изъят нож")} == {SAME}
