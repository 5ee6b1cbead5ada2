"""What the pack says of custody: each ground by the code of its day, each right by the law that gives it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from rules.saying import ALMATY, frame
from rules.test_packs import faults, folder  # noqa: F401

from ortaq.rules import obligations, packs
from ortaq.rules.custody import Custody, is_minor
from ortaq.rules.facts import Facts
from ortaq.rules.text import LANGUAGES

NOON, HOUR = datetime(2026, 5, 12, 7, 0, tzinfo=UTC), timedelta(hours=1)
EDITION = packs.load().editions[1]


@pytest.fixture
def custody() -> Custody:
    assert EDITION.custody is not None
    return EDITION.custody


def why(rule_id: str, **moments: datetime) -> Any:
    return obligations.deadline(EDITION.duty(rule_id), Facts(moments), frame(ALMATY)).why


def test_the_longer_ground_is_worded_as_each_code_words_it(custody: Custody) -> None:
    of_2001 = custody.limit("border_regime", date(2014, 12, 31))
    of_2014 = custody.limit("border_regime", date(2015, 1, 1))
    assert of_2001
    assert of_2014
    assert "таможенного" in of_2001.ground.ru
    assert "миграц" not in of_2001.ground.ru
    assert "миграционного" in of_2014.ground.ru
    assert "таможен" not in of_2014.ground.ru


def test_a_limit_is_found_by_the_duty_that_it_made(custody: Custody) -> None:
    for one in custody.limits:
        assert custody.limit_of(one.rule.id) is one
    assert custody.limit_of("no-such-rule") is None


def test_why_names_the_law_and_the_moment_and_calls_none_of_it_ours() -> None:
    said = why("detention-border_regime-2015", restricted=NOON, delivered=NOON + HOUR)
    assert "с момента фактического ограничения свободы" in said.ru
    assert "по закону: КоАП от 05.07.2014, ст. 789" in said.ru
    assert all("restricted" not in said.said_in(lang) for lang in ("ru", "kk"))
    assert "по умолчанию" not in said.ru


def test_why_says_which_number_is_ours_where_the_law_has_none() -> None:
    said = why("safeguard-interpreter", said=NOON)
    assert "по закону: КоАП" in said.ru
    assert "по умолчанию, установленному нами: закон не называет срока" in said.ru


@pytest.mark.parametrize("anchor", ["restricted", "delivered", "said", "postponed"])
def test_every_moment_of_a_detention_has_its_words(anchor: str) -> None:
    from ortaq.rules import wording

    assert all(anchor not in wording.anchor(anchor).said_in(lang) for lang in LANGUAGES[:2])


def test_a_defender_is_due_to_whoever_asks_to_minors_and_to_whoever_needs_an_interpreter(custody: Custody) -> None:
    defender = custody.safeguards["defender"]
    assert not defender.applies_to({"medical"})
    for tick in ("defender", "minor", "interpreter"):
        assert defender.applies_to({tick})
    assert defender.flag({"interpreter": NOON, "defender": NOON + HOUR}) == "interpreter", "the first runs the clock"
    assert custody.safeguards["rights"].applies_to(())
    assert custody.safeguards["rights"].flag({}) == ""


def test_rights_are_explained_before_anybody_is_let_go_or_handed_over(custody: Custody) -> None:
    assert set(custody.safeguards["rights"].before) == {"offer", "end"}


@pytest.mark.parametrize(
    ("code", "before", "since"),
    [("asylum", "2009-12-03", "2009-12-04"), ("victim", "2024-07-04", "2024-07-05")],
)
def test_a_right_is_as_old_as_its_law(custody: Custody, code: str, before: str, since: str) -> None:
    assert not custody.safeguards[code].in_force_on(date.fromisoformat(before))
    assert custody.safeguards[code].in_force_on(date.fromisoformat(since))


@pytest.mark.parametrize(("code", "ground"), [("rights", "unable"), ("interpreter", "none"), ("care", "on_the_way")])
def test_what_cannot_be_done_now_is_put_off_and_not_forgotten(custody: Custody, code: str, ground: str) -> None:
    rule = custody.safeguards[code].postponed[ground]
    assert EDITION.duty(rule.id) is rule
    assert "орындау кейінге қалдырылған сәттен бастап" in why(rule.id, postponed=NOON).kk
    assert not custody.safeguards["apart"].postponed, "to stay with the own family is no delay"


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ("2008-05-13", "2026-05-12", True),
        ("2008-05-12", "2026-05-12", False),
        ("2008-02-29", "2026-02-28", True),
        ("2008-02-29", "2026-03-01", False),
        ("2008", "2026-05-12", True),
        ("2008-05", "2026-05-12", True),
        ("2007", "2026-05-12", False),
        ("", "2026-05-12", False),
        ("неизвестно", "2026-05-12", False),
    ],
)
def test_a_minor_is_one_by_birth_and_in_doubt(born: str, on: str, expected: bool) -> None:
    assert is_minor(born, date.fromisoformat(on), 18) is expected


def test_a_day_of_the_law_is_that_of_the_place(custody: Custody) -> None:
    assert custody.day_of(datetime(2014, 12, 31, 20, 0, tzinfo=UTC)) == date(2015, 1, 1)


PERSON = {
    "code": "person",
    "name": {"ru": "л", "kk": "а", "en": "p"},
    "is_person": True,
    "fields": [{"code": "born", "kind": "date", "label": {"ru": "р", "kk": "т", "en": "b"}}],
    "annex": {"fields": [{"code": "minor", "kind": "yes_no", "label": {"ru": "н", "kk": "к", "en": "m"}}]},
}
TEXT = {"ru": "т", "kk": "т", "en": "t"}
HOURS = {"within": "3 hours", "from": "delivered"}
HELD = {"code": "general", "name": TEXT, "ground": TEXT, "source": TEXT, "term": HOURS}


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"bars": ["asylum"]}, "no tick 'asylum' in any annex; known: minor"),
        ({"minor": {"field": "age", "flag": "minor", "under": 18}}, "nobody is asked for 'age'"),
        ({"safeguards": [{"code": "a", "name": TEXT, "source": TEXT, "when": ["minor", "hurt"]}]}, "no tick 'hurt'"),
        ({"safeguards": [{"code": "a", "name": TEXT, "source": TEXT, "differ": ["x", "y"]}]}, "a: no such field: x"),
        ({"safeguards": [{"code": "a", "name": TEXT, "source": TEXT, "limits": ["long"]}]}, "a: no such limit: long"),
        ({"safeguards": [{"code": "a", "name": TEXT, "source": TEXT, "agrees": {"x": "sex"}}]}, "x and sex cannot be"),
        ({"limits": [HELD, HELD]}, "general stands there twice for the same days"),
        ({"limits": [HELD | {"extends": ["short"]}]}, "general: no such limit: short"),
        ({"limits": [HELD | {"valid_from": "2015-01-01", "valid_to": "2014-01-01"}]}, "ends before it begins"),
    ],
)
def test_a_custody_that_contradicts_itself_is_refused(folder: Path, told: dict[str, Any], wrong: str) -> None:  # noqa: F811
    act = {"kind": "plan", "rows": {}}
    custody = {"clause": "A1", "act": act, "kinds": [PERSON], "refusals": {"no": TEXT}} | told
    (folder / "custody.yaml").write_text(yaml.safe_dump({"custody": custody}, allow_unicode=True))
    assert any(wrong in fault for fault in faults(folder))
