"""What the pack says of custody, made from its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ortaq.rules import edition as made
from ortaq.rules.custody import (
    ActRows,
    Carried,
    ChargeKind,
    Custody,
    DetentionLimit,
    EntryKind,
    HandOverAct,
    Minor,
    Notice,
    Safeguard,
)
from ortaq.rules.parsing_forms import field, subject, texts
from ortaq.rules.parsing_terms import amount, day, term
from ortaq.rules.terms import Amount
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def custody(data: Data, edition: str, limits: made.Limits, zone: str) -> Custody:
    """Return what the data says of custody in an edition, whose days are those of the zone."""

    def listed(key: str) -> list[Data]:
        return [one for one in data.get(key, []) if edition in one.get("in", [edition])]

    clause, at_once = data["clause"], Amount(limits.at_once // timedelta(minutes=1), "minutes")
    return Custody(
        clause=clause,
        act=_act(data["act"]),
        kinds={one["code"]: _kind(one) for one in listed("kinds")},
        entries={one["code"]: _entry(one) for one in listed("entries")},
        refusals=texts(data["refusals"]),
        safeguards={one["code"]: _safeguard(one, clause, at_once) for one in listed("safeguards")},
        limits=tuple(_limit(one, clause, at_once) for one in listed("limits")),
        bars=tuple(data.get("bars", ())),
        bars_notices=tuple(data.get("bars_notices", ())),
        competent=dict(data.get("competent", {})),
        notices={agency: _notice(one) for agency, one in data.get("notices", {}).items()},
        minor=Minor(**data["minor"]) if "minor" in data else None,
        same=tuple(data.get("same", ())),
        zone=ZoneInfo(zone),
    )


def _act(data: Data) -> HandOverAct:
    rows = {kind: _rows(one) for kind, one in data["rows"].items()}
    others = {name: _rows(data[name]) for name in ("refused", "differing") if name in data}
    return HandOverAct(data["kind"], _sources(data.get("head", {})), rows, **others)


def _notice(data: Data) -> Notice:
    return Notice(data["clause"], data["group"], _sources(data.get("fields", {})))


def _rows(data: Data) -> ActRows:
    return ActRows(data["group"], _sources(data["fields"]))


def _sources(data: Data) -> dict[str, tuple[str, ...]]:
    return {field: tuple(sources) for field, sources in data.items()}


def _kind(data: Data) -> ChargeKind:
    carried = tuple(Carried(one["clause"], one["group"]) for one in data.get("carried", []))
    return ChargeKind(
        data["code"],
        Text.of(data["name"]),
        _form(data),
        subject({**data["annex"], "code": f"{data['code']}-annex", "name": data["name"]}) if "annex" in data else None,
        data.get("is_person", False),
        data.get("counted", False),
        data.get("sealed", False),
        carried,
        amount(data["keeps"]) if "keeps" in data else None,
        data.get("files", False),
    )


def _entry(data: Data) -> EntryKind:
    return EntryKind(
        data["code"],
        Text.of(data["name"]),
        _form(data),
        tuple(data.get("kinds", ())),
        tuple(data.get("sets", ())),
        data.get("ends", False),
        data.get("foreign", False),
        data.get("measure", False),
        data.get("answers", ""),
        data.get("spares", False),
        data.get("frees", False),
        data.get("files", False),
    )


def _safeguard(data: Data, clause: str, at_once: Amount) -> Safeguard:
    code, name, source = data["code"], Text.of(data["name"]), Text.of(data["source"])
    rule = _rule(f"safeguard-{code}", data, clause, name, at_once, source) if "term" in data else None
    overrides = data.get("overrides", {})
    return Safeguard(
        code=code,
        name=name,
        form=_form(data),
        source=source,
        when=_words(data.get("when", ())),
        before=tuple(data.get("before", ())),
        limits=tuple(data.get("limits", ())),
        agrees=dict(data.get("agrees", {})),
        differ=tuple(data.get("differ", ())),
        overrides=texts(overrides),
        postponed={key: _put_off(key, one, data, clause) for key, one in overrides.items() if "postpones" in one},
        rule=rule,
        valid_from=day(data.get("valid_from")),
        valid_to=day(data.get("valid_to")),
    )


def _put_off(ground: str, override: Data, safeguard: Data, clause: str) -> made.DutyRule:
    """Return the duty to do after all what was put off on a ground: for how long is the pack's own word."""
    told = amount(override["postpones"])
    data = {
        "code": safeguard["code"],
        "term": {"within": override["postpones"], "from": "postponed"},
        "ours": {"term": override},
    }
    name, source = Text.of(safeguard["name"]), Text.of(safeguard["source"])
    return _rule(f"safeguard-{safeguard['code']}-{ground}", data, clause, name, told, source)


def _limit(data: Data, clause: str, at_once: Amount) -> DetentionLimit:
    ground, source = Text.of(data["ground"]), Text.of(data["source"])
    since = data.get("valid_from", "")[:4]
    name = Text.of(data["name"])
    return DetentionLimit(
        code=data["code"],
        ground=ground,
        source=source,
        counted_from=data["term"]["from"],
        rule=_rule(f"detention-{data['code']}-{since}".rstrip("-"), data, clause, name, at_once, source),
        valid_from=day(data.get("valid_from")),
        valid_to=day(data.get("valid_to")),
        or_sober=data.get("or_sober", False),
        extends=tuple(data.get("extends", ())),
    )


def _rule(rule_id: str, data: Data, clause: str, name: Text, at_once: Amount, source: Text) -> made.DutyRule:
    """Return the duty of the custodian, whoever that is, towards nobody on the console; its source is the law's."""
    return made.DutyRule(
        id=rule_id,
        clause=clause,
        name=name,
        owed_by=made.OwedBy(where="receiver"),
        owed_to=made.OwedTo("outside"),
        form="any",
        part=data["code"],
        trigger=data["term"]["from"],
        term=term(data["term"], at_once),
        ours=texts(data.get("ours", {})),
        source=source,
    )


def _words(told: str | Sequence[str]) -> tuple[str, ...]:
    """Return one word, or several, as several."""
    return (told,) if isinstance(told, str) else tuple(told)


def _form(data: Data) -> made.Subject:
    """Return the fields of an entry of the pack as a subject of its own."""
    asked = subject({"code": data["code"], "name": data["name"], "groups": data.get("groups", {})})
    return made.Subject(asked.code, asked.name, tuple(map(field, data.get("fields", []))), asked.groups)
