"""What can go wrong when units agree something in writing."""

from __future__ import annotations


class ActError(Exception):
    """Something that cannot be drafted, signed, approved or done; `code` names it for the page that shows it."""

    code = "refused"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class NoSuchKind(ActError):
    """The pack knows no such kind of act, or asks for no body of it."""

    code = "no_such_kind"


class NotOnThisLevel(ActError):
    """The kind belongs to other levels of the instruction."""

    code = "not_on_this_level"


class NoParties(ActError):
    """No group, or no other side, with which the act could be made."""

    code = "no_parties"


class NotParty(ActError):
    """A unit that is no party to the act."""

    code = "not_party"


class NotApprover(ActError):
    """A unit that is the superior of no party."""

    code = "not_approver"


class NotYourPost(ActError):
    """A post whose officers do not sign or approve this kind; an officer of the watch who is off watch."""

    code = "not_your_post"


class NotPossible(ActError):
    """The act's life knows no such step from here."""

    code = "not_possible"


class AlreadyDone(ActError):
    """Somebody was first: another officer of the unit has signed, or the version has moved on."""

    code = "already_done"


class Overtaken(ActError):
    """A colleague kept other words in the same places; `facts["newest"]` stands, `facts["places"]` say where,
    `facts["merged"]` is both texts with the officer's own in the disputed places.
    """

    code = "overtaken"


class Incomplete(ActError):
    """What would come to nothing when the act is in force; `facts["faults"]` are the places and what is wrong."""

    code = "incomplete"


class StateSecret(ActError):
    """What is to be kept bears a marking of a state secret."""

    code = "state_secret"


class NoReason(ActError):
    """What is refused or ended has its reason."""

    code = "no_reason"


class OwnKeyError(ActError):
    """Something is wrong with the officer's own key."""

    code = "key"


class WrongPassphrase(OwnKeyError):
    """The passphrase does not open the officer's key."""

    code = "wrong_passphrase"


class TooManyTries(OwnKeyError):
    """The passphrase was wrong several times in a row; `facts["seconds"]` is how long to wait."""

    code = "too_many_tries"


class WeakPassphrase(OwnKeyError):
    """A passphrase shorter than is accepted; `facts["shortest"]`."""

    code = "weak_passphrase"


class NoKey(OwnKeyError):
    """The officer has no key that holds."""

    code = "no_key"


class NotRunning(ActError):
    """A variant of action that is not running, or a task that is done."""

    code = "not_running"
