"""The act of a hand-over draws itself up from what was decided, and both sides sign it."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override
from holding import HOUR, MINUTE, NOON, lines

from ortaq.acts.models import Act, Version
from ortaq.acts.officer_keys import OfficerKey
from ortaq.acts.signing import sign
from ortaq.custody import deciding
from ortaq.custody.handovers import HandOver
from ortaq.wire.acts import verify


def fields(act: Act) -> dict:
    return Version.objects.get(act=act).content.fields


def test_it_is_drawn_up_when_the_last_item_is_decided(point):
    man, goods = point.detain(), point.seize()
    first, second = lines(point.offer(man, goods))
    point.accept(first, at=NOON + MINUTE)
    assert not Act.objects.exists()
    point.accept(second, at=NOON + HOUR, quantity="118", unit="package", seal="KZ-0041")
    act = Act.objects.get()
    assert HandOver.objects.get().act == act.pk
    assert list(act.parties) == [point.unit("border").pk, point.unit("internal").pk]
    person, thing = fields(act)["persons"][0], fields(act)["items"][0]
    assert (person["name"], person["birth_date"], person["nationality"]) == ("Усманов Рустам", "1991-03-14", "UZB")
    assert person["until"] == "2026-05-14T11:50+05:00"
    assert person["remains"] == "46 сағ 50 мин / 46 ч 50 мин"
    assert "Разъяснены права" in person["given"]
    assert (thing["quantity"], thing["seal"]) == ("118", "KZ-0041")
    assert fields(act)["ground"] == "Ұсталғандар мен мүлікті тапсыру / Передача задержанных и имущества (C9.6)"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_differs_is_said_in_both_official_languages_whoever_decided_last(point, language):
    (line,) = lines(point.offer(point.seize()))
    with override(language):
        point.accept(line, at=NOON + MINUTE, quantity="118.5", unit="package", seal="KZ-0042")
    quantity, seal = fields(Act.objects.get())["differences"]
    assert quantity["what"] == "1/2026, сигареты без акциза"
    assert (quantity["field"], seal["field"]) == (
        "Саны / Количество",
        "Пломба немесе мөр нөмірі / Номер пломбы или печати",
    )
    assert (quantity["offered"], quantity["found"]) == ("120 орын / 120 мест", "118,5 орын / 118,5 мест")
    assert (seal["offered"], seal["found"]) == ("KZ-0041", "KZ-0042")
    assert fields(Act.objects.get())["items"][0]["measure"] == "орын / мест"


def test_what_the_receiver_remarks_stands_in_it(point):
    (line,) = lines(point.offer(point.seize()))
    deciding.accept(line, {}, note="коробки мокрые", **point.by("internal", at=NOON + MINUTE))
    assert fields(Act.objects.get())["remarks"] == "№ 1/2026: коробки мокрые"


def test_a_document_of_which_nobody_chose_the_kind_says_what_its_number_is(point):
    man, other = point.detain(), point.detain(document="passport", number="N 7")
    for line in lines(point.offer(man, other)):
        point.accept(line, at=NOON + MINUTE)
    first, second = fields(Act.objects.get())["persons"]
    assert first["document"] == "Құжаттың нөмірі / Номер документа: AA1234567"
    assert second["document"] == "паспорт, N 7"


def test_what_was_refused_stands_in_it_with_the_reason(point):
    man, goods = point.detain(), point.seize()
    first, second = lines(point.offer(man, goods))
    point.refuse(second, at=NOON + MINUTE, reason="seal_broken")
    point.accept(first, at=NOON + 2 * MINUTE)
    (refused,) = fields(Act.objects.get())["refused"]
    assert refused["what"] == "Тауар партиясы / Партия товара, 2/2026, сигареты без акциза"
    assert refused["why"].endswith("/ пломба нарушена или не та")


def test_nothing_accepted_is_no_act(point):
    point.refuse(lines(point.offer(point.seize()))[0], at=NOON + MINUTE)
    assert not Act.objects.exists()


def test_the_annex_does_not_stand_in_it(point):
    man = point.detain(annex={"asylum": True, "injuries": "ушиб"})
    point.accept(lines(point.offer(man))[0], at=NOON + MINUTE)
    said = str(fields(Act.objects.get()))
    assert "убежищ" not in said
    assert "ушиб" not in said


def test_both_sides_sign_it_and_it_is_in_force(point):
    point.accept(lines(point.offer(point.detain()))[0], at=NOON + MINUTE)
    version = Version.objects.get()
    assert version.state == "proposed"
    sign(version, "крепкий пароль 1", **point.by("internal", at=NOON + 2 * MINUTE))
    second = sign(version, "крепкий пароль 2", **point.by("border", at=NOON + 3 * MINUTE))
    version.refresh_from_db()
    assert version.state == "in_force"
    key = OfficerKey.objects.get(officer=second.officer)
    assert verify(second.jws, json.loads(key.jwk)).body == version.hash
