"""The joint act on the use of the data bank governs it: how long words are kept, how often one may look up (C10.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import Parties
from banking import NOON

from ortaq.acts import signing
from ortaq.acts.errors import Incomplete
from ortaq.databank.common import bank_of
from ortaq.databank.erasing import erase_due
from ortaq.databank.errors import TooMany
from ortaq.ledger.actor import Actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + DAY
"""What an act arranges holds from the next day."""


def terms(**amounts):
    """The body of an agreement: bank term → "12 times"."""
    told = [(name, *amount.split()) for name, amount in amounts.items()]
    rows = [{"what": f"bank.{name}", "count": int(count), "unit": unit} for name, count, unit in told]
    return {"preamble": "Пункт C10.3", "access": "смены пунктов пропуска", "terms": rows}


@pytest.fixture
def parties(bank):
    return Parties(bank.world)


def agreed(parties, **amounts):
    return parties.in_force("bank_use", terms(**amounts), level=1)


def test_a_booth_may_look_up_as_often_as_the_three_bodies_agreed_above_it(bank, parties):
    agreed(parties, minute="3 times")
    for n in range(3):
        bank.look_up(f"Иванов {n}", at=LATER)
    with pytest.raises(TooMany) as refused:
        bank.look_up("Иванов", at=LATER)
    assert refused.value.facts == {"per": "minute", "most": 3}


def test_the_words_of_a_look_up_are_kept_as_long_as_was_agreed(bank, parties):
    agreed(parties, keeps="10 days")
    bank.look_up("Иванов Пётр", at=LATER)
    book = bank.world.rulebook(LATER)
    for days, erased in ((9, 0), (10, 1)):
        _entries, looks = erase_due(by=Actor.program("test"), at=LATER + days * DAY, rulebook=book, ground="срок")
        assert looks == erased, days


def test_when_the_agreement_has_ended_the_pack_holds_again(bank, parties):
    act = agreed(parties, hour="30 times", opened="20 minutes")
    unit = bank.unit("border").pk
    assert bank_of(bank.world.rulebook(LATER), unit).pace.hour == 30
    signing.end(act, "новое соглашение", **parties.by("border", 1, NOON + 2 * DAY))
    after = bank_of(bank.world.rulebook(NOON + 3 * DAY), unit)
    assert after is bank.world.rulebook().edition.databank


def test_of_two_agreements_the_stricter_holds(bank, parties):
    agreed(parties, hour="50 times")
    agreed(parties, hour="90 times")
    assert bank_of(bank.world.rulebook(LATER), bank.unit("customs").pk).pace.hour == 50


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        ({"opened": "2 hours"}, "term_laxer"),
        ({"opened": "5 times"}, "term_other"),
        ({"minute": "3 hours"}, "term_other"),
    ],
)
def test_what_the_pack_does_not_leave_to_agreement_is_not_loosened(parties, amounts, code):
    with pytest.raises(Incomplete) as refused:
        parties.proposed("bank_use", terms(**amounts), level=1)
    assert [one.code for one in refused.value.facts["faults"]] == [code]


def test_what_is_our_default_may_be_agreed_otherwise(bank, parties):
    agreed(parties, keeps="3 years", minute="30 times")
    use = bank_of(bank.world.rulebook(LATER), bank.unit("internal").pk)
    assert (use.keeps.count, use.keeps.unit, use.pace.minute) == (3, "years", 30)


@pytest.mark.clause("C10.3")
def test_the_page_says_which_rule_holds_and_by_which_act(bank, parties, web_screen, clock):
    from ortaq.access.models import Appointment
    from ortaq.access.testing import sit_down

    act = agreed(parties, keeps="6 months")
    clock.stand(LATER)
    unit = bank.unit("border")
    parties.commander("border")
    page = sit_down(web_screen(), Appointment.objects.get(unit=unit, role="commander")).get("/bank/look-ups/")
    said = page.content.decode()
    assert f"совместный акт № {act.act.label}" in said
    assert "6 мес" in said
    assert "наше умолчание:" in said
    screen = sit_down(web_screen(), Appointment.objects.get(unit=unit, role="duty_officer"))
    assert f"по совместному акту № {act.act.label}" in screen.get("/bank/").content.decode()
