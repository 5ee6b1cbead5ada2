"""Who may do what: the table of posts and of the small verbs that each may use. Nothing else decides it.

A report of a period is drafted by whoever `may_report`, the analyst too; it is sent by whoever `may_send`: what goes
out in the unit's name goes out by its watch.

A commander stands no watch: he signs and approves what is agreed. An act of the watch's own, such as a hand-over, its
officers sign; which posts sign a kind of act, the pack says.

`sees` is what an officer of the post sees through row-level security: "unit" – the rows that name his unit;
"nothing" – no guarded row at all, which is how an administrator reads no content.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DUTY_OFFICER = "duty_officer"
SENIOR = "senior"
ANALYST = "analyst"
INSPECTOR = "inspector"
ADMINISTRATOR = "administrator"
COMMANDER = "commander"


@dataclass(frozen=True)
class Role:
    """A post's name, what its officers may do, and what they see."""

    code: str
    name: Promise
    verbs: frozenset[str]
    sees: str = "unit"

    def may(self, verb: str) -> bool:
        return verb in self.verbs


READING = {"may_read_headers", "may_read_content"}
WATCH = READING | {
    "may_stand_watch",
    "may_call",
    "may_report",
    "may_give_figures",
    "may_send",
    "may_acknowledge",
    "may_act",
    "may_refer",
    "may_confirm_call",
    "may_dispute_call",
    "may_explain",
    "may_ask",
    "may_answer_request",
    "may_confirm_channel",
    "may_keep_charges",
    "may_read_annex",
    "may_sign_act",
    "may_activate_variant",
    "may_run_operation",
    "may_keep_forces",
    "may_allot",
    "may_plan_patrol",
    "may_look_up",
    "may_enter_bank",
}
LEADING = WATCH | {
    "may_waive",
    "may_plan_watches",
    "may_relieve",
    "may_ask_for_role",
    "may_grant_role",
    "may_end_role",
    "may_lift_delay",
    "may_reset_password",
    "may_see_readings",
    "may_ask_for_token",
    "may_confirm_token",
    "may_end_token",
    "may_keep_channels",
    "may_confirm_override",
    "may_draft_act",
    "may_see_look_ups",
}
COMMANDING = READING | {
    "may_draft_act",
    "may_sign_act",
    "may_approve_act",
    "may_activate_variant",
    "may_run_operation",
    "may_waive",
    "may_explain",
    "may_confirm_override",
    "may_see_readings",
    "may_keep_forces",
    "may_plan_patrol",
    "may_see_look_ups",
}
KEEPING = {
    "may_keep_officers",
    "may_ask_for_role",
    "may_grant_role",
    "may_end_role",
    "may_lift_delay",
    "may_reset_password",
    "may_confirm_token",
    "may_end_token",
}

ROLES = {
    role.code: role
    for role in (
        Role(DUTY_OFFICER, _("оперативный дежурный"), frozenset(WATCH)),
        Role(SENIOR, _("старший смены"), frozenset(LEADING)),
        Role(COMMANDER, _("начальник"), frozenset(COMMANDING)),
        Role(ANALYST, _("аналитик"), frozenset(READING | {"may_report", "may_give_figures", "may_draft_act"})),
        Role(
            INSPECTOR,
            _("инспектор"),
            frozenset({"may_read_headers", "may_ask_for_content", "may_oversee", "may_waive", "may_see_look_ups"}),
        ),
        Role(ADMINISTRATOR, _("администратор"), frozenset(KEEPING), sees="nothing"),
    )
}
ON_WATCH = tuple(code for code, role in ROLES.items() if role.may("may_stand_watch"))
VERBS = frozenset().union(*(role.verbs for role in ROLES.values()))


def may(role: str, verb: str) -> bool:
    """Whether an officer of the post may do it. Raises KeyError for a verb that no post has: a spelling mistake."""
    if verb not in VERBS:
        raise KeyError(verb)
    return role in ROLES and ROLES[role].may(verb)
