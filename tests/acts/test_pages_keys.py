"""The page of one's own signature: what it is, replacing it, ending it. No passphrase ever stands on it."""

from __future__ import annotations

import pytest
from agreeing import PASSPHRASE, minutes

from ortaq.access.models import Delay
from ortaq.access.session import true_now
from ortaq.acts import keys
from ortaq.acts.models import Signature

PATH = "/account/signature/"
NEW = "совсем другая длинная фраза"


@pytest.fixture
def signed(parties):
    version = parties.proposed("minutes", minutes())
    parties.sign(version, "border")
    return version


def text_of(page):
    return page.content.decode()


def test_who_has_not_signed_yet_has_no_key_and_is_told_when_it_comes(sit):
    page = text_of(sit("border").get(PATH))
    assert "Действующего ключа нет." in page
    assert "replacement" not in page


def test_it_shows_its_fingerprint_and_what_was_signed(parties, sit, signed):
    page = text_of(sit("border").get(PATH))
    assert keys.current(parties.commander("border").officer).fingerprint in page
    assert f"№ {signed.act.label}" in page
    assert f"№ {signed.act.label}" not in text_of(sit("customs").get(PATH)), "another officer's page shows his own"


def test_replaced_with_the_old_passphrase_a_new_key_signs_and_the_old_one_stays_in_the_list(parties, sit, signed):
    client, mine = sit("border"), parties.commander("border").officer
    old = keys.current(mine)
    page = client.post(f"{PATH}replacement/", {"old": PASSPHRASE, "passphrase": NEW, "again": NEW}, follow=True)
    assert "Ключ заменён" in text_of(page)
    assert keys.current(mine).kid != old.kid
    assert old.fingerprint in text_of(page).partition("Прежние ключи")[2]
    assert Signature.objects.get().kid == old.kid


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"old": "не та", "passphrase": NEW, "again": NEW}, "Пароль подписи не подошёл"),
        ({"old": PASSPHRASE, "passphrase": "мало", "again": "мало"}, "Не меньше восьми знаков"),
        ({"old": PASSPHRASE, "passphrase": NEW, "again": "иначе"}, "Пароли различаются"),
        ({"old": "", "passphrase": NEW, "again": NEW}, "Наберите нынешний пароль"),
    ],
)
def test_what_will_not_do_replaces_nothing_and_no_passphrase_comes_back(parties, sit, signed, typed, words):
    mine = parties.commander("border").officer
    before = keys.current(mine).kid
    page = sit("border").post(f"{PATH}replacement/", typed)
    assert page.status_code == 422
    assert words in text_of(page)
    assert (NEW in text_of(page), PASSPHRASE in text_of(page)) == (False, False)
    assert keys.current(mine).kid == before


def test_a_wrong_passphrase_again_and_again_has_to_wait_and_a_right_one_takes_the_count_back(parties, sit, signed):
    client, other = sit("border"), parties.proposed("minutes", minutes())
    for _ in range(2):
        client.post(f"{PATH}replacement/", {"old": "не та", "passphrase": NEW, "again": NEW})
    page = client.post(f"/acts/{other.act_id}/signature/", {"n": 1, "passphrase": PASSPHRASE})
    assert page.status_code == 422
    assert "Пароль подписи не подошёл несколько раз подряд. Попробуйте ещё раз через 1 с." in text_of(page)
    assert not other.signatures.exists()
    assert parties.sign(other, "customs"), "another officer waits for nothing"
    Delay.objects.update(next_at=true_now())
    assert client.post(f"/acts/{other.act_id}/signature/", {"n": 1, "passphrase": PASSPHRASE}).status_code == 302
    assert not Delay.objects.exists()


def test_what_needs_no_passphrase_takes_no_count_back(parties, sit, signed):
    client = sit("border")
    client.post(f"{PATH}replacement/", {"old": "не та", "passphrase": NEW, "again": NEW})
    assert client.post(f"/acts/{signed.act_id}/signature/", {"n": 1, "passphrase": "не та"}).status_code == 302, "again"
    assert Delay.objects.get().failures == 1


def test_ended_it_signs_no_more_and_says_why(parties, sit, signed):
    client = sit("border")
    assert client.post(f"{PATH}revocation/", {"why": ""}).status_code == 422
    page = client.post(f"{PATH}revocation/", {"why": "lost"}, follow=True)
    assert "утрачен" in text_of(page)
    assert keys.current(parties.commander("border").officer) is None
    assert client.post(f"{PATH}revocation/", {"why": "lost"}).status_code == 409


def test_there_is_none_to_replace_where_there_is_none(sit):
    page = sit("border").post(f"{PATH}replacement/", {"old": PASSPHRASE, "passphrase": NEW, "again": NEW})
    assert page.status_code == 409


def test_who_signs_nothing_has_no_such_page(sit):
    assert sit("border", "analyst").get(PATH).status_code == 403
