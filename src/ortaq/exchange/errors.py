"""What can go wrong when units tell each other something."""

from __future__ import annotations


class ExchangeError(Exception):
    """Something that cannot be sent, taken or answered; `code` names it for the page that shows it."""

    code = "refused"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class NobodyAddressed(ExchangeError):
    """A message without an addressee."""

    code = "nobody_addressed"


class NothingSaid(ExchangeError):
    """A message without content."""

    code = "nothing_said"


class TimesDisagree(ExchangeError):
    """Times that cannot be: told before it was known, or in the future."""

    code = "times_disagree"


class NotAddressed(ExchangeError):
    """A unit that the message is not addressed to."""

    code = "not_addressed"


class NotOnWatch(ExchangeError):
    """Only an officer on the addressee's watch moves its receipts."""

    code = "not_on_watch"


class AlreadyDone(ExchangeError):
    """Somebody was first."""

    code = "already_done"


class AlreadySent(ExchangeError):
    """A form that was sent before and now says something else: nothing was sent this time."""

    code = "already_sent"


class NotAuthor(ExchangeError):
    """Only the unit that said it may say afterwards that it was wrong."""

    code = "not_author"


class NothingChanged(ExchangeError):
    """A correction that says what was said already."""

    code = "nothing_changed"


class Withdrawn(ExchangeError):
    """What was withdrawn is taken, corrected and passed on no longer."""

    code = "withdrawn"


class Recalled(ExchangeError):
    """What was recalled from a unit is not passed on by it."""

    code = "recalled"


class HoldsAlready(ExchangeError):
    """The unit to which something is to be passed on has it."""

    code = "holds_already"


class NotToBePassedOn(ExchangeError):
    """The handling code does not allow this unit to be told; `why` says so in three languages."""

    code = "not_to_be_passed_on"


class TooLong(ExchangeError):
    """A promise to work on something that has passed or reaches further ahead than the pack allows."""

    code = "too_long"


class NotAskable(ExchangeError):
    """A unit that may not be asked so: not within reach of this kind of request, or without a console."""

    code = "not_askable"


class NotYours(ExchangeError):
    """A step of a request that is the other side's to take."""

    code = "not_yours"


class NoGround(ExchangeError):
    """A request is declined, or answered in part, only on a ground that the pack names for its kind."""

    code = "no_ground"


class TimePassed(ExchangeError):
    """A time to come that has passed already."""

    code = "time_passed"


class NotPossible(ExchangeError):
    """The ladder or the clause knows no such step from here."""

    code = "not_possible"


class StateSecret(ExchangeError):
    """What is to be said bears a marking of a state secret: it is neither kept nor sent here."""

    code = "state_secret"


class Overtaken(ExchangeError):
    """Another version stands where this one began from; `facts["newest"]` is it."""

    code = "overtaken"


class ReasonMissing(ExchangeError):
    """What is sent before its window, or after it, says why."""

    code = "reason_missing"


class NothingNotAdmitted(ExchangeError):
    """ "Nothing to report" where the pack does not admit it, or with words beside it."""

    code = "nothing_not_admitted"


class FileError(ExchangeError):
    """A file that is not taken; its facts name it."""

    code = "file_refused"


class FileTooLarge(FileError):
    """A file beyond the node's limit."""

    code = "file_too_large"


class EmptyFile(FileError):
    """A file with nothing in it."""

    code = "file_empty"


class ForbiddenKind(FileError):
    """A file of a kind that is not taken; the fact `why` says more."""

    code = "file_forbidden"


class TooManyFiles(FileError):
    """More files than one message carries."""

    code = "too_many_files"


class NoRoom(FileError):
    """The store takes nothing just now."""

    code = "no_room"


class FilesGone(ExchangeError):
    """Files that were sent or dropped from another page meanwhile."""

    code = "files_gone"


class FileLost(ExchangeError):
    """A file whose bytes are not where its row says."""

    code = "file_lost"


class NeedsAnother(ExchangeError):
    """Who asked for it does not confirm it: that takes a second person."""

    code = "needs_another"
