"""The Common Alerting Protocol 1.2 (OASIS, 1 July 2010): an alert as a value, as XML, and the check of its form.

The table CAP is the specification's own (section 3.2): the elements of each part in their order, how often each may
come, and which values it may hold. `check` judges any document by it, and by what the section says in words.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
_Q = f"{{{NAMESPACE}}}"
ONE, MAYBE, MANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2}")
_NAME = re.compile(r"[^\s,&<]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CIRCLE = re.compile(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)? \d+(\.\d+)?")
_POLYGON = re.compile(r"(-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)? ){3,}-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Values = frozenset[str] | re.Pattern[str] | str | None
"""A list of codes, a form, the name of a part, or None for any text."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


CAP: Mapping[str, Sequence[tuple[str, tuple[int, int | None], Values]]] = {
    "alert": (
        ("identifier", ONE, _NAME),
        ("sender", ONE, _NAME),
        ("sent", ONE, _TIME),
        ("status", ONE, _codes("Actual Exercise System Test Draft")),
        ("msgType", ONE, _codes("Alert Update Cancel Ack Error")),
        ("source", MAYBE, None),
        ("scope", ONE, _codes("Public Restricted Private")),
        ("restriction", MAYBE, None),
        ("addresses", MAYBE, None),
        ("code", MANY, None),
        ("note", MAYBE, None),
        ("references", MAYBE, re.compile(r"[^\s,]+,[^\s,]+,[^\s,]+(\s+[^\s,]+,[^\s,]+,[^\s,]+)*")),
        ("incidents", MAYBE, None),
        ("info", MANY, "info"),
    ),
    "info": (
        ("language", MAYBE, _LANGUAGE),
        ("category", SOME, _codes("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")),
        ("event", ONE, None),
        ("responseType", MANY, _codes("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")),
        ("urgency", ONE, _codes("Immediate Expected Future Past Unknown")),
        ("severity", ONE, _codes("Extreme Severe Moderate Minor Unknown")),
        ("certainty", ONE, _codes("Observed Likely Possible Unlikely Unknown")),
        ("audience", MAYBE, None),
        ("eventCode", MANY, "pair"),
        ("effective", MAYBE, _TIME),
        ("onset", MAYBE, _TIME),
        ("expires", MAYBE, _TIME),
        ("senderName", MAYBE, None),
        ("headline", MAYBE, None),
        ("description", MAYBE, None),
        ("instruction", MAYBE, None),
        ("web", MAYBE, _URI),
        ("contact", MAYBE, None),
        ("parameter", MANY, "pair"),
        ("resource", MANY, "resource"),
        ("area", MANY, "area"),
    ),
    "pair": (("valueName", ONE, None), ("value", ONE, None)),
    "resource": (
        ("resourceDesc", ONE, None),
        ("mimeType", ONE, re.compile(r"[\w.+\-]+/[\w.+\-]+")),
        ("size", MAYBE, re.compile(r"\d+")),
        ("uri", MAYBE, None),
        ("derefUri", MAYBE, None),
        ("digest", MAYBE, re.compile(r"[0-9a-fA-F]{40}")),
    ),
    "area": (
        ("areaDesc", ONE, None),
        ("polygon", MANY, _POLYGON),
        ("circle", MANY, _CIRCLE),
        ("geocode", MANY, "pair"),
        ("altitude", MAYBE, _NUMBER),
        ("ceiling", MAYBE, _NUMBER),
    ),
}


@dataclass(frozen=True)
class Area:
    """Where it is: in words, by codes, and as a point where one is documented."""

    described: str
    geocodes: Sequence[tuple[str, str]] = ()
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Info:
    """What it says in one language."""

    language: str
    event: str
    headline: str
    sender_name: str = ""
    description: str = ""
    contact: str = ""
    web: str = ""
    event_codes: Sequence[tuple[str, str]] = ()
    parameters: Sequence[tuple[str, str]] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    area: Area | None = None


@dataclass(frozen=True)
class Alert:
    """An alert to named addressees; `references` are (sender, identifier, sent) of those that it updates or cancels."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    addresses: Sequence[str]
    incident: str = ""
    codes: Sequence[str] = ()
    note: str = ""
    references: Sequence[tuple[str, str, datetime]] = field(default=())
    infos: Sequence[Info] = ()


def write(alert: Alert) -> bytes:
    """Return the alert as an XML document in UTF-8."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_Q + "alert")
    _put(root, "identifier", alert.identifier)
    _put(root, "sender", alert.sender)
    _put(root, "sent", moment(alert.sent))
    _put(root, "status", alert.status)
    _put(root, "msgType", alert.kind)
    _put(root, "scope", "Private")
    _put(root, "addresses", " ".join(f'"{one}"' if " " in one else one for one in alert.addresses))
    for code in alert.codes:
        _put(root, "code", code)
    _put(root, "note", alert.note)
    _put(root, "references", " ".join(f"{who},{what},{moment(at)}" for who, what, at in alert.references))
    _put(root, "incidents", alert.incident)
    for info in alert.infos:
        _put_info(ET.SubElement(root, _Q + "info"), info)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def moment(at: datetime) -> str:
    """Return an instant as CAP writes it: whole seconds, the offset in digits and never Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def check(document: bytes) -> list[str]:
    """Return what is wrong with a document, by the table and the words of section 3.2; nothing if it is in form."""
    try:
        root = ET.fromstring(document)
    except ET.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != _Q + "alert":
        return [f"the root is {root.tag}"]
    return [*_by_table(root, "alert", "alert"), *_said_in_words(root)]


def _put(parent: ET.Element, name: str, text: str) -> None:
    """Add an element that has something to say."""
    clean = _NOT_XML.sub("\ufffd", text).strip()
    if clean:
        ET.SubElement(parent, _Q + name).text = clean


def _put_pair(parent: ET.Element, name: str, pair: tuple[str, str]) -> None:
    made = ET.SubElement(parent, _Q + name)
    _put(made, "valueName", pair[0])
    _put(made, "value", pair[1])


def _put_info(made: ET.Element, info: Info) -> None:
    _put(made, "language", info.language)
    _put(made, "category", "Security")
    _put(made, "event", info.event)
    _put(made, "urgency", "Immediate")
    _put(made, "severity", "Unknown")
    _put(made, "certainty", "Unknown")
    for pair in info.event_codes:
        _put_pair(made, "eventCode", pair)
    _put(made, "effective", moment(info.effective) if info.effective else "")
    _put(made, "onset", moment(info.onset) if info.onset else "")
    for name, text in (
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("web", info.web),
        ("contact", info.contact),
    ):
        _put(made, name, text)
    for pair in info.parameters:
        _put_pair(made, "parameter", pair)
    if info.area:
        _put_area(ET.SubElement(made, _Q + "area"), info.area)


def _put_area(made: ET.Element, area: Area) -> None:
    _put(made, "areaDesc", area.described)
    if area.point:
        _put(made, "circle", f"{area.point[0]:.5f},{area.point[1]:.5f} 0")
    for pair in area.geocodes:
        _put_pair(made, "geocode", pair)


def _by_table(part: ET.Element, name: str, where: str) -> Iterator[str]:
    """Yield what stands out of order, too often or too seldom, and every value that may not be."""
    table = CAP[name]
    order = [row[0] for row in table]
    found = [child.tag.removeprefix(_Q) for child in part]
    yield from (f"{where}: unknown element {one}" for one in found if one not in order)
    places = [order.index(one) for one in found if one in order]
    if places != sorted(places):
        yield f"{where}: out of order"
    for one, (least, most), values in table:
        children = part.findall(_Q + one)
        if len(children) < least or (most is not None and len(children) > most):
            yield f"{where}/{one}: comes {len(children)} times"
        for child in children:
            yield from _value(child, values, f"{where}/{one}")


def _value(child: ET.Element, values: Values, where: str) -> Iterator[str]:
    if isinstance(values, str):
        yield from _by_table(child, values, where)
        return
    text = child.text or ""
    if len(child):
        yield f"{where}: holds elements"
    elif isinstance(values, frozenset) and text not in values:
        yield f"{where}: {text!r} is no code of it"
    elif isinstance(values, re.Pattern) and not values.fullmatch(text):
        yield f"{where}: {text!r} is not in its form"
    elif not text.strip():
        yield f"{where}: empty"


def _said_in_words(root: ET.Element) -> Iterator[str]:
    """What must come with what: addresses with Private, a restriction with Restricted, references with an update."""
    scope, kind = root.findtext(_Q + "scope"), root.findtext(_Q + "msgType")
    if (scope == "Private") and root.find(_Q + "addresses") is None:
        yield "alert: Private without addresses"
    if (scope == "Restricted") != (root.find(_Q + "restriction") is not None):
        yield "alert: a restriction and Restricted go together"
    if kind in ("Update", "Cancel", "Ack", "Error") and root.find(_Q + "references") is None:
        yield f"alert: {kind} without references"
    for area in root.iter(_Q + "area"):
        if area.find(_Q + "ceiling") is not None and area.find(_Q + "altitude") is None:
            yield "alert/info/area: a ceiling without altitude"
