"""`ortaq ledger verify` names what was changed, missing, added or put in another order, on either side."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import ortaq
from ortaq.ledger import verifying, wording
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry, Head
from ortaq.ledger.record import body, record
from ortaq.ledger.sealing import Sealer
from ortaq.lib.ids import uuid7
from ortaq.wire import heads, keys, merkle
from ortaq.wire.report import NAMED, Report

Slips = Callable[[int], list[Any]]
Tamper = Callable[..., int]
Write = Callable[..., list[uuid.UUID]]
AT = datetime(2013, 12, 31, 2, 30, tzinfo=UTC)


def _found(report: Report) -> list[tuple[str, dict[str, Any]]]:
    return [(fault.what, dict(fault.facts)) for fault in report.faults]


def test_an_untouched_ledger_is_good_and_says_what_it_looked_at(slips: Slips, write: Write, sealer: Sealer) -> None:
    slips(5)
    sealer.seal()
    write(300)
    sealer.seal()
    report = verifying.verify()
    assert report.good
    assert (report.entries, report.heads, report.waiting) == (305, 2, 0)
    assert report.rows == {"slip": 5}
    assert report.loose == {"noted": 300}
    assert report.keys == [keys.name(sealer.key)]


def test_an_empty_ledger_is_good(slips: Slips) -> None:
    assert verifying.verify().good


def test_entries_that_wait_are_counted_and_their_rows_compared_already(slips: Slips, sealer: Sealer) -> None:
    slips(2)
    report = verifying.verify()
    assert report.good
    assert (report.entries, report.waiting, report.rows) == (0, 2, {"slip": 2})


# The business changed, the ledger untouched.


def test_a_changed_field_of_a_row_is_named(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slip = slips(5)[2]
    sealer.seal()
    tamper("UPDATE example_slip SET note = 'отказано' WHERE id = %s", slip.pk)
    assert _found(verifying.verify()) == [
        (
            "row.changed",
            {
                "table": "example_slip",
                "record": str(slip.pk),
                "id": str(slip.pk),
                "field": "note",
                "sealed": '"принято"',
                "found": '"отказано"',
            },
        )
    ]


def test_each_changed_field_is_named(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slips(3)
    sealer.seal()
    tamper("UPDATE example_slip SET note = '', at = at + interval '1 microsecond', unit = 99 WHERE unit = 1")
    assert [facts["field"] for _, facts in _found(verifying.verify())] == ["at", "note", "unit"]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_row_that_is_missing_is_named(slips: Slips, sealer: Sealer, tamper: Tamper, place: int) -> None:
    slip = slips(5)[place]
    sealer.seal()
    tamper("DELETE FROM example_slip WHERE id = %s", slip.pk)
    named = {"table": "example_slip", "record": str(slip.pk), "kind": "slip"}
    assert _found(verifying.verify()) == [("row.missing", named)]


@pytest.mark.parametrize("place", [uuid.UUID(int=1), uuid7(), uuid.UUID(int=2**128 - 1)])
def test_a_row_that_was_added_is_named(slips: Slips, sealer: Sealer, tamper: Tamper, place: uuid.UUID) -> None:
    slips(5)
    sealer.seal()
    tamper("INSERT INTO example_slip SELECT %s, unit, note, at, commitment FROM example_slip LIMIT 1", place)
    named = {"table": "example_slip", "record": str(place), "id": str(place)}
    assert _found(verifying.verify()) == [("row.added", named)]


def test_two_rows_that_changed_places_are_both_named(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    first, second, *_ = slips(5)
    sealer.seal()
    tamper("UPDATE example_slip SET id = %s WHERE id = %s", uuid.UUID(int=0), first.pk)
    tamper("UPDATE example_slip SET id = %s WHERE id = %s", first.pk, second.pk)
    tamper("UPDATE example_slip SET id = %s WHERE id = %s", second.pk, uuid.UUID(int=0))
    named = {(what, facts["id"]) for what, facts in _found(verifying.verify())}
    assert named == {("row.changed", str(first.pk)), ("row.changed", str(second.pk))}


def test_a_wiped_table_is_counted_whole_and_named_in_part(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slips(NAMED + 5)
    sealer.seal()
    tamper("DELETE FROM example_slip")
    report = verifying.verify()
    assert report.counts == {"row.missing": NAMED + 5}
    assert len(report.faults) == NAMED
    assert any("и ещё 5" in line for line in wording.lines(report))


def test_several_entries_about_one_record_owe_a_row_each(
    slips: Slips, sealer: Sealer, tamper: Tamper, by: Actor
) -> None:
    slip = slips(2)[0]
    record("slip", slip.pk, slip.facts(), by=by, at=AT)
    assert [what for what, _ in _found(verifying.verify())] == ["row.missing"]


# Contents.


def test_a_changed_content_is_named_though_its_header_is_untouched(
    slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    slip = slips(3)[1]
    sealer.seal()
    tamper("UPDATE example_slip SET words = 'другое слово' WHERE id = %s", slip.pk)
    named = {"table": "example_slip", "record": str(slip.pk), "id": str(slip.pk)}
    assert _found(verifying.verify()) == [("content.changed", named)]


def test_a_content_put_in_with_a_commitment_of_its_own_is_named_by_the_header(
    slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    from ortaq.wire.commitment import commit

    slip = slips(3)[1]
    sealer.seal()
    other = commit("другое слово", bytes(slip.salt))
    tamper("UPDATE example_slip SET words = 'другое слово', commitment = %s WHERE id = %s", other, slip.pk)
    assert [(what, facts["field"]) for what, facts in _found(verifying.verify())] == [("row.changed", "commitment")]


def test_an_erased_content_is_told_and_is_no_fault(slips: Slips, sealer: Sealer, tamper: Tamper, by: Actor) -> None:
    _, quietly, lawfully = slips(3)
    record("slip.erased", lawfully.pk, {"ground": "срок хранения"}, by=by, at=AT)
    sealer.seal()
    tamper("UPDATE example_slip SET words = NULL, salt = NULL WHERE id IN (%s, %s)", quietly.pk, lawfully.pk)
    report = verifying.verify()
    assert report.good
    assert report.erased == [
        {"table": "example_slip", "record": str(quietly.pk), "entry": False},
        {"table": "example_slip", "record": str(lawfully.pk), "entry": True},
    ]
    assert sum("стёрто" in line for line in wording.lines(report)) == 2


# The ledger changed, the business untouched.


def test_a_changed_entry_is_named(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slip = slips(5)[3]
    sealer.seal()
    entry = Entry.objects.get(record=slip.pk)
    tamper("UPDATE ledger_entry SET body = replace(body, 'Сапаров', 'Ахметов') WHERE id = %s", entry.pk)
    ((what, facts),) = _found(verifying.verify())
    assert (what, facts["entry"], facts["record"]) == ("entry.changed", str(entry.pk), str(slip.pk))


@pytest.mark.parametrize(
    "change", ["kind = 'other'", "record = gen_random_uuid()", "at = at + interval '1 microsecond'"]
)
def test_a_column_that_no_longer_repeats_the_body_is_named(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper, change: str
) -> None:
    write(3)
    sealer.seal()
    tamper(f"UPDATE ledger_entry SET {change} WHERE body LIKE '%%\"n\":1}}%%'")
    assert [what for what, _ in _found(verifying.verify())] == ["entry.columns"]


def test_a_deleted_entry_is_named_on_both_sides(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slip = slips(5)[3]
    sealer.seal()
    tamper("DELETE FROM ledger_entry WHERE record = %s", slip.pk)
    found = dict(_found(verifying.verify()))
    assert found.keys() == {"entry.missing", "row.added"}
    assert found["row.added"]["id"] == str(slip.pk)


def test_an_entry_taken_out_with_its_number_is_named(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    write(10)
    sealer.seal()
    tamper("DELETE FROM ledger_entry WHERE id = (SELECT entry FROM ledger_sealed WHERE seq = 4)")
    tamper("DELETE FROM ledger_sealed WHERE seq = 4")
    assert _found(verifying.verify()) == [("number.missing", {"first": 4, "last": 4})]


def test_the_last_entries_taken_out_with_their_numbers_are_named(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    write(10)
    sealer.seal()
    tamper("DELETE FROM ledger_sealed WHERE seq >= 8")
    found = _found(verifying.verify())
    assert ("number.missing", {"first": 8, "last": 9}) in found
    assert [what for what, _ in found].count("entry.unnumbered") == 2


def test_a_row_and_its_entry_taken_out_together_leave_a_gap(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slip = slips(5)[3]
    sealer.seal()
    tamper("DELETE FROM ledger_sealed s USING ledger_entry e WHERE e.id = s.entry AND e.record = %s", slip.pk)
    tamper("DELETE FROM ledger_entry WHERE record = %s", slip.pk)
    tamper("DELETE FROM example_slip WHERE id = %s", slip.pk)
    assert [what for what, _ in _found(verifying.verify())] == ["number.missing"]


def test_a_row_and_its_entry_and_its_leaf_changed_together_break_the_root(
    slips: Slips, sealer: Sealer, tamper: Tamper, by: Actor
) -> None:
    slip = slips(5)[3]
    sealer.seal()
    tamper("UPDATE example_slip SET note = 'отказано' WHERE id = %s", slip.pk)
    slip.refresh_from_db()
    forged = body("slip", slip.pk, slip.facts(), by, slip.at)
    tamper("UPDATE ledger_entry SET body = %s WHERE record = %s", forged, slip.pk)
    tamper(
        "UPDATE ledger_sealed s SET leaf = %s FROM ledger_entry e WHERE e.id = s.entry AND e.record = %s",
        merkle.leaf_hash(forged.encode()),
        slip.pk,
    )
    ((what, facts),) = _found(verifying.verify())
    assert (what, facts["size"], facts["good_to"]) == ("head.root", 5, 0)


def test_entries_put_in_another_order_are_named(write: Write, slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    write(4)
    sealer.seal()
    tamper("UPDATE ledger_sealed SET seq = 100 - seq WHERE seq IN (1, 2)")
    tamper("UPDATE ledger_sealed SET seq = seq - 97 WHERE seq > 90")
    assert [what for what, _ in _found(verifying.verify())] == ["head.root"]


def test_numbers_that_point_to_each_other_s_entries_are_named(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    write(4)
    sealer.seal()
    first, second = (entry for entry in Entry.objects.order_by("id")[:2])
    spare = uuid.uuid4()
    for new, old in ((spare, first.pk), (first.pk, second.pk), (second.pk, spare)):
        tamper("UPDATE ledger_sealed SET entry = %s WHERE entry = %s", new, old)
    assert [what for what, _ in _found(verifying.verify())] == ["entry.changed"] * 2


def test_an_entry_kept_out_of_the_queue_is_named(write: Write, slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    write(2)
    tamper("DELETE FROM ledger_waiting WHERE entry = (SELECT entry FROM ledger_waiting LIMIT 1)")
    sealer.seal()
    assert [what for what, _ in _found(verifying.verify())] == ["entry.unnumbered"]


def test_an_entry_and_a_number_put_in_behind_the_last_head_are_named(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    write(2)
    sealer.seal()
    (fresh,) = write(1)
    entry = Entry.objects.get(record=fresh)
    tamper("DELETE FROM ledger_waiting")
    tamper("INSERT INTO ledger_sealed VALUES (2, %s, %s)", entry.pk, merkle.leaf_hash(entry.body.encode()))
    assert _found(verifying.verify()) == [("entry.unsigned", {"first": 2, "last": 2})]


def test_a_changed_subtree_is_named(write: Write, slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    write(600)
    sealer.seal()
    tamper("UPDATE ledger_subtree SET hash = %s WHERE index = 1", b"\x00" * 32)
    assert _found(verifying.verify()) == [("subtree.changed", {"level": 8, "index": 1})]
    tamper("DELETE FROM ledger_subtree WHERE index = 1")
    assert _found(verifying.verify()) == [("subtree.changed", {"level": 8, "index": 1})]


def test_a_subtree_too_many_is_named(write: Write, slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    write(300)
    sealer.seal()
    tamper("INSERT INTO ledger_subtree VALUES (8, 1, %s)", b"\x00" * 32)
    assert _found(verifying.verify()) == [("subtree.added", {})]


# Heads.


def _three_heads(write: Write, sealer: Sealer) -> list[Head]:
    for _ in range(3):
        write(2)
        sealer.seal()
    return list(Head.objects.order_by("size"))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("root = '\\x00'", "head.columns"),
        ("at = at + interval '1 second'", "head.columns"),
        ("signature = replace(signature, '.', '..')", "head.malformed"),
        ("signature = left(signature, -6) || 'AAAA' || right(signature, 2)", "head.signature"),
    ],
)
def test_a_changed_head_is_named(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper, change: str, what: str
) -> None:
    _three_heads(write, sealer)
    tamper(f"UPDATE ledger_head SET {change} WHERE size = 6")
    assert what in verifying.verify().counts


def test_a_head_taken_out_is_noticed_by_the_next(write: Write, slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    _three_heads(write, sealer)
    tamper("DELETE FROM ledger_head WHERE size = 4")
    ((what, facts),) = _found(verifying.verify())
    assert (what, facts["size"]) == ("head.chain", 6)


def test_a_ledger_signed_anew_by_a_stranger_is_refused_under_the_node_s_key(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    _three_heads(write, sealer)
    report = verifying.verify([keys.generate()])
    assert report.counts == {"head.unknown_key": 3, "entry.unsigned": 1}
    assert verifying.verify([sealer.key]).good


def test_a_ledger_cut_short_is_seen_by_who_kept_a_head(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    kept = _three_heads(write, sealer)[-1].signature
    tamper("DELETE FROM ledger_head WHERE size > 4")
    tamper("DELETE FROM ledger_entry e USING ledger_sealed s WHERE e.id = s.entry AND s.seq >= 4")
    tamper("DELETE FROM ledger_sealed WHERE seq >= 4")
    assert verifying.verify().good, "nobody can see it from inside"
    assert _found(verifying.verify(witnesses=[kept])) == [("witness.ahead", {"size": 6, "entries": 4})]


def test_a_ledger_rewritten_with_the_node_s_own_key_is_seen_by_who_kept_a_head(
    write: Write, slips: Slips, sealer: Sealer, tamper: Tamper
) -> None:
    write(2)
    sealer.seal()
    stolen = heads.sign(size=1, root=b"\x00" * 32, at=AT, node="ortaq", prev=None, key=sealer.key)
    ((what, facts),) = _found(verifying.verify(witnesses=[stolen]))
    assert (what, facts["size"]) == ("witness.root", 1)


def test_a_witness_that_agrees_is_counted(write: Write, slips: Slips, sealer: Sealer) -> None:
    kept = [head.signature for head in _three_heads(write, sealer)]
    report = verifying.verify(witnesses=kept)
    assert report.good
    assert report.witnesses == 3


# Figures and words.


def test_every_fault_has_its_words() -> None:
    source = Path(ortaq.__file__).parent
    text = "".join(
        path.read_text()
        for folder in ("wire", "ledger", "exchange")
        for path in (source / folder).glob("*.py")
        if not path.name.startswith("act_")  # a signed act's faults have words of their own, held by their own test
    )
    codes = set(re.findall(r'fault\(\s*"([a-z._]+)"', text)) | {"proof.path", "proof.head"}
    codes |= {f"{what}.{how}" for what in ("head", "witness") for how in ("signature", "unknown_key", "malformed")}
    assert codes == set(wording.FAULTS)


def test_a_report_can_be_written_as_json(slips: Slips, sealer: Sealer, tamper: Tamper) -> None:
    slips(2)
    sealer.seal()
    tamper("UPDATE example_slip SET note = '' WHERE unit = 1")
    facts = json.loads(json.dumps(verifying.verify().facts()))
    assert facts["good"] is False
    assert facts["faults"][0]["what"] == "row.changed"
    assert facts["faults_counted"] == {"row.changed": 1}
