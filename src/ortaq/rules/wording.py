"""How a deadline explains itself, in three languages: the words of the term language, not those of any law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ortaq.rules.terms import Amount, Count
from ortaq.rules.text import Text, joined

UNITS: Mapping[str, Text] = {
    "minutes": Text("мин", "мин", "min"),
    "hours": Text("ч", "сағ", "h"),
    "days": Text("дн.", "күн", "d"),
    "working_days": Text("раб. дн.", "жұмыс күні", "working d"),
    "weeks": Text("нед.", "апта", "wk"),
    "months": Text("мес.", "ай", "mo"),
    "quarters": Text("кв.", "тоқсан", "quarter(s)"),
    "half_years": Text("полуг.", "жартыжылдық", "half-year(s)"),
    "years": Text("г.", "жыл", "yr"),
    "times": Text("раз", "рет", "times"),
}
SINCE: Mapping[str, Text] = {
    "event": Text("с момента события", "оқиғадан бастап", "from the event"),
    "awareness": Text("с момента, когда стало известно", "белгілі болған сәттен бастап", "from becoming aware"),
    "oral": Text("с момента устного сообщения", "ауызша хабардан бастап", "from the oral message"),
    "receipt": Text("с момента получения", "алған сәттен бастап", "from receipt"),
    "confirmed_receipt": Text(
        "с момента подтверждённого получения", "алғаны расталған сәттен бастап", "from confirmed receipt"
    ),
    "end_of_event": Text("с момента окончания события", "оқиға аяқталғаннан бастап", "from the end of the event"),
    "watch_taken": Text("с заступления на смену", "ауысымға кіріскеннен бастап", "from taking the watch"),
    "line_lost": Text("с момента, когда связь пропала", "байланыс үзілген сәттен бастап", "from the loss of the line"),
    "in_force": Text("со дня вступления в силу", "күшіне енген күннен бастап", "from entry into force"),
    "completion": Text(
        "с фактического исполнения обязанности {name}",
        "{name} міндеті нақты орындалғаннан бастап",
        "from the actual completion of {name}",
    ),
    "restricted": Text(
        "с момента фактического ограничения свободы",
        "бостандығы нақты шектелген сәттен бастап",
        "from the actual restriction of liberty",
    ),
    "delivered": Text("с момента доставления", "жеткізілген сәттен бастап", "from delivery"),
    "said": Text("с момента, когда об этом заявлено", "бұл туралы мәлімделген сәттен бастап", "from its being said"),
    "postponed": Text(
        "с момента, когда исполнение отложено",
        "орындау кейінге қалдырылған сәттен бастап",
        "from its being put off",
    ),
    "planned": Text("с запланированного события", "жоспарланған оқиғадан бастап", "from the planned event"),
}
BEFORE: Mapping[str, Text] = {
    "planned": Text("до запланированного события", "жоспарланған оқиғаға дейін", "before the planned event"),
    "event": Text("до события", "оқиғаға дейін", "before the event"),
}
FORWARDS = Text("{amount} {anchor} ({start})", "{anchor} {amount} ({start})", "{amount} {anchor} ({start})")
BACKWARDS = Text(
    "не позднее чем за {amount} {anchor} ({start})",
    "{anchor} кемінде {amount} бұрын ({start})",
    "no later than {amount} {anchor} ({start})",
)
AT_ONCE = Text("немедленно: ", "дереу: ", "at once: ")
FIRST = Text("первый день (час) считается", "бірінші күн (сағат) есептеледі", "the first day (hour) counts")
NEXT = Text(
    "последний день нерабочий – перенос на следующий рабочий",
    "соңғы күн жұмыс күні емес – келесі жұмыс күніне ауысады",
    "the last day is no working day: moved to the next one",
)
PREVIOUS = Text(
    "последний день нерабочий – перенос на предыдущий рабочий",
    "соңғы күн жұмыс күні емес – алдыңғы жұмыс күніне ауысады",
    "the last day is no working day: moved to the one before",
)
EXTENDED = Text("продлено на {amount}", "{amount} ұзартылды", "extended by {amount}")
SUSPENDED = Text("без времени приостановления", "тоқтатылған уақытсыз", "without the time suspended")
STANDS = Text("срок приостановлен", "мерзім тоқтатылды", "the clock is suspended")
DUE = Text("срок – {due}, {zone}", "мерзім – {due}, {zone}", "due {due}, {zone}")
DAY_END = Text("до 24:00 последнего дня", "соңғы күннің 24:00-іне дейін", "to 24:00 of the last day")
UNNUMBERED = Text(
    "срок в цифрах не установлен; обязанность действует {anchor} ({start})",
    "мерзім санмен белгіленбеген; міндет {anchor} қолданылады ({start})",
    "no number is set; it runs {anchor} ({start})",
)
PICKED: Mapping[str, Text] = {
    "earliest": Text("раньше наступающий из сроков: ", "мерзімдердің ертерегі: ", "the earliest of the terms: "),
    "latest": Text("позже наступающий из сроков: ", "мерзімдердің кешірегі: ", "the latest of the terms: "),
}
LAW = Text("по закону: ", "заң бойынша: ", "by law: ")
OURS = Text(
    "по умолчанию, установленному нами: ",
    "біз белгілеген ереже бойынша: ",
    "by our own stated default: ",
)


def amount(told: Amount) -> Text:
    """Return an amount in words: 2 ч."""
    return Text.same(f"{told.count} ") + UNITS[told.unit]


def anchor(name: str, *, backwards: bool = False) -> Text:
    """Return the fact that a term is counted from, in words; a pack's own fact by its code."""
    kind, _, detail = name.partition(":")
    if backwards:
        return BEFORE.get(kind, BEFORE["event"])
    return SINCE[kind].fill(name=detail) if kind in SINCE else SINCE["event"] + f" {kind}"


def local(at: datetime, zone: ZoneInfo) -> str:
    """Return the instant in local time with its offset; seconds only where there are some."""
    wall = at.astimezone(zone)
    return wall.strftime("%Y-%m-%d %H:%M:%S %z" if wall.second else "%Y-%m-%d %H:%M %z")


def counted(
    term: Count,
    start: datetime,
    due: datetime,
    zone: ZoneInfo,
    added: Sequence[Amount],
    was_moved: bool,
    was_suspended: bool,
) -> Text:
    """Say how a counted term came to its end."""
    said = [_run(term, start, zone)]
    said += [FIRST] if term.first_counts and term.ends == "day" else []
    said += [EXTENDED.fill(amount=amount(one)) for one in added]
    said += [SUSPENDED] if was_suspended else []
    said += [DAY_END] if term.ends == "day" else []
    said += [NEXT if term.off_day == "next" else PREVIOUS] if was_moved else []
    return joined([*said, DUE.fill(due=local(due, zone), zone=zone.key)])


def _run(term: Count, start: datetime, zone: ZoneInfo) -> Text:
    said = (BACKWARDS if term.backwards else FORWARDS).fill(
        amount=amount(term.amount), anchor=anchor(term.anchor, backwards=term.backwards), start=local(start, zone)
    )
    return AT_ONCE + said if term.at_once else said


def fixed(due: datetime, zone: ZoneInfo) -> Text:
    """Say that a date of its own is the end."""
    return DUE.fill(due=local(due, zone), zone=zone.key)


def unnumbered(name: str, start: datetime, zone: ZoneInfo) -> Text:
    """Say that no number is set."""
    return UNNUMBERED.fill(anchor=anchor(name), start=local(start, zone))


def standing_still(term: Count, start: datetime, zone: ZoneInfo) -> Text:
    """Say that the clock is suspended."""
    return joined([_run(term, start, zone), STANDS])


def picked(which: str, why: Text) -> Text:
    """Say that this is the earliest or latest of several."""
    return PICKED[which] + why


def due_why(clause: str, why: Text, source: Text | None, ours: Text | None) -> Text:
    """Put the clause before what the count says; after it the law, and where a number is ours the reason."""
    said = [Text.same(f"{clause}: ") + why]
    said += [LAW + source] if source else []
    said += [OURS + ours] if ours else []
    return joined(said)
