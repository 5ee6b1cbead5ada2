"""A receipt's signature is its proof: the entry, its place and path, and the node's signed head."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from ortaq.ledger import exporting, heads, proof
from ortaq.ledger.actor import Actor
from ortaq.ledger.guards import entries_seen_with
from ortaq.ledger.models import Subtree
from ortaq.ledger.record import record
from ortaq.ledger.sealing import Sealer
from ortaq.wire import export, keys
from ortaq.wire import heads as wire_heads
from ortaq.wire.errors import BadProof, UnknownKey

Write = Callable[..., list[uuid.UUID]]


def test_what_is_not_sealed_yet_has_no_proof(write: Write) -> None:
    (record,) = write(1)
    assert proof.of(record) is None
    assert heads.latest_head() == ""


def test_every_record_of_a_large_ledger_is_proved_under_the_latest_head(write: Write, sealer: Sealer) -> None:
    records = write(700)
    sealer.seal(333)
    sealer.seal(367)
    ring = proof.ring()
    for of in random.Random(7).sample(records, 40):
        found = proof.of(of)
        assert found is not None
        assert found.entry["record"] == str(of)
        assert found.verify(ring).size == 700
        assert found.head == heads.latest_head()


def test_a_proof_costs_a_handful_of_queries(write: Write, sealer: Sealer, django_assert_max_num_queries: Any) -> None:
    records = write(1500)
    sealer.seal()
    with django_assert_max_num_queries(6):
        assert proof.of(records[1]) is not None


def test_the_newest_entry_about_a_record_is_proved_unless_a_kind_is_named(
    write: Write, sealer: Sealer, by: Actor
) -> None:
    (of,) = write(1, "opened")
    sealer.seal()
    record("closed", of, {}, by=by, at=heads.latest().at)  # type: ignore[union-attr]
    sealer.seal()
    newest, oldest = proof.of(of), proof.of(of, "opened")
    assert newest is not None
    assert oldest is not None
    assert (newest.entry["kind"], oldest.entry["kind"]) == ("closed", "opened")


def test_a_proof_does_not_convince_who_holds_another_key(write: Write, sealer: Sealer) -> None:
    (of,) = write(1)
    sealer.seal()
    found = proof.of(of)
    assert found is not None
    with pytest.raises(UnknownKey):
        found.verify(keys.ring([keys.generate()]))


def test_a_forged_subtree_gives_a_proof_that_fails(write: Write, sealer: Sealer, tamper: Callable[..., int]) -> None:
    records = write(600)
    sealer.seal()
    tamper("UPDATE ledger_subtree SET hash = %s WHERE index = 1", b"\x00" * 32)
    found = proof.of(records[0])
    assert found is not None
    assert Subtree.objects.count() == 2
    with pytest.raises(BadProof):
        found.verify(proof.ring())


def test_the_web_gets_the_proof_of_what_it_sees_and_of_nothing_else(
    slips: Callable[[int], list[Any]], sealer: Sealer, as_role: Any
) -> None:
    seen, unseen = slips(2)
    sealer.seal()
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE example_slip ENABLE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY one ON example_slip TO ortaq_web USING (id = '{seen.pk}')")
        editor.execute("GRANT SELECT ON example_slip TO ortaq_web")
        editor.execute(entries_seen_with("example_slip", ["slip"]).sql)
    with as_role("web"):
        found = proof.of(seen.pk)
        assert found is not None
        assert found.verify(proof.ring()).size == 2
        assert proof.of(unseen.pk) is None
        assert wire_heads.verify(heads.latest_head(), proof.ring()).size == 2


def test_a_proof_on_paper_needs_nothing_but_itself(write: Write, sealer: Sealer) -> None:
    (of, _) = write(2)
    sealer.seal()
    line = exporting.proof_of(of)
    assert line is not None
    report = export.verify([line], keys.ring([sealer.key]))
    assert report.good
    assert report.proved == json.loads(line)["entry"]
    forged = line.replace(b'"n":0', b'"n":9')
    assert [fault.what for fault in export.verify([forged]).faults] == ["proof.path"]
    assert exporting.proof_of(uuid.uuid4()) is None
