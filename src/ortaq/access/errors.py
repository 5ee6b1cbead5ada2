"""What can be refused when posts and watches change; `code` names it for the page that shows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class AccessError(Exception):
    """A change that may not be made; `words` say to the officer why, and what to do."""

    code = "refused"
    words = _("Этого сделать нельзя.")

    def __str__(self) -> str:
        return str(self.words)


class NotAllowed(AccessError):
    """The officer's post does not carry this verb, or not for this unit."""

    code = "not_allowed"
    words = _("Ваша должность этого не позволяет.")


class ForOneself(AccessError):
    """Nobody asks or grants a post for himself."""

    code = "for_oneself"
    words = _("Себе должность не просят и не дают: это делают двое других.")


class SamePerson(AccessError):
    """Who asked does not grant."""

    code = "same_person"
    words = _("Просили вы. Дать должность должен другой: старший или администратор.")


class AlreadySettled(AccessError):
    """Somebody was first."""

    code = "already_settled"
    words = _("Это уже решено: кто-то вас опередил. Обновите страницу.")


class AlreadyHeld(AccessError):
    """The officer has the post, or has been asked for it."""

    code = "already_held"
    words = _("Эта должность у него уже есть или уже испрошена.")


class WatchTaken(AccessError):
    """Another officer answers for the watch and was not relieved."""

    code = "watch_taken"
    words = _("Смену уже несёт другой. Обновите страницу и примите смену у него.")


class NotYourWatch(AccessError):
    """Only who stands the watch, or a senior, ends it."""

    code = "not_your_watch"
    words = _("Это не ваша смена.")


class ShiftsOverlap(AccessError):
    """Two rows of the roster for one post at one time."""

    code = "shifts_overlap"
    words = _("На это время в графике уже стоит другой.")


class NoWatchHere(AccessError):
    """A level-5 post is filled by the watch of its level-4 unit."""

    code = "no_watch_here"
    words = _("Этот пост несёт смена вышестоящего подразделения: принимайте смену там.")


class OfficerTwice(AccessError):
    """One officer in two places at one time."""

    code = "officer_twice"
    words = _("Этот офицер в это время уже стоит в графике в другом месте.")


class NothingToPlan(AccessError):
    """A rotation that adds nothing to the roster."""

    code = "nothing_to_plan"
    words = _("Вносить нечего: на эти дни в графике всё уже стоит.")


class OwnHandOver(AccessError):
    """Nobody hands the watch over to himself."""

    code = "own_hand_over"
    words = _("Свою смену у себя не принимают: её примет другой офицер под своим логином.")
