"""The pages of what is said of a message afterwards: plain forms, in words, to those who hold it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.climbing import climb_due
from ortaq.exchange.models import Message
from ortaq.exchange.sending import Saying, Told, send_oral

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT = "C5.1.d"
WORDS = "Двое без виз у шлагбаума"


@pytest.fixture
def message(here):
    return tell(here)


def tell(here, handling="", called=("internal",)):
    book, by = here.rulebook(), here.by("border")
    calls = [Told(here.unit(agency).pk, NOON - 2 * MINUTE, to="Петров") for agency in called]
    body = {"text": WORDS, "route": "Ташкент – Хоргос", "outside": "kept"}
    saying = Saying(SUBJECT, body, NOON - 3 * MINUTE, expects_act=True, told=calls, handling=handling)
    return send_oral(saying, book.route(SUBJECT, here.unit("border").pk), by=by, at=NOON, rulebook=book)


def page_of(client, message):
    return client.get(f"/messages/{message.pk}/", follow=True)


def pieces(page):
    return {piece.message.relation or "first": piece for piece in page.context["story"].pieces}


def fix(client, message, **typed):
    given = {"text": "Трое без виз у шлагбаума", "f-C5.1.d-route": "Ташкент – Хоргос", "why": "досчитали", **typed}
    return client.post(f"/messages/{message.pk}/correction/", given)


def test_a_correction_is_filled_with_what_reads_now_and_shows_old_and_new_to_every_holder(here, sign_in, message):
    author = sign_in(here.unit("border"))
    form = author.get(f"/messages/{message.pk}/correction/")
    assert WORDS in form.content.decode()
    assert here.unit("customs").pk in [unit for unit, _ in form.context["told"]]
    answer = fix(author, message, **{"f-C5.1.d-route": "Бишкек – Хоргос"})
    assert answer["Location"] == f"/messages/{message.pk}/"
    seen = page_of(sign_in(here.unit("customs")), message)
    said = pieces(seen)["correction"].standing
    assert (said.was.text, said.why) == (WORDS, "досчитали")
    assert [(one.before, one.after) for one in said.changes] == [("Ташкент – Хоргос", "Бишкек – Хоргос")]
    assert "<ins>" in seen.content.decode()
    assert Message.objects.get(relation="correction").content.body["outside"] == "kept"


def test_a_second_correction_stands_beside_the_first_one(here, sign_in, message):
    author = sign_in(here.unit("border"))
    fix(author, message)
    fix(author, message, text="Четверо без виз", why="ещё раз")
    latest = page_of(author, message).context["story"].pieces[-1].standing
    assert latest.was.text == "Трое без виз у шлагбаума"


def test_a_correction_that_changes_nothing_is_refused_in_words_and_nothing_typed_is_lost(here, sign_in, message):
    answer = fix(sign_in(here.unit("border")), message, text=WORDS)
    assert answer.status_code == 422
    assert "Ничего не изменено" in answer.content.decode()
    assert "досчитали" in answer.content.decode()


def test_a_withdrawn_message_says_so_at_its_top_struck_but_readable(here, sign_in, message):
    author = sign_in(here.unit("border"))
    assert (
        "Тревоги и подъём по уровням прекратятся" in author.get(f"/messages/{message.pk}/withdrawal/").content.decode()
    )
    author.post(f"/messages/{message.pk}/withdrawal/", {"why": "ложная тревога"})
    seen = page_of(sign_in(here.unit("customs")), message)
    shown = seen.content.decode()
    assert 'class="panel withdrawn"' in shown
    assert shown.index("Отозвано автором") < shown.index(WORDS)
    assert "ложная тревога" in shown
    assert not any(one.may_acknowledge for one in pieces(seen)["first"].addressees)
    assert not pieces(page_of(author, message))["first"].standing.may_correct
    again = author.post(f"/messages/{message.pk}/withdrawal/", {"why": "ещё раз"})
    assert "Это уже сделано" in again.content.decode()


def test_what_was_recalled_is_hidden_behind_one_click_for_that_unit_alone(here, sign_in, message):
    wrong = here.unit("internal")
    sign_in(here.unit("border")).post(f"/messages/{message.pk}/recall/", {"unit": wrong.pk, "why": "не тому посту"})
    shown = page_of(sign_in(wrong), message).content.decode()
    fold = shown[shown.index('<details class="fold recalled">') : shown.index(WORDS)]
    assert "не тому посту" in fold
    assert "</details>" not in fold
    assert "fold recalled" not in page_of(sign_in(here.unit("customs")), message).content.decode()


def test_passing_on_shows_the_chain_and_the_author_sees_to_whom(here, sign_in, message):
    passer, to = sign_in(here.unit("customs")), here.unit("customs", 2)
    form = passer.get(f"/messages/{message.pk}/forward/")
    offered = dict(form.context["form"].fields["unit"].choices)
    assert to.pk in offered
    assert here.unit("internal", 2).pk not in offered  # the default code: within one's own agency
    assert f"/units/{here.unit('border').code}/" in form.content.decode()
    passer.post(f"/messages/{message.pk}/forward/", {"unit": to.pk, "note": "по подследственности"})
    passed = Message.objects.get(relation="forward")
    seen = page_of(sign_in(to), passed).content.decode()
    assert "по подследственности" in seen
    assert WORDS in seen
    assert f"№ {message.number}/{message.year}" in seen
    authors = page_of(sign_in(here.unit("border")), message)
    assert [one.to for one in pieces(authors)["first"].standing.passed] == ["Таможенный пост customs-2"]
    assert "по подследственности" not in authors.content.decode()


def test_where_the_code_forbids_it_the_page_says_so_and_names_the_author(here, sign_in):
    message = tell(here, "addressees")
    passer = sign_in(here.unit("customs"))
    shown = passer.get(f"/messages/{message.pk}/forward/").content.decode()
    assert "Пометка автора не разрешает передать это никому" in shown
    assert "Спросить автора" in shown


def test_only_the_author_finds_the_forms_of_correction_withdrawal_and_recall(here, sign_in, message):
    for client in (sign_in(here.unit("customs")), sign_in(here.stranger)):
        for form in ("correction", "withdrawal", "recall"):
            assert client.get(f"/messages/{message.pk}/{form}/").status_code == 404
    assert sign_in(here.unit("border"), "analyst").get(f"/messages/{message.pk}/withdrawal/").status_code == 403


def test_a_superior_who_sees_the_header_reads_neither_reasons_nor_corrections(here, sign_in, message):
    author = sign_in(here.unit("border"))
    fix(author, message)
    author.post(f"/messages/{message.pk}/withdrawal/", {"why": "ложная тревога"})
    shown = page_of(sign_in(here.unit("customs", 2)), message).content.decode()
    assert "Отозвано автором" in shown
    for words in (WORDS, "досчитали", "ложная тревога", "Трое"):
        assert words not in shown


def test_the_paper_carries_the_withdrawal_the_marking_and_the_origin(here, sign_in):
    message = tell(here, "official_use")
    passer, to = sign_in(here.unit("customs")), here.unit("customs", 2)
    passer.post(f"/messages/{message.pk}/forward/", {"unit": to.pk, "note": "по подследственности"})
    sign_in(here.unit("border")).post(f"/messages/{message.pk}/withdrawal/", {"why": "ложная тревога"})
    paper = sign_in(to).get(f"/messages/{Message.objects.get(relation='forward').pk}/paper/").content.decode()
    for words in ("Для служебного пользования", "Отозвано автором", WORDS, "ложная тревога"):
        assert words in paper


def test_the_journal_names_what_is_said_afterwards_and_marks_what_was_withdrawn(here, sign_in, message):
    author = sign_in(here.unit("border"))
    author.post(f"/messages/{message.pk}/withdrawal/", {"why": "ложная тревога"})
    shown = sign_in(here.unit("customs")).get("/messages/").content.decode()
    assert "<b>Отзыв:</b>" in shown
    assert "отозвано</span>" in shown


def test_the_watch_that_took_it_sees_when_its_promise_ends_and_may_say_once_until_when_it_works(here, sign_in, message):
    client = sign_in(here.unit("customs"))
    client.post(f"/messages/{message.pk}/acknowledgement/")
    shown = page_of(client, message).content.decode()
    assert "если не исполнят: 13:00 → Таможенный пост customs-3" in shown
    assert "один раз, не позже 15:00" in shown
    assert client.post(f"/messages/{message.pk}/work/", {"until": "завтра"}).status_code == 422
    assert client.post(f"/messages/{message.pk}/work/", {"until": "1501"}).status_code == 422
    client.post(f"/messages/{message.pk}/work/", {"until": "1430"})
    shown = page_of(client, message).content.decode()
    assert "работают до 14:30" in shown
    assert "Работаем до…" not in shown


def test_what_was_taken_and_forgotten_alarms_in_words_of_its_own(here, sign_in, message, clock):
    client = sign_in(here.unit("customs"))
    client.post(f"/messages/{message.pk}/acknowledgement/")
    clock.stand(NOON + 61 * MINUTE)
    while climb_due(NOON + 61 * MINUTE).moved:
        pass
    seen = page_of(client, message)
    shown = seen.content.decode()
    assert "принято, не исполнено" in shown
    assert "тревога звучит снова" in shown
    mine = next(one for one in pieces(seen)["first"].addressees if one.is_ours)
    assert (mine.may_acknowledge, mine.may_act) == (True, True)
    assert "принято, но не исполнено: снова не принято" in shown


def test_the_confirmation_is_filled_with_the_corrected_words(here, sign_in, message):
    author = sign_in(here.unit("border"))
    fix(author, message)
    form = author.get(f"/messages/{message.pk}/confirmation/").context["form"]
    assert form["text"].value() == "Трое без виз у шлагбаума"
