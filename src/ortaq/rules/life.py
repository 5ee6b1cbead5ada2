"""The lives of the things that have one: which state follows which, by which verb.

**A duty** is *open* from when it is known (whether its window has opened yet is read from its times), *done* when the
act that it asks for took place in time. When the term ends first it is *overdue*; whoever owes may *explain* it with
a reason and a new promised time, and when that passes too it is overdue again. Done after its end it is *done_late*
for ever. A record entered afterwards whose true time lay within the window moves it from overdue to done
(`fulfil_in_time`). Where the pack says that silence is consent the end of the term makes it *consented*, where a right
lapses, *lapsed*. A body that the pack names may *waive* it on a ground that the pack names; it is *void* when its unit
is closed or its group changed. Whoever was told may dispute that he was: the duty is reopened.

**A receipt** climbs one ladder: *sent*, *delivered* once durably stored, *read*, *acknowledged* (which alone stops the
climb to the superiors), *acted*. *Not for us* re-routes the message and silences nothing. Where an act is expected and
none follows, the acknowledgement is *expired*: the alarm sounds again and the message climbs again. Once, the officer
may say until when he works on it (`extend`).

**A call** is *logged* by the caller; the called watch *confirms* or *disputes* it.

**A request** – for information, for aid, an offer, a referral – is *asked*, of each addressed unit on its own. The
asked unit may say that it is *unclear* and what it lacks; *clarified* by the asker it stands anew. It is *accepted*, or
*declined* on a ground that the pack names; *answered*, with or without having been accepted first, or
*answered_in_part* where its kind allows that. Until then the asker may withdraw it (*withdrawn*), and the asked unit
may say that it is not for it: *referred*, and whoever it is sent on to takes it over as a request of its own. A term
that runs out is an event of its duty and no end: what is late is explained with a new promised time, still answered.

**A channel** out of the console is *asked* for by a senior of the unit and *on* once a second person has confirmed it;
whoever switches it *off* needs nobody. It is never on again: another one is asked for.

**A delivery** over a channel is *waiting* until the other side has taken it in, then *sent*. After thirty days it is
*given_up*, which alarms until a person has *noted* it; it is *dropped* where its channel was switched off meanwhile.

**A hand-over** is *offered* by the custodian; from then on the receiver alone decides, item by item. The giver may ask
to have it back (*asked_back*): the receiver lets it go (*withdrawn*) or keeps deciding. *Decided* when no item waits.

**An item of a hand-over** is *offered*, and *accepted*, *refused* with a reason, or *withdrawn* because the receiver
let it go. Acceptance alone makes the receiver its custodian. A term that runs out moves nothing.

**A discrepancy** between what was offered and what was found is *open* until one side has *proposed* how it is settled
and the other side has agreed (*settled*); whoever does not agree proposes otherwise.

**An override** of a safeguard is *asked* for on a ground of the pack by one officer and *confirmed* or *declined* by a
second; it has *lapsed* when custody passed on before.

**A commitment** of forces and means is *committed* by the unit that they belong to, for a time and a purpose; they have
*arrived* where they were promised, and are *released* by whoever they came to, or before they ever came. Whoever gave
them may give them for longer, or call them back on a ground (*called_back*). The end of the promised time moves
nothing: who is not released is not free.

**A difference** between the statistics of two units is *open* until its owner has *explained* it or what was given is
*corrected*, so that it is no more; the signed act makes what was explained *agreed*. What differs later is another one.

**A patrol** of several agencies is *planned*; *under_way* from when its senior has set out, it passes its points and
has incidents that go out as urgent messages; *ended* with what was counted, or *called_off* with a reason before it set
out. One that has not set out in time is a late duty, and may still set out.

**A material of the data bank** is *in_force* until its author has *replaced* it by the next version, or *withdrawn* it
with a reason. What was replaced can be read for ever.

**An act**, each version of it, is a *draft* until it is *proposed*, from which moment its words are frozen. Signed by
every party it is *signed*, or *in_force* at once where its kind asks for no approval; *submitted* to the superiors it
is in force when each has approved. At every step it may be *refused* with a reason, and a new version begins. In force
it is *replaced* by the next version or *ended*; a draft may be *discarded*.

**A joint measure** – an incident, an operation, a meeting, an exercise, a group at work – is *planned*, or *under_way*
as soon as it is opened where its kind says so; *closed* with what came of it, or *called_off* with a reason. What was
written after its end, a lesson or a correction, moves nothing.

**An entry of a register** is *in_force* until its time runs out, which is no move; its owner extends it or looks at it
again, and may withdraw it (*withdrawn*), on which it is found no more.

**A hit** – an entry that a look-up found – is *open* until the officer has *confirmed* that it is the same, or
*rejected* it, each with a reason of the pack; nothing is ever settled by the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ortaq.rules.errors import NoSuchMove


@dataclass(frozen=True)
class Life:
    """One life: its name, its first state, and for each state the moves out of it."""

    name: str
    start: str
    moves: Mapping[str, Mapping[str, str]]

    def move(self, state: str, verb: str) -> str:
        """Return the state after `verb`; raises NoSuchMove where the table has none."""
        try:
            return self.moves[state][verb]
        except KeyError:
            raise NoSuchMove(self.name, state, verb) from None

    def allows(self, state: str, verb: str) -> bool:
        """Say whether `verb` may be done in `state`."""
        return verb in self.moves.get(state, {})

    def sources(self, verb: str) -> tuple[str, ...]:
        """Return the states from which `verb` leads on: the condition of a conditional UPDATE."""
        return tuple(state for state, moves in self.moves.items() if verb in moves)

    @property
    def states(self) -> tuple[str, ...]:
        """Return every state, first things first."""
        return tuple(self.moves)

    @property
    def ended(self) -> frozenset[str]:
        """Return the states out of which no move leads."""
        return frozenset(state for state, moves in self.moves.items() if not moves)


DUTY = Life(
    "duty",
    "open",
    {
        "open": {
            "fulfil": "done",
            "lapse": "overdue",
            "consent": "consented",
            "forfeit": "lapsed",
            "waive": "waived",
            "void": "void",
        },
        "overdue": {
            "fulfil": "done_late",
            "fulfil_in_time": "done",
            "explain": "explained",
            "waive": "waived",
            "void": "void",
        },
        "explained": {
            "fulfil": "done_late",
            "fulfil_in_time": "done",
            "lapse": "overdue",
            "explain": "explained",
            "waive": "waived",
            "void": "void",
        },
        "done": {"dispute": "open"},
        "done_late": {"dispute": "overdue"},
        "consented": {},
        "lapsed": {},
        "waived": {},
        "void": {},
    },
)

PENDING = ("open", "overdue", "explained")
"""The states of a duty that still asks for something."""

EXPIRY = {"late": "lapse", "deemed_consent": "consent", "right_lapses": "forfeit"}
"""What the end of a term does to an open duty, by what the pack says that expiry means."""

RECEIPT = Life(
    "receipt",
    "sent",
    {
        "sent": {"deliver": "delivered"},
        "delivered": {"read": "read", "acknowledge": "acknowledged", "refer": "not_for_us"},
        "read": {"acknowledge": "acknowledged", "refer": "not_for_us"},
        "acknowledged": {
            "act": "acted",
            "refer": "not_for_us",
            "extend": "acknowledged",
            "expire": "expired",
        },
        "expired": {"acknowledge": "acknowledged", "act": "acted", "refer": "not_for_us"},
        "acted": {},
        "not_for_us": {},
    },
)

LADDER = ("delivered", "read", "acknowledged", "acted")
"""The rungs in their order."""

CALL = Life(
    "call",
    "logged",
    {
        "logged": {"confirm": "confirmed", "dispute": "disputed"},
        "confirmed": {},
        "disputed": {"confirm": "confirmed"},
    },
)

REQUEST = Life(
    "request",
    "asked",
    {
        "asked": {
            "clarify": "unclear",
            "accept": "accepted",
            "decline": "declined",
            "answer": "answered",
            "answer_in_part": "answered_in_part",
            "explain": "asked",
            "withdraw": "withdrawn",
            "refer": "referred",
        },
        "unclear": {"supply": "clarified", "decline": "declined", "withdraw": "withdrawn", "refer": "referred"},
        "clarified": {
            "clarify": "unclear",
            "accept": "accepted",
            "decline": "declined",
            "answer": "answered",
            "answer_in_part": "answered_in_part",
            "explain": "clarified",
            "withdraw": "withdrawn",
            "refer": "referred",
        },
        "accepted": {
            "decline": "declined",
            "answer": "answered",
            "answer_in_part": "answered_in_part",
            "explain": "accepted",
            "withdraw": "withdrawn",
            "refer": "referred",
        },
        "answered": {},
        "answered_in_part": {},
        "declined": {},
        "withdrawn": {},
        "referred": {},
    },
)

CHANNEL = Life(
    "channel",
    "asked",
    {
        "asked": {"confirm": "on", "switch_off": "off"},
        "on": {"switch_off": "off"},
        "off": {},
    },
)

DELIVERY = Life(
    "delivery",
    "waiting",
    {
        "waiting": {"send": "sent", "drop": "dropped", "give_up": "given_up"},
        "sent": {},
        "dropped": {},
        "given_up": {"note": "noted"},
        "noted": {},
    },
)

HAND_OVER = Life(
    "hand_over",
    "offered",
    {
        "offered": {"ask_back": "asked_back", "finish": "decided"},
        "asked_back": {"keep": "offered", "let_go": "withdrawn", "finish": "decided"},
        "decided": {},
        "withdrawn": {},
    },
)

LINE = Life(
    "item of a hand-over",
    "offered",
    {
        "offered": {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"},
        "accepted": {},
        "refused": {},
        "withdrawn": {},
    },
)

DISCREPANCY = Life(
    "discrepancy",
    "open",
    {
        "open": {"propose": "proposed"},
        "proposed": {"propose": "proposed", "agree": "settled"},
        "settled": {},
    },
)

OVERRIDE = Life(
    "override",
    "asked",
    {
        "asked": {"confirm": "confirmed", "decline": "declined", "lapse": "lapsed"},
        "confirmed": {},
        "declined": {},
        "lapsed": {},
    },
)

COMMITMENT = Life(
    "commitment",
    "committed",
    {
        "committed": {
            "arrive": "arrived",
            "prolong": "committed",
            "release": "released",
            "call_back": "called_back",
        },
        "arrived": {"prolong": "arrived", "release": "released", "call_back": "called_back"},
        "released": {},
        "called_back": {},
    },
)

DIFFERENCE = Life(
    "difference",
    "open",
    {
        "open": {"explain": "explained", "correct": "corrected", "agree": "agreed"},
        "explained": {"explain": "explained", "correct": "corrected", "agree": "agreed"},
        "corrected": {},
        "agreed": {},
    },
)

PATROL = Life(
    "patrol",
    "planned",
    {
        "planned": {"start": "under_way", "call_off": "called_off"},
        "under_way": {"pass": "under_way", "note": "under_way", "end": "ended"},
        "ended": {},
        "called_off": {},
    },
)

ACT = Life(
    "act",
    "draft",
    {
        "draft": {"propose": "proposed", "discard": "discarded"},
        "proposed": {"sign": "proposed", "conclude": "signed", "enact": "in_force", "refuse": "refused"},
        "signed": {"submit": "submitted", "refuse": "refused"},
        "submitted": {"approve": "submitted", "enact": "in_force", "refuse": "refused"},
        "in_force": {"replace": "replaced", "end": "ended"},
        "refused": {},
        "discarded": {},
        "replaced": {},
        "ended": {},
    },
)

OPERATION = Life(
    "joint measure",
    "planned",
    {
        "planned": {"begin": "under_way", "call_off": "called_off"},
        "under_way": {"close": "closed", "call_off": "called_off"},
        "closed": {},
        "called_off": {},
    },
)

LISTING = Life(
    "entry of a register",
    "in_force",
    {
        "in_force": {"extend": "in_force", "review": "in_force", "withdraw": "withdrawn"},
        "withdrawn": {},
    },
)

MATERIAL = Life(
    "material of the data bank",
    "in_force",
    {
        "in_force": {"replace": "replaced", "withdraw": "withdrawn"},
        "replaced": {},
        "withdrawn": {},
    },
)

HIT = Life(
    "hit",
    "open",
    {
        "open": {"confirm": "confirmed", "reject": "rejected"},
        "confirmed": {},
        "rejected": {},
    },
)

LIVES = (
    DUTY,
    RECEIPT,
    CALL,
    REQUEST,
    CHANNEL,
    DELIVERY,
    HAND_OVER,
    LINE,
    DISCREPANCY,
    OVERRIDE,
    DIFFERENCE,
    ACT,
    OPERATION,
    COMMITMENT,
    PATROL,
    LISTING,
    MATERIAL,
    HIT,
)
