"""The pages of acts: the list, beginning one, the act itself, its steps. A refused form keeps what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import AGENCIES, NOON, PASSPHRASE, fresh, minutes, plan

from ortaq.access.models import Reading
from ortaq.acts import drafting, signing
from ortaq.acts.models import Act, Signature, Version
from ortaq.acts.officer_keys import OfficerKey
from ortaq.acts.origins import FINDERS, Origin, origin
from ortaq.lib.ids import uuid7

HOUR = timedelta(hours=1)
FIRST = {"passphrase": PASSPHRASE, "again": PASSPHRASE}


def text_of(page):
    return page.content.decode()


def seen(client, path):
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return text_of(page)


def at(version, more=""):
    return f"/acts/{version.act_id}/{more}"


@pytest.fixture
def draft(parties):
    return parties.draft("plan", plan())


@pytest.fixture
def proposed(parties):
    return parties.proposed("plan", plan())


# The list


def test_an_empty_list_teaches_what_an_act_is_for(sit):
    page = seen(sit("border"), "/acts/")
    assert "Совместных актов пока нет." in page
    assert "Начать с плана взаимодействия" in page


def test_what_waits_for_my_signature_comes_first_with_what_to_do(parties, sit, proposed):
    other = parties.proposed("minutes", minutes())
    parties.sign(other, "customs")
    page = seen(sit("customs"), "/acts/")
    waiting = page.partition("Ждут вас")[2].partition("<form")[0]
    assert f"№ {proposed.act.label}" in waiting
    assert f"№ {other.act.label}" not in waiting, "our unit has signed it"
    assert "Прочитайте и подпишите" in waiting
    assert f"№ {other.act.label}" in page, "but it stands below, waiting for others"


def test_what_waits_for_nobody_here_is_no_call(sit, proposed):
    assert "Ждут вас" not in seen(sit("customs", "analyst"), "/acts/"), "an analyst signs nothing"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("show=sign", True),
        ("show=approve", False),
        ("show=in_force", False),
        ("kind=minutes", False),
        ("kind=plan", True),
    ],
)
def test_the_list_is_narrowed_by_kind_and_by_what_it_waits_for(sit, proposed, query, shown):
    assert (f"№ {proposed.act.label}" in seen(sit("border"), f"/acts/?{query}")) is shown


def test_a_superior_finds_what_waits_for_his_approval(parties, sit, proposed):
    parties.submitted(proposed)
    page = seen(sit("customs", level=3), "/acts/")
    assert f"№ {proposed.act.label}" in page.partition("Ждут вас")[2].partition("<form")[0]
    assert f"№ {proposed.act.label}" in seen(sit("customs", level=3), "/acts/?show=approve")


def test_one_act_is_one_line_the_version_on_its_way_before_the_one_that_holds(parties, sit):
    first = parties.in_force("minutes", minutes())
    drafting.revise(first.act, by=parties.commander("border"), at=NOON)
    page = seen(sit("border"), "/acts/")
    assert page.count(f"№ {first.act.label}</a>") == 1
    assert f"/acts/{first.act_id}/?version=2" in page
    assert f"/acts/{first.act_id}/?version=1" in seen(sit("border"), "/acts/?show=in_force")


def test_the_list_goes_on_where_it_stopped(parties, sit, monkeypatch):
    from ortaq.acts.views import listing

    monkeypatch.setattr(listing, "PAGE", 2)
    labels = [parties.draft("minutes", minutes(), at=NOON - n * HOUR).act.label for n in range(3)]
    client = sit("border")
    page = client.get("/acts/")
    assert [label in text_of(page) for label in labels] == [True, True, False]
    assert labels[2] in seen(client, f"/acts/?{page.context['older']}")


def test_a_stranger_sees_nothing_and_a_superior_the_header_alone(parties, sit, proposed):
    stranger = sit("border", "duty_officer", unit=parties.world.stranger)
    assert proposed.act.label not in seen(stranger, "/acts/?side=seen")
    for more in ("", "draft/", "proposal/", "compare", "proof/", "ru.pdf"):
        assert stranger.get(at(proposed, more)).status_code in (403, 404)
    for verb in ("signature/", "submission/", "refusal/", "end/", "revision/"):
        assert stranger.post(at(proposed, verb), FIRST).status_code in (403, 404)
    page = seen(sit("border", level=3), at(proposed))
    assert "Текст вашему подразделению не открыт." in page
    assert "Согласованные действия" not in page
    assert sit("border", level=3).get(at(proposed, "ru.pdf")).status_code == 403


# Beginning an act


def test_only_the_kinds_of_this_level_are_offered(sit):
    post, top = seen(sit("border"), "/acts/new"), seen(sit("border", level=1), "/acts/new")
    assert "План взаимодействия" in post
    assert "Решение о закреплении" not in post
    assert "Решение о закреплении" in top
    assert "Технология совместного пропуска" not in top


def test_a_kind_and_a_group_make_a_draft_that_all_parties_see(parties, sit):
    page = sit("border").post("/acts/new?kind=plan", {"once": str(uuid7()), "group": parties.group().pk})
    act = Act.objects.get()
    assert page.url == f"/acts/{act.pk}/draft/"
    assert sorted(act.parties) == sorted(parties.unit(agency).pk for agency in AGENCIES)
    assert seen(sit("customs"), f"/acts/{act.pk}/draft/")


def test_the_same_form_twice_begins_one_act(parties, sit):
    client, form = sit("border"), {"once": str(uuid7()), "group": parties.group().pk}
    assert [client.post("/acts/new?kind=plan", form).status_code for _ in range(2)] == [302, 302]
    assert Act.objects.count() == 1


def test_of_two_sides_the_other_one_is_chosen(parties, sit):
    client = sit("border")
    assert client.post("/acts/new?kind=hand_over", {"once": str(uuid7())}).status_code == 422
    client.post("/acts/new?kind=hand_over", {"once": str(uuid7()), "other": parties.unit("customs").pk})
    assert list(Act.objects.get().parties) == [parties.unit("border").pk, parties.unit("customs").pk]


def test_a_kind_that_is_none_or_of_another_level_is_refused_in_words(sit):
    assert sit("border").get("/acts/new?kind=nonsense").status_code == 404
    page = sit("border").post("/acts/new?kind=sector", {"once": str(uuid7())})
    assert page.status_code == 422
    assert "На вашем уровне такие акты не принимают" in text_of(page)
    assert not Act.objects.exists()


def test_an_officer_of_the_watch_begins_no_act(sit):
    assert sit("border", "duty_officer").get("/acts/new").status_code == 403


# The act


def test_the_act_reads_as_a_document_with_names_and_not_codes(parties, sit):
    page = seen(sit("customs"), at(parties.in_force("minutes", minutes())))
    assert "Таможенный пост customs-4" in page
    assert "20.05.2026" in page
    assert "customs-4</td>" not in page.replace("пост customs-4</td>", "")


def test_it_says_where_it_stands_who_is_awaited_and_until_when(parties, sit, clock):
    from ortaq.acts.calling import call_for_plans

    call_for_plans(NOON)
    version = parties.proposed("plan", plan())
    parties.sign(version, "border")
    page = seen(sit("customs"), at(version))
    assert "на подписи" in page
    assert "Кого ждём" in page
    awaited = page.partition("Кого ждём")[2].partition("</dd>")[0]
    assert [name in awaited for name in ("Отделение border-4", "Пост internal-4", "Таможенный пост customs-4")] == [
        False, True, True,
    ]  # fmt: skip
    assert "К какому сроку" in page


def test_the_blocks_of_signatures_are_those_of_the_paper(parties, sit):
    version = parties.submitted(parties.proposed("plan", plan()))
    page = seen(sit("customs"), at(version))
    assert page.count("Согласовано") == 3
    assert page.count("Утверждаю") == 3
    assert "Начальник border-4" in page
    sides = [parties.unit("border").pk, parties.unit("customs").pk]
    page = seen(sit("border"), at(parties.draft("hand_over", {"ground": "C9.6"}, parties=sides)))
    assert "Передал" in page
    assert "Принял" in page


def test_the_history_tells_each_step_with_its_reason(parties, sit, proposed):
    signing.refuse(proposed, "Сроки нереальны", **parties.by("customs"))
    page = seen(sit("border"), at(proposed))
    assert "предложен к подписанию" in page
    assert "<q>Сроки нереальны</q>" in page
    assert "Начать новую редакцию" in page


def test_an_older_version_is_read_and_says_that_it_is_older(parties, sit):
    first = parties.in_force("minutes", minutes())
    drafting.revise(first.act, by=parties.commander("border"), at=NOON)
    page = seen(sit("border"), f"{at(first)}?version=1")
    assert "В работе – редакция 2" in page
    assert "/revision/" not in page, "one version is on its way already"
    assert sit("border").get(f"{at(first)}?version=7").status_code == 404
    assert sit("border").get(f"{at(first)}?version=x").status_code == 404


def test_a_replaced_version_says_what_replaced_it_since_when_and_compares_forwards(parties, sit):
    first = parties.in_force("minutes", minutes())
    parties.enacted(parties.revised(first.act, minutes(place="Город"), at=NOON + HOUR), at=NOON + HOUR)
    page = seen(sit("border"), f"{at(first)}?version=1")
    assert "Редакция 2 заменила эту с 13:00." in page
    assert "compare?from=1&amp;to=2" in page
    assert "Пока действует" not in page
    assert "заменила эту" not in seen(sit("border"), at(first))


def test_what_records_a_fact_is_not_offered_to_be_ended_and_what_holds_for_a_time_is(parties, sit):
    sides = [parties.unit("border").pk, parties.unit("customs").pk]
    given = parties.proposed("hand_over", {"ground": "C9.6"}, parties=sides)
    for agency in ("border", "customs"):
        parties.sign(given, agency)
    assert fresh(given).state == "in_force"
    assert "/end/" not in seen(sit("border"), at(given))
    assert sit("border").post(at(given, "end/"), {"n": 1, "reason": "Ошибка"}).status_code == 409
    assert "/end/" in seen(sit("border"), at(parties.in_force("plan", plan())))


def test_an_act_says_from_what_it_came(sit, draft):
    @origin
    def of_a_meeting(act):
        return Origin("совещание 12 мая", "/meetings/1/") if act == draft.act_id else None

    try:
        assert "совещание 12 мая" in seen(sit("border"), at(draft))
    finally:
        FINDERS.remove(of_a_meeting)


@pytest.mark.parametrize(
    "verb", ["signature", "submission", "approval", "refusal", "revision", "end", "discarding", "draft/keeping"]
)
def test_a_verb_is_never_called_by_looking(sit, draft, verb):
    assert sit("border").get(at(draft, f"{verb}/")).status_code == 405


# Signing


def test_the_first_signature_explains_the_passphrase_and_asks_it_twice(sit, proposed):
    client = sit("border")
    page = seen(client, at(proposed))
    assert "Это ваша первая подпись" in page
    assert 'name="again"' in page
    page = client.post(at(proposed, "signature/"), {"n": 1, **FIRST}, follow=True)
    assert "Подписано. Ваша подпись стоит под этим текстом." in text_of(page)
    assert Signature.objects.get().unit.code == "border-4"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"passphrase": "", "again": ""}, "Придумайте пароль"),
        ({"passphrase": "мало", "again": "мало"}, "Не меньше восьми знаков"),
        ({"passphrase": PASSPHRASE, "again": "другое слово"}, "Пароли различаются"),
    ],
)
def test_a_first_passphrase_that_will_not_do_signs_nothing_and_stands_on_no_page(sit, proposed, typed, words):
    page = sit("border").post(at(proposed, "signature/"), {"n": 1, **typed})
    assert page.status_code == 422
    assert words in text_of(page)
    assert PASSPHRASE not in text_of(page)
    assert (Signature.objects.exists(), OfficerKey.objects.exists()) == (False, False)


def test_a_wrong_passphrase_is_said_beside_its_field(parties, sit, proposed):
    parties.sign(parties.proposed("minutes", minutes()), "border")
    client = sit("border")
    assert 'name="again"' not in seen(client, at(proposed)), "he has a key"
    page = client.post(at(proposed, "signature/"), {"n": 1, "passphrase": "не та фраза"})
    assert page.status_code == 422
    assert "Пароль подписи не подошёл" in text_of(page)
    assert not proposed.signatures.exists()


def test_sent_again_the_signature_stands_once(sit, proposed):
    client = sit("border")
    for _ in range(2):
        assert client.post(at(proposed, "signature/"), {"n": 1, **FIRST}).status_code == 302
    assert Signature.objects.count() == 1


def test_a_page_of_a_version_that_has_moved_on_signs_nothing(parties, sit, proposed):
    signing.refuse(proposed, "Не согласны", **parties.by("customs"))
    drafting.revise(proposed.act, by=parties.commander("customs"), at=NOON)
    page = sit("border").post(at(proposed, "signature/"), {"n": 1, **FIRST})
    assert page.status_code == 409
    assert not Signature.objects.exists()


def test_who_signed_first_is_offered_what_comes_next_without_asking(parties, sit, proposed):
    parties.sign(proposed, "border")
    client = sit("border")
    page = client.get(at(proposed)).context["page"]
    part = f"{at(proposed, 'part/')}?version=1&seen={page.digest}"
    assert client.get(part).status_code == 204
    for agency in ("internal", "customs"):
        parties.sign(proposed, agency)
    assert "Представить на утверждение" in text_of(client.get(part))


def test_three_sign_one_submits_three_approve_and_it_holds(parties, sit, proposed):
    for agency in AGENCIES:
        sit(agency).post(at(proposed, "signature/"), {"n": 1, **FIRST})
    client = sit("customs")
    assert "Представить на утверждение" in seen(client, at(proposed))
    assert client.post(at(proposed, "submission/"), {"n": 1}).status_code == 302
    assert client.post(at(proposed, "submission/"), {"n": 1}).status_code == 302, "again"
    for agency in AGENCIES:
        above = sit(agency, level=3)
        assert "Согласованные действия на пункте пропуска" in seen(above, at(proposed))
        assert above.post(at(proposed, "approval/"), {"n": 1, **FIRST}).status_code == 302
    assert fresh(proposed).state == "in_force"


def test_a_commander_is_not_told_that_he_stands_no_watch(sit, proposed):
    assert "Вы не на смене" not in seen(sit("border"), at(proposed))
    assert "Вы не на смене" in seen(sit("border", "senior"), at(proposed))


def test_before_it_is_proposed_it_says_only_what_this_one_will_do(parties, sit, draft):
    client, words = sit("border"), "сроки, назначенные группой, заменят принятые по умолчанию"
    assert words in seen(client, "/acts/new?kind=plan")
    assert words not in seen(client, at(draft, "proposal/"))
    terms = [{"what": "C5.1-oral", "count": 10, "unit": "minutes"}]
    assert words in seen(client, at(parties.draft("plan", plan(terms=terms)), "proposal/"))


def test_whoever_may_not_sign_is_offered_nothing_to_sign(parties, sit, proposed):
    watch = sit("border", "duty_officer")
    assert "/signature/" not in seen(watch, at(proposed)).partition("<main")[2]
    page = watch.post(at(proposed, "signature/"), {"n": 1, **FIRST})
    assert page.status_code == 403
    assert "С вашей должности этого не делают" in text_of(page)


def test_a_refusal_without_a_reason_is_sent_back_and_with_one_said_to_all(sit, proposed):
    client = sit("customs")
    page = client.post(at(proposed, "refusal/"), {"n": 1, "reason": " "})
    assert page.status_code == 422
    assert "Напишите причину" in text_of(page)
    client.post(at(proposed, "refusal/"), {"n": 1, "reason": "Сроки нереальны"})
    assert "Сроки нереальны" in seen(sit("border"), at(proposed))


def test_a_new_version_begins_from_what_was_refused(parties, sit, proposed):
    signing.refuse(proposed, "Сроки", **parties.by("customs"))
    client = sit("border")
    assert client.post(at(proposed, "revision/")).url == at(proposed, "draft/")
    assert client.post(at(proposed, "revision/")).status_code == 302
    assert Version.objects.filter(act=proposed.act_id).count() == 2


def test_what_has_ended_says_why(parties, sit):
    version = parties.in_force("minutes", minutes())
    client = sit("border")
    assert client.post(at(version, "end/"), {"n": 1}).status_code == 422
    client.post(at(version, "end/"), {"n": 1, "reason": "Исполнено"})
    assert "<q>Исполнено</q>" in seen(client, at(version))


def test_a_draft_is_thrown_away_for_all_and_stays_to_be_read(sit, draft):
    client = sit("customs")
    assert client.post(at(draft, "discarding/"), {"n": 1}).status_code == 302
    assert fresh(draft).state == "discarded"
    assert "Согласованные действия" in seen(sit("border"), at(draft))


# Tasks of an act


def test_a_decision_is_done_from_the_act(parties, sit):
    version = parties.in_force("minutes", minutes())
    client = sit("border", "duty_officer")
    page = seen(client, at(version))
    assert "Проверить ограждение" in page
    (task,) = [one for one in client.get(at(version)).context["page"].tasks if one.may_do]
    assert task.words == "Проверить ограждение"
    client.post(f"/tasks/{task.task.pk}/doing/", {"note": "осмотрено"})
    page = client.post(f"/tasks/{task.task.pk}/doing/", {"note": "осмотрено"}, follow=True)
    assert "осмотрено" in text_of(page)
    assert sit("customs", "duty_officer").post(f"/tasks/{task.task.pk}/doing/", {}).status_code == 403


# The paper and the proof


def test_a_draft_prints_as_one_and_what_is_in_force_comes_as_it_was_sealed(parties, sit, draft):
    client = sit("border")
    for languages in ("ru", "kk+ru"):
        page = client.get(at(draft, f"{languages}.pdf"))
        assert (page.status_code, page["Content-Type"]) == (200, "application/pdf")
        assert page["Content-Disposition"].startswith("attachment")
        assert "default-src 'none'" in page["Content-Security-Policy"]
    held = parties.in_force("minutes", minutes())
    assert client.get(at(held, "kk.pdf")).content == sit("customs").get(at(held, "kk.pdf")).content
    assert client.get(at(held, "de.pdf")).status_code == 404


def test_a_superior_who_takes_the_paper_is_noted_and_a_party_is_not(parties, sit):
    version = parties.submitted(parties.proposed("plan", plan()))
    sit("customs").get(at(version, "ru.pdf"))
    assert not Reading.objects.exists()
    assert sit("customs", level=3).get(at(version, "ru.pdf")).status_code == 200
    assert Reading.objects.get().record == version.act_id


def test_a_seal_that_cannot_be_used_is_said_and_the_act_holds(parties, sit, settings):
    settings.PDF_KEY = "/nowhere/key.p12"
    page = sit("border").get(at(parties.in_force("minutes", minutes()), "ru.pdf"))
    assert page.status_code == 503
    assert "Печать узла сейчас недоступна" in text_of(page)


def test_the_proof_lists_what_stands_in_the_ledger(sit, proposed):
    page = seen(sit("border"), at(proposed, "proof/"))
    for kind in ("act.drafted", "act.begun", "act.proposed"):
        assert kind in page
    assert proposed.hash in page
