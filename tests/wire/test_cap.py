"""CAP 1.2: what we write is in form, and the check finds what is not."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.wire import cap
from ortaq.wire.cap import Alert, Area, Info

AT = datetime(2026, 5, 12, 7, 0, 3, 250_000, tzinfo=UTC)
INFO = Info(
    language="ru",
    event="Срочная информация",
    headline="№ 1/2026",
    sender_name="Отделение",
    description="оружие & «провоз» <2 шт.>",
    contact="12-34",
    web="https://ortaq.example/messages/1/",
    event_codes=[("ortaq", "urgent")],
    parameters=[("marking", "Для служебного пользования")],
    effective=AT,
    onset=AT,
    area=Area("Хоргос", [("ortaq:crossing-point", "khorgos")], (44.21667, 80.4)),
)
ALERT = Alert(
    identifier="ortaq-1",
    sender="opk-khorgos",
    sent=AT,
    status="Actual",
    kind="Update",
    addresses=["customs-4", "internal-4"],
    incident="matter-1",
    codes=["ortaq"],
    note="поправка",
    references=[("opk-khorgos", "ortaq-0", AT - timedelta(hours=1))],
    infos=[INFO],
)


def test_what_is_written_is_in_form():
    assert cap.check(cap.write(ALERT)) == []
    assert cap.check(cap.write(replace(ALERT, kind="Alert", references=(), infos=[]))) == []


def test_a_time_has_whole_seconds_and_an_offset_in_digits():
    assert cap.moment(AT.astimezone(timezone(timedelta(hours=5)))) == "2026-05-12T07:00:03+00:00"


@given(st.text(), st.text(), st.text(min_size=1))
def test_whatever_an_officer_types_the_document_is_xml_and_in_form(event, description, area):
    info = replace(INFO, event=f"x{event}", description=description, area=Area(f"x{area}"))
    assert cap.check(cap.write(replace(ALERT, infos=[info]))) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("<sent>2026-05-12T07:00:03+00:00</sent>", "<sent>2026-05-12T07:00:03Z</sent>", "alert/sent"),
        ("<status>Actual</status>", "<status>Real</status>", "no code of it"),
        ("<scope>Private</scope>", "", "alert/scope: comes 0 times"),
        ("<scope>Private</scope>", "<scope>Private</scope><scope>Private</scope>", "alert/scope: comes 2 times"),
        ("<scope>Private</scope>", "<scope>Restricted</scope>", "a restriction and Restricted"),
        ("<addresses>customs-4 internal-4</addresses>", "", "Private without addresses"),
        ("<note>поправка</note>", "<remark>поправка</remark>", "unknown element remark"),
        ("<category>Security</category>", "", "alert/info/category: comes 0 times"),
        ("<urgency>Immediate</urgency>", "<urgency>Now</urgency>", "no code of it"),
        ("<language>ru</language><category>Security</category>", "<category>Security</category><language>ru</language>",
         "alert/info: out of order"),
        ("<identifier>ortaq-1</identifier>", "<identifier>ortaq 1, 2</identifier>", "alert/identifier"),
        ("<circle>44.21667,80.40000 0</circle>", "<circle>44.2 80.4</circle>", "alert/info/area/circle"),
        ("<circle>44.21667,80.40000 0</circle>", "<ceiling>100</ceiling>", "a ceiling without altitude"),
        ("<headline>№ 1/2026</headline>", "<headline> </headline>", "alert/info/headline: empty"),
        ("</alert>", "", "not XML"),
    ],
)  # fmt: skip
def test_the_check_finds_each_kind_of_fault(was, becomes, told):
    document = cap.write(ALERT).decode()
    assert was in document
    assert any(told in fault for fault in cap.check(document.replace(was, becomes).encode()))


def test_an_update_without_what_it_updates_is_found():
    assert cap.check(cap.write(replace(ALERT, references=()))) == ["alert: Update without references"]


def test_the_table_holds_each_name_once_and_each_part_that_it_names():
    for rows in cap.CAP.values():
        names = [row[0] for row in rows]
        assert len(names) == len(set(names))
        assert {row[2] for row in rows if isinstance(row[2], str)} <= set(cap.CAP)


if os.environ.get("ORTAQ_CAP_XSD"):

    def test_what_is_written_stands_against_the_schema_that_is_named():
        import xmlschema

        schema = xmlschema.XMLSchema(os.environ["ORTAQ_CAP_XSD"])
        for kind in ("Alert", "Update", "Cancel"):
            schema.validate(ET.fromstring(cap.write(replace(ALERT, kind=kind))))
