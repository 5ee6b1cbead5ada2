"""The draft's page: the typed body, two officers at it, what was typed and not saved; proposing; comparing in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import NOON, fresh, minutes, plan

from ortaq.acts import drafting, signing
from ortaq.acts.between import kind_of
from ortaq.acts.comparing import compared
from ortaq.acts.models import Edit
from ortaq.acts.reading import Reader
from ortaq.exchange.difference import ADDED, LEFT_OUT

MINUTE = timedelta(minutes=1)


def text_of(page):
    return page.content.decode()


def at(version, more="draft/"):
    return f"/acts/{version.act_id}/{more}"


@pytest.fixture
def draft(parties):
    return parties.draft("minutes", minutes())


def shown(client, version):
    """What the form holds when it is opened, by its fields' names."""
    form = client.get(at(version)).context["form"]
    return {box.html_name: box.value() if box.value() is not None else "" for box in form}


def saved(client, version, base=None, **typed):
    form = shown(client, version) if base is None else {**base}
    return client.post(at(version), {**form, **typed})


PLACE = "f-minutes-place"


def test_the_form_holds_what_stands_days_as_they_are_typed(sit, draft):
    form = shown(sit("border"), draft)
    assert form[PLACE] == "Пункт пропуска"
    assert form["f-minutes-decisions-0-due"] == "20.05.2026"
    assert form["base"] == 1


def test_saved_as_it_stands_nothing_changes(sit, draft):
    assert saved(sit("border"), draft).status_code == 302
    assert Edit.objects.count() == 1


def test_what_is_changed_is_seen_by_the_other_party(sit, draft):
    page = saved(sit("border"), draft, **{PLACE: "Зал совещаний"})
    assert page.url == at(draft)
    assert shown(sit("customs"), draft)[PLACE] == "Зал совещаний"


def test_the_button_that_adds_a_row_needs_no_script_and_saves_nothing(sit, draft):
    client = sit("border")
    form = shown(client, draft)
    page = client.post(at(draft), {**form, PLACE: "Зал", "more": "minutes-decisions"})
    assert page.status_code == 200
    assert "f-minutes-decisions-2-what" in text_of(page)
    assert 'value="Зал"' in text_of(page)
    assert Edit.objects.count() == 1


def test_what_a_colleague_changed_elsewhere_is_taken_over(sit, draft):
    ours, theirs = sit("border"), sit("customs")
    opened = shown(ours, draft)
    saved(theirs, draft, **{"f-minutes-decisions-1-what": "Проверить ворота"})
    page = ours.post(at(draft), {**opened, PLACE: "Зал совещаний"}, follow=True)
    assert "Сохранено вместе с правками коллег" in text_of(page)
    body = drafting.latest(draft).body
    assert (body["place"], body["decisions"][1]["what"]) == ("Зал совещаний", "Проверить ворота")


def test_where_both_changed_the_same_place_both_texts_are_shown_and_nothing_is_kept(sit, draft):
    ours, theirs = sit("border"), sit("customs")
    opened = shown(ours, draft)
    saved(theirs, draft, **{PLACE: "Штаб таможни", "f-minutes-decisions-1-what": "Проверить ворота"})
    page = ours.post(at(draft), {**opened, PLACE: "Зал совещаний"})
    assert page.status_code == 409
    (dispute,) = page.context["clash"].disputes
    assert (dispute.theirs, dispute.ours) == ("Штаб таможни", "Зал совещаний")
    assert "Штаб" in text_of(page).partition("Ничего не потеряно")[2]
    assert drafting.latest(draft).body["place"] == "Штаб таможни"
    again = {box.html_name: box.value() for box in page.context["form"] if box.value() is not None}
    assert ours.post(at(draft), again).status_code == 302, "saved again it stands"
    body = drafting.latest(draft).body
    assert (body["place"], body["decisions"][1]["what"]) == ("Зал совещаний", "Проверить ворота")


def test_a_dispute_about_a_unit_says_its_name(sit, draft):
    ours, theirs = sit("border"), sit("customs")
    opened = shown(ours, draft)
    saved(theirs, draft, **{"f-minutes-decisions-0-owner": "internal-4"})
    page = ours.post(at(draft), {**opened, "f-minutes-decisions-0-owner": "border-4"})
    (dispute,) = page.context["clash"].disputes
    assert (dispute.theirs, dispute.ours) == ("Пост internal-4", "Отделение border-4")
    assert dispute.box == "id_f-minutes-decisions-0-owner"


def test_what_cannot_be_read_is_said_and_nothing_is_lost(sit, draft):
    page = saved(sit("border"), draft, **{PLACE: "Зал", "f-minutes-decisions-0-due": "завтра"})
    assert page.status_code == 422
    assert 'value="Зал"' in text_of(page)
    assert Edit.objects.count() == 1


def test_a_state_secret_is_kept_nowhere(sit, draft):
    client = sit("border")
    page = saved(client, draft, **{PLACE: "Совершенно секретно: план"})
    assert page.status_code == 422
    assert "Государственные секреты здесь не пишут" in text_of(page)
    assert client.post(at(draft, "draft/keeping/"), {PLACE: "Совершенно секретно", "version": 0}).status_code == 422


def test_what_is_typed_and_not_saved_comes_back_to_whoever_typed_it(sit, draft):
    client = sit("border")
    typed = {**shown(client, draft), PLACE: "Зал, не дописано", "version": 0}
    assert client.post(at(draft, "draft/keeping/"), typed).json() == {"version": 1}
    assert "Восстановлено набранное вами" in text_of(client.get(at(draft)))
    assert shown(client, draft)[PLACE] == "Зал, не дописано"
    assert shown(sit("customs"), draft)[PLACE] == "Пункт пропуска", "nobody else sees it"
    assert client.post(at(draft, "draft/keeping/"), {**typed, "version": 0}).status_code == 409, (
        "another page was later"
    )
    assert client.post(at(draft, "draft/keeping/"), {**typed, "version": "x"}).status_code == 400


def test_a_superior_has_no_draft_to_edit_and_none_to_keep(sit, draft):
    above = sit("border", level=3)
    assert above.get(at(draft)).status_code == 404
    assert above.post(at(draft), {PLACE: "Зал", "base": 1}).status_code == 404
    assert above.post(at(draft, "draft/keeping/"), {PLACE: "Зал", "version": 0}).status_code == 404
    assert above.get(at(draft, "proposal/")).status_code == 404


def test_a_draft_that_was_proposed_meanwhile_is_edited_no_more(parties, sit, draft):
    client = sit("border")
    opened = shown(client, draft)
    signing.propose(draft, **parties.by("customs"))
    page = client.post(at(draft), {**opened, PLACE: "Зал"})
    assert page.status_code == 409
    assert "Так нельзя" in text_of(page)


# Proposing


def test_before_it_is_proposed_one_sees_what_will_be_sent_to_whom_and_why(parties, sit):
    version = parties.draft("plan", plan())
    page = text_of(sit("border").get(at(version, "proposal/")))
    assert "Закрыть линию паспортного контроля" in page
    assert "Подпишут:" in page
    assert "Таможенный пост customs-4" in page.partition("Подпишут:")[2].partition("</p>")[0]
    assert "Отделение border-3" in page.partition("Утвердят:")[2].partition("</p>")[0]


def test_saving_may_lead_on_to_proposing(sit, draft):
    assert saved(sit("border"), draft, then="proposal").url == at(draft, "proposal/")


def test_proposed_it_is_frozen_and_proposed_again_it_leads_to_the_act(sit, draft):
    client = sit("border")
    for _ in range(2):
        assert client.post(at(draft, "proposal/"), {"seen": 1}).url == at(draft, "")
    assert fresh(draft).state == "proposed"


def test_what_a_colleague_changed_while_one_looked_is_not_frozen_unseen(sit, draft):
    client = sit("border")
    client.get(at(draft, "proposal/"))
    saved(sit("customs"), draft, **{PLACE: "Штаб таможни"})
    page = client.post(at(draft, "proposal/"), {"seen": 1})
    assert page.status_code == 409
    assert "Ничего не предложено" in text_of(page)
    assert "Штаб таможни" in text_of(page)
    assert fresh(draft).state == "draft"


def test_what_would_come_to_nothing_is_named_by_its_place(parties, sit):
    version = parties.draft("minutes", minutes(decisions=[{"what": "x", "due": "2026-06-01"}]))
    client = sit("border")
    assert "Решение 1: не сказано, кто исполняет" in text_of(client.get(at(version, "proposal/")))
    assert client.post(at(version, "proposal/"), {"seen": 1}).status_code == 422
    assert fresh(version).state == "draft"


# Comparing


def test_two_versions_are_compared_in_words_what_changed_what_is_new_what_is_gone(parties, sit):
    first = parties.in_force("minutes", minutes())
    second = drafting.revise(first.act, by=parties.commander("border"), at=NOON)
    rows = [{"what": "Новое решение", "owner": "border-4", "due": "2026-06-01"}, *minutes()["decisions"][:1]]
    drafting.edit(second, minutes(place="Зал совещаний", decisions=rows), base=1, **parties.by("border"))
    page = text_of(sit("customs").get(at(first, "compare?from=1&to=2")))
    for words in ("≠ изменено", "＋ добавлено", "− убрано", "Новое решение", "Проверить ограждение"):
        assert words in page
    assert sit("customs").get(at(first, "compare?from=1&to=9")).status_code == 404


def test_a_row_put_in_between_leaves_those_that_follow_as_they_were(parties):
    kind = kind_of("minutes", parties.world.rulebook())
    old = minutes()
    new = minutes(decisions=[{"what": "Первое", "owner": "border-4", "due": "2026-06-01"}, *old["decisions"]])
    sections = compared(kind, old, new, Reader(NOON.date()), "ru")
    (section,) = [one for one in sections if one.pairs]
    assert [(pair.label, pair.kind) for pair in section.pairs] == [("Решение 1", ADDED)]
    assert section.same == 2


def test_a_field_left_empty_is_one_that_is_gone(parties):
    kind = kind_of("minutes", parties.world.rulebook())
    (section,) = [one for one in compared(kind, {"place": "Зал"}, {}, Reader(NOON.date()), "ru") if one.pairs]
    assert [(pair.kind, pair.left) for pair in section.pairs] == [(LEFT_OUT, [(LEFT_OUT, "Зал")])]
