"""The paper of an act: made when it comes into force, kept, verified from its bytes alone; a draft says it is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import NOON, minutes, plan

from ortaq.acts import papers
from ortaq.acts.between import kind_of
from ortaq.acts.paper import verifying
from ortaq.acts.paper.paper import Diagram, Table
from ortaq.acts.printed import Printed
from ortaq.acts.reading import Reader, blocks

HOUR = timedelta(hours=1)


@pytest.fixture
def held(parties, clock):
    clock.stand(NOON)
    return parties.in_force("plan", plan())


def test_the_paper_is_made_when_the_act_comes_into_force_and_verifies_by_itself(parties, held, whole):
    printed = Printed.objects.get(version=held)
    report = verifying.verify(bytes(printed.pdf))
    assert report.faults == []
    assert report.act is not None
    assert [(one.role, one.signer.unit) for one in report.act.signed].count(("party", "border-4")) == 1
    assert len(report.act.signed) == 6
    assert report.act.body == held.hash
    whole()


def test_the_same_bytes_come_back_however_often_they_are_asked_for(parties, held):
    asked = {"by": parties.commander("customs"), "rulebook": parties.world.rulebook()}
    kind = kind_of("plan", parties.world.rulebook())
    first = papers.keep(held, "ru", kind, at=NOON, **asked)
    again = papers.keep(held, "ru", kind, at=NOON + HOUR, **asked)
    assert (first.pk, first.sha256) == (again.pk, again.sha256)
    assert Printed.objects.count() == 2


def test_nothing_is_kept_before_it_is_in_force_and_a_draft_is_sealed_by_nobody(parties):
    version = parties.proposed("minutes", minutes())
    pdf = papers.draft(
        version, "ru", kind_of("minutes", parties.world.rulebook()), at=NOON, rulebook=parties.world.rulebook()
    )
    assert pdf.startswith(b"%PDF")
    assert not Printed.objects.exists()
    assert "seal.none" in {fault.what for fault in verifying.verify(pdf).faults}


def test_an_act_comes_into_force_and_is_printed_at_any_part_of_a_second(parties, clock):
    at = NOON + timedelta(microseconds=123_456)
    clock.stand(at)
    held = parties.in_force("minutes", minutes(), at=at)
    assert verifying.verify(bytes(Printed.objects.get(version=held).pdf)).faults == []
    draft, rulebook = parties.draft("minutes", minutes(), at=at), parties.world.rulebook()
    assert papers.draft(draft, "ru", kind_of("minutes", rulebook), at=at, rulebook=rulebook).startswith(b"%PDF")


def test_a_draft_that_nobody_has_proposed_is_printed_too(parties):
    book = parties.world.rulebook()
    pdf = papers.draft(parties.draft("minutes", minutes()), "kk+ru", kind_of("minutes", book), at=NOON, rulebook=book)
    assert pdf.startswith(b"%PDF")


def test_a_key_that_cannot_seal_holds_up_no_act(parties, settings):
    settings.PDF_KEY = "/nowhere/key.p12"
    version = parties.in_force("minutes", minutes())
    assert (version.state, Printed.objects.count()) == ("in_force", 0)
    settings.PDF_KEY = ""
    papers.keep(
        version,
        "kk+ru",
        kind_of("minutes", parties.world.rulebook()),
        by=parties.commander("border"),
        at=NOON,
        rulebook=parties.world.rulebook(),
    )
    assert Printed.objects.count() == 1


def test_the_blocks_are_those_of_the_kind(parties):
    book = parties.world.rulebook()
    plan_paper = papers.paper_of(parties.proposed("plan", plan()), kind_of("plan", book), book)
    assert ([mark.role.ru for mark in plan_paper.agreed], plan_paper.signed) == (["Согласовано"] * 3, ())
    assert [mark.role.kk for mark in plan_paper.approved] == ["Бекітемін"] * 3
    sides = [parties.unit("customs").pk, parties.unit("border").pk]
    hand_over = parties.draft("hand_over", {"ground": "x"}, parties=sides)
    paper = papers.paper_of(hand_over, kind_of("hand_over", book), book, is_draft=True)
    assert [mark.role.ru for mark in paper.signed] == ["Передал", "Принял"]
    assert paper.signed[0].unit.ru == "Таможенный пост customs-4"


def test_a_body_is_read_in_three_languages_by_names_and_not_by_codes(parties):
    kind = kind_of("minutes", parties.world.rulebook())
    found = blocks(kind, minutes(held_at="2026-05-12T09:30+05:00"), (), Reader(NOON.date()))
    (table,) = (part for block in found for part in block.parts if isinstance(part, Table))
    assert [cell if isinstance(cell, str) else cell.ru for cell in table.rows[0]] == [
        "Обновить схему движения", "Таможенный пост customs-4", "20.05.2026",
    ]  # fmt: skip
    assert table.columns[0].kk == "Не шешілді"
    assert found[0].parts[0].value == "12.05.2026 09:30"


def test_a_technology_is_drawn_for_persons_vehicles_and_goods(parties):
    kind = kind_of("technology", parties.world.rulebook())
    steps = [{"who": "border-4", "what": "Проверить документы", "minutes": 3}, {"who": "customs-4", "what": "Досмотр"}]
    found = blocks(kind, {"for_persons": steps, "for_goods": steps}, (), Reader(NOON.date()))
    diagrams = [part for block in found for part in block.parts if isinstance(part, Diagram)]
    assert [len(one.steps) for one in diagrams] == [2, 2]


def test_what_has_more_columns_than_a_table_holds_is_told_row_by_row(parties):
    kind = kind_of("hand_over", parties.world.rulebook())
    person = {"name": "Тестов", "nationality": "UZB", "document": "N01", "birth_date": "1989-03-14", "ground": "x"}
    person |= {"condition": "жалоб нет", "property": "рюкзак"}
    found = blocks(kind, {"persons": [person]}, (), Reader(NOON.date()))
    assert found[0].title.en == "Person 1"
