"""What the pack says of acts holds together: every group, field, rule, post and sphere that a kind names is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from ortaq.access.roles import ROLES
from ortaq.rules import arrangements, packs, schema
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Edition
from ortaq.rules.errors import PackError
from ortaq.rules.parsing_acts import act_kind
from ortaq.rules.terms import Open
from ortaq.rules.text import LANGUAGES

PACK = packs.load("kz_2002")
PACK_FOLDER = Path(packs.__file__).parents[1] / "packs" / "kz_2002"
KINDS = [(edition, kind) for edition in PACK.editions for kind in edition.act_kinds.values()]
each_kind = pytest.mark.parametrize(
    ("edition", "kind"), KINDS, ids=[f"{edition.id}-{kind.code}" for edition, kind in KINDS]
)


def named(kind: ActKind) -> Iterator[tuple[str, str]]:
    """Every field that a kind names, with its group; "" where it stands in no row."""
    for one in kind.decisions:
        yield from ((one.group, name) for name in (one.what, one.owner, one.due))
    for one in kind.diagrams:
        yield from ((one.group, name) for name in (one.who, one.what, one.minutes))
    if told := kind.variants:
        yield from ((told.group, name) for name in (told.code, told.situation))
        tasks = told.tasks
        yield from ((tasks.group, name) for name in (tasks.variant, tasks.unit, tasks.what, tasks.minutes))
        yield from told.beside.items()
    if kind.terms:
        yield from ((kind.terms.group, name) for name in (kind.terms.what, kind.terms.count, kind.terms.unit))
    if own := kind.control:
        yield own.points, own.point
        yield from (("", name) for name in (own.unit, own.begins, own.ends, own.sphere, own.ground))


@each_kind
def test_every_kind_has_a_body_who_signs_it_and_a_number(edition: Edition, kind: ActKind) -> None:
    assert kind.body.fields
    assert set(kind.signs) <= set(ROLES)
    assert kind.signs
    assert bool(kind.approves) == kind.approved_above
    assert kind.series
    assert kind.keeps is not None
    wanted = {"first", "second"} if kind.parties == "two" else {"party"}
    assert set(kind.marks) == wanted | ({"approver"} if kind.approved_above else set())
    assert {len({text.said_in(lang) for lang in LANGUAGES}) for text in kind.marks.values()} == {3}


@each_kind
def test_every_field_stands_in_a_group_and_every_name_in_its_group_once(edition: Edition, kind: ActKind) -> None:
    assert {one.group for one in kind.body.fields} == set(kind.body.groups)
    placed = [(one.group if kind.body.groups[one.group or ""].repeats else None, one.code) for one in kind.body.fields]
    assert len(set(placed)) == len(placed)
    for group, name in named(kind):
        found = [one for one in kind.body.fields if one.code == name and (not group or one.group == group)]
        assert found, f"{group}.{name}"
        assert not group or kind.body.groups[group].repeats


@each_kind
def test_every_rule_clause_and_sphere_that_it_names_is_in_the_edition(edition: Edition, kind: ActKind) -> None:
    given = [edition.duty(one.rule) for one in kind.decisions]
    given += [edition.duty(kind.variants.tasks.rule)] if kind.variants else []
    assert all(isinstance(rule.term, Open) and "owed_by" in rule.ours for rule in given)
    assert all(edition.duty(name) for name in kind.answers)
    assert not kind.variants or kind.variants.refines in kind.answers
    assert set(kind.quotes) <= set(edition.clauses)
    if kind.control:
        (sphere,) = (one for one in kind.body.fields if one.code == kind.control.sphere)
        assert set(sphere.choices) == set(edition.spheres)


def test_every_term_that_a_plan_may_arrange_can_be_arranged() -> None:
    edition = PACK.editions[-1]
    plan = edition.act_kinds["plan"]
    assert plan.terms is not None
    (what,) = (one for one in plan.body.in_group(plan.terms.group) if one.code == plan.terms.what)
    for code in what.choices:
        rule = None if code in arrangements.LIMITS else edition.duty(code)
        same = rule.term.amount if rule else arrangements.Amount(1, "minutes")
        assert arrangements.fault(edition, code, same) == "", code


def test_the_kind_that_is_shown_may_stand_in_a_pack() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/packs.md").read_text()
    (shown,) = re.findall(r"```yaml\n# act_kind\n(.*?)```", text, re.DOTALL)
    data = yaml.safe_load(shown)
    validator: Draft202012Validator = schema._validator("act-1")
    assert list(validator.iter_errors(data)) == []
    assert act_kind(data).decisions[0].rule == "talk"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("leads, due: day, rule", "leads, due: topic, rule", "'topic' is no field of the kind 'date'"),
        ("what: topic, owner: leads", "what: theme, owner: leads", "nobody is asked for 'theme' in 'sessions'"),
        ("{group: sessions, what", "{group: general, what", "no group 'general' that repeats"),
        ("tasks: {group: tasks, variant: variant", "tasks: {group: tasks, variant: mark", "nobody is asked for 'mark'"),
        ("beside: {forces: variant}", "beside: {powers: variant}", "no group 'powers' that repeats"),
        ("terms: {group: terms, what: what", "terms: {group: terms, what: why", "'why' is no field of the kind"),
        ("control: {unit: controller", "control: {unit: area", "'area' is no field of the kind 'unit'"),
        ("rule: C9.4-session", "rule: C9.4-lesson", "no 'C9.4-lesson' in duties"),
        ("answers: [O2-plan, C6-plan", "answers: [O2-plan, C6-plot", "no 'C6-plot' in duties"),
        ("quotes: [C5.1,", "quotes: [C5.99,", "no 'C5.99' in clauses"),
        ("clause: C6\n    levels", "clause: C3\n    levels", "no regime under C3, by which its variants"),
        ("{code: aims, group: general", "{code: aims, group: generals", "no such group of fields: generals"),
    ],
)
def test_a_kind_that_reads_what_its_body_lacks_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = Path(shutil.copytree(PACK_FOLDER, tmp_path / "pack"))
    text = (folder / "acts.yaml").read_text()
    assert old in text
    (folder / "acts.yaml").write_text(text.replace(old, new, 1))
    with pytest.raises(PackError) as broken:
        packs.load(folder)
    assert any(message in str(fault) for fault in broken.value.faults), [str(fault) for fault in broken.value.faults]
