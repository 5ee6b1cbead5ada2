"""What the pack says of the data bank, made from its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.rules.databank import Answer, DataBank, Filled, ListRule, Pace, Purpose, Register
from ortaq.rules.materials import MaterialKind, Materials, Readers
from ortaq.rules.parsing_forms import subject, texts
from ortaq.rules.parsing_terms import amount
from ortaq.rules.text import Text

Data = Mapping[str, Any]


def databank(data: Data, edition: str) -> DataBank:
    """Return what the data says of the data bank in an edition."""
    registers = [_register(one) for one in data["registers"] if edition in one.get("in", [edition])]
    return DataBank(
        data["clause"],
        data["act"],
        {one.code: one for one in registers},
        {one["code"]: Purpose(one["code"], Text.of(one["name"]), tuple(one["bound"])) for one in data["purposes"]},
        {one["code"]: Answer(one["code"], Text.of(one["name"]), one["confirms"]) for one in data["answers"]},
        Pace(**data["pace"]),
        amount(data["keeps"]),
        amount(data["opened"]),
        texts(data.get("ours", {})),
        ListRule(**data["arrivals"] | {"keeps": amount(data["arrivals"]["keeps"])}) if "arrivals" in data else None,
        _materials(data["materials"]) if "materials" in data else None,
    )


def _register(data: Data) -> Register:
    return Register(
        code=data["code"],
        clause=data["clause"],
        name=Text.of(data["name"]),
        form=subject({key: data[key] for key in ("code", "name", "fields", "groups") if key in data}),
        grounds=texts(data["grounds"]),
        lasts=amount(data["lasts"]),
        review=amount(data["review"]),
        keeps=amount(data["keeps"]),
        documents=tuple(data.get("documents", ())),
        plates=tuple(data.get("plates", ())),
        names=tuple(data.get("names", ())),
        born=data.get("born", ""),
        entered_by=tuple(data.get("entered_by", ())),
        shown_to=tuple(data.get("shown_to", ())),
        carried=tuple(map(_filled, data.get("carried", []))),
        ours=texts(data.get("ours", {})),
    )


def _materials(data: Data) -> Materials:
    kinds = [MaterialKind(**one | {"name": Text.of(one["name"])}) for one in data["kinds"]]
    return Materials(
        data["clause"],
        data["rule"],
        dict(data["row"]),
        {one.code: one for one in kinds},
        texts(data["tags"]),
        texts(data["languages"]),
        {one["code"]: Readers(**_whom(one)) for one in data["audiences"]},
        {one["code"]: Readers(**_whom(one)) for one in data["readers"]},
        texts(data.get("ours", {})),
    )


def _whom(data: Data) -> dict[str, Any]:
    made = {"name": Text.of(data["name"]), "levels": tuple(data["levels"]), "roles": tuple(data.get("roles", ()))}
    return {**data, **made}


def _filled(data: Data) -> Filled:
    when = {code: tuple(values) for code, values in data.get("when", {}).items()}
    return Filled(data["clause"], data["group"], when, dict(data.get("fields", {})), data.get("ground", ""))
