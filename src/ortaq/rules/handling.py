"""Whom what was told may be passed on to, by those it was told to. The author's code decides, and says why not."""

from __future__ import annotations

from ortaq.rules.edition import Edition, Handling
from ortaq.rules.routing import Unit, is_party
from ortaq.rules.text import Text

NOBODY = Text(
    "{name}: передать дальше можно только с согласия автора",
    "{name}: әрі қарай тек авторының келісімімен беруге болады",
    "{name}: to be passed on with the author's consent only",
)
OTHER_AGENCY = Text(
    "{name}: дальше своего органа не передаётся",
    "{name}: өз органынан әрі берілмейді",
    "{name}: not to leave the agency that was told",
)
NO_PARTY = Text(
    "{name}: передаётся только сторонам Инструкции",
    "{name}: тек Нұсқаулықтың тараптарына беріледі",
    "{name}: for parties to the Instruction only",
)
PASSED_ON = Text(
    "передано дальше тем, кому сообщено ({name})",
    "хабарланған бөлімше әрі қарай берді ({name})",
    "passed on by one who was told ({name})",
)
UNSAID = Text("пометки нет", "белгі жоқ", "no marking")


def why_passed_on(handling: Handling | None) -> Text:
    """Return why a unit that the author did not address has the message."""
    return PASSED_ON.fill(name=handling.name if handling else UNSAID)


def refusal(edition: Edition, handling: Handling | None, by: Unit, to: Unit) -> Text | None:
    """Return why `by` may not pass on to `to` what it was told; None where it may.

    Where the pack knows no handling codes it goes to the parties to the instruction and no further.
    """
    name = handling.name if handling else UNSAID
    match handling.pass_to if handling else "parties":
        case "nobody":
            return NOBODY.fill(name=name)
        case "own_agency":
            return None if to.agency == by.agency else OTHER_AGENCY.fill(name=name)
        case "parties":
            return None if is_party(edition, to) else NO_PARTY.fill(name=name)
        case _:
            return None
