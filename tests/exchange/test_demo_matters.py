"""What a demonstration tells is what the pack asks for: its fields have their places, its codes are known."""

from __future__ import annotations

from ortaq.exchange.demo import _at_point, _matters
from ortaq.rules import countries, packs


def test_the_fields_that_a_demonstration_fills_are_those_that_the_pack_asks_for():
    pack = packs.load()
    subjects = {one.code: one for one in pack.editions[-1].regimes["urgent"].subjects}
    told = [one for one in _matters(pack.name)["matters"] if "fields" in one]
    assert len(told) >= 2
    for matter in told:
        subject, fields = subjects[matter["clause"]], _at_point(matter["fields"], "Хоргос")
        repeating = {code for code, group in subject.groups.items() if group.repeats}
        asked = {one.code: one for one in subject.fields if one.group not in repeating}
        assert set(fields) <= set(asked) | repeating
        rows = [(asked, {code: value for code, value in fields.items() if code not in repeating})]
        for group in repeating & set(fields):
            rows += [({one.code: one for one in subject.in_group(group)}, row) for row in fields[group]]
        for known, row in rows:
            for code, value in row.items():
                assert known[code].kind != "choice" or value in known[code].choices, (code, value)
                assert known[code].kind != "country" or value in countries.names(), (code, value)


def test_the_name_of_the_crossing_point_stands_in_every_field():
    said = _at_point({"text": "у «{point}»", "goods": [{"name": "ящик, {point}"}]}, "Хоргос")
    assert said == {"text": "у «Хоргос»", "goods": [{"name": "ящик, Хоргос"}]}
