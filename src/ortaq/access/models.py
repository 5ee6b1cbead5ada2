"""Who works here: officers, the posts they were given, the watches they stand, where they are signed in.

Officer      a person with a login; sees nothing by himself
Appointment  a post of his in a unit: asked by one, granted by another, ended at once
Shift        a row of the roster: who is to stand watch, from when to when
Watch        who stood it indeed; during a hand-over two do
Rotation     officers who take turns: the rows of the roster that it made name it
HandOver     what was open when a watch changed hands, signed by both: see `handovers`
Session      a signed-in browser: whose, in which post, locked or not
Delay        how long the next try to sign in must wait, for one login from one address
Reading      who read whose content, when and what for
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from ortaq.access.querysets import HANDOVER, AppointmentQuerySet, OfficerManager, ShiftQuerySet, WatchQuerySet
from ortaq.access.roles import ON_WATCH, ROLES, Role
from ortaq.directory.models import Unit
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7


class Period(Func):
    """A range of instants, its end excluded; an empty end is open."""

    function = "tstzrange"
    output_field = models.Field()


class Officer(AbstractBaseUser):
    """A person. What he may do follows from his appointments alone; nobody is a superuser."""

    id = models.AutoField(primary_key=True)
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=60, blank=True)
    telephone = models.CharField(max_length=40, blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="ru")
    theme = models.CharField(max_length=10, blank=True, default="")
    sound = models.CharField(max_length=10, default="siren")
    volume = models.PositiveSmallIntegerField(default=80)
    created_at = models.DateTimeField()

    objects: ClassVar[OfficerManager] = OfficerManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="access_officer_login_form", condition=Q(login__regex=r"^[a-z][a-z0-9.-]{2,39}$")
            ),
            models.CheckConstraint(name="access_officer_volume", condition=Q(volume__lte=100)),
        )

    def __str__(self) -> str:
        return f"{self.rank} {self.name}".strip()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name


class Appointment(models.Model):
    """A post in a unit. Nobody asks or grants one for himself, and nobody grants what he asked for.

    The first posts of a node are `founded` by whoever installs it, because nobody is there yet to ask.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    reason = models.CharField(max_length=250, blank=True)
    founded = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=250, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["unit", "role"], name="access_appointment_of_unit"),)
        constraints = (
            models.CheckConstraint(name="access_appointment_role", condition=Q(role__in=sorted(ROLES))),
            models.CheckConstraint(
                name="access_appointment_two_persons",
                condition=Q(founded=True, asked_by=None, granted_by=None)
                | Q(founded=False, asked_by__isnull=False)
                & ~Q(asked_by=F("officer"))
                & (
                    Q(granted_by=None)
                    | (~Q(granted_by=F("asked_by")) & ~Q(granted_by=F("officer")) & Q(valid_from__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="access_appointment_granted_before_it_holds",
                condition=Q(valid_from=None) | Q(founded=True) | Q(granted_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="access_appointment_once", fields=["officer", "unit", "role"], condition=Q(ended_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} {self.unit_id}"

    @property
    def post(self) -> Role:
        return ROLES[self.role]

    @property
    def is_asked(self) -> bool:
        """Whether it still waits for a second person."""
        return self.valid_from is None and self.ended_at is None

    def asked_facts(self) -> dict[str, Any]:
        """Return who is to get which post, as it stands in the ledger from the asking on."""
        return {
            "officer": self.officer_id,
            "unit": self.unit_id,
            "role": self.role,
            "reason": self.reason,
            "founded": self.founded,
            "asked_by": self.asked_by_id,
            "asked_at": self.asked_at,
        }

    def granted_facts(self) -> dict[str, Any]:
        return {"granted_by": self.granted_by_id, "valid_from": self.valid_from}

    def ended_facts(self) -> dict[str, Any]:
        return {"ended_by": self.ended_by_id, "ended_at": self.ended_at, "why": self.ended_why}


class Rotation(models.Model):
    """Officers who take turns, from a day to a day: `hours` long, the first at `starts` by the clocks of `zone`."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    post = models.CharField(max_length=20)
    officers = ArrayField(models.IntegerField())
    hours = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    zone = models.TextField()
    planned_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    planned_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["unit", "-planned_at"], name="access_rotation_of_unit"),)
        constraints = (
            models.CheckConstraint(name="access_rotation_days", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(name="access_rotation_hours", condition=Q(hours__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first_day}–{self.last_day}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the rotation as it stands in the ledger."""
        return {
            "unit": self.unit_id,
            "post": self.post,
            "officers": list(self.officers),
            "hours": self.hours,
            "starts": f"{self.starts:%H:%M}",
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "zone": self.zone,
            "planned_by": self.planned_by_id,
        }


class Shift(models.Model):
    """A row of the roster. A planned shift that nobody takes is no watch: it shows as a gap once its time has come.

    `rotation` is what made it; `replaces` the row in whose place a person put it, and `why`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    planned_at = models.DateTimeField()
    rotation = models.ForeignKey(Rotation, models.PROTECT, null=True, related_name="shifts", db_index=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by", db_index=False)
    why = models.CharField(max_length=250, blank=True, default="")
    dropped_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    dropped_at = models.DateTimeField(null=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["unit", "starts_at"], name="access_shift_of_unit"),)
        constraints = (
            models.CheckConstraint(name="access_shift_period", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="access_shift_post", condition=Q(post__in=ON_WATCH)),
            ExclusionConstraint(
                name="access_shift_one_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(dropped_at=None),
            ),
            ExclusionConstraint(
                name="access_shift_officer_once",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(dropped_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.starts_at:%d.%m %H:%M}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the plan as it stands in the ledger."""
        more = {"rotation": self.rotation_id, "replaces": self.replaces_id, "why": self.why}
        return {
            "unit": self.unit_id,
            "post": self.post,
            "officer": self.officer_id,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "planned_by": self.planned_by_id,
            **{name: value for name, value in more.items() if value},
        }

    def dropped_facts(self) -> dict[str, Any]:
        return {"dropped_by": self.dropped_by_id, "dropped_at": self.dropped_at}


class Watch(models.Model):
    """A watch that was stood. A level-5 post is filled by the watch of its level-4 unit and has none of its own.

    It begins when the officer takes it and goes on until he hands it over or ends it, however late his relief is;
    `due_off_at` is only when the relief is due. From `relieved_at` on the relief answers, and the two overlap for the
    hand-over, at most HANDOVER. A watch that ends with no relief leaves a gap.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    post = models.CharField(max_length=20)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="watches")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+", db_index=False)
    relieves = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    due_off_at = models.DateTimeField(null=True)
    relieved_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-starts_at"], name="access_watch_of_unit"),
            models.Index(fields=["officer"], name="access_watch_going_on", condition=Q(relieved_at=None)),
        )
        constraints = (
            models.CheckConstraint(name="access_watch_post", condition=Q(post__in=ON_WATCH)),
            models.CheckConstraint(
                name="access_watch_handover_is_short",
                condition=Q(relieved_at=None, ends_at=None)
                | Q(
                    relieved_at__gte=F("starts_at"),
                    ends_at__gte=F("relieved_at"),
                    ends_at__lte=F("relieved_at") + HANDOVER,
                ),
            ),
            ExclusionConstraint(
                name="access_watch_one_answers",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (Period("starts_at", "relieved_at"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.officer_id} {self.starts_at:%d.%m %H:%M}"

    def taken_facts(self) -> dict[str, Any]:
        """Return the taking of the watch as it stands in the ledger."""
        return {
            "unit": self.unit_id,
            "post": self.post,
            "officer": self.officer_id,
            "shift": self.shift_id,
            "relieves": self.relieves_id,
            "starts_at": self.starts_at,
            "due_off_at": self.due_off_at,
        }

    def relieved_facts(self) -> dict[str, Any]:
        return {"relieved_at": self.relieved_at}


class Session(models.Model):
    """A signed-in browser. `key` is a digest of the cookie, so that a stolen copy of the table opens nothing."""

    key = models.CharField(primary_key=True, max_length=64)
    public = models.CharField(max_length=12, db_index=True)
    data = models.TextField()
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="sessions")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.public


class Delay(models.Model):
    """Failed tries to sign in as `login` from `address`; the next is heard at `next_at` (true time, not the node's)."""

    pk = models.CompositePrimaryKey("login", "address")
    login = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    next_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.login} {self.address}"


class Reading(models.Model):
    """One content read by one officer for one purpose in one session; its owner sees the row.

    `until`: how long the content stands open to a body that is no party and stated its reason; null for everybody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    record = models.UUIDField()
    officer = models.IntegerField(null=True)
    officer_name = models.TextField()
    unit = models.IntegerField(null=True)
    session = models.TextField(blank=True)
    at = models.DateTimeField()
    purpose = models.TextField()
    until = models.DateTimeField(null=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["-at"], name="access_reading_latest"),
            models.Index(fields=["record"], name="access_reading_of_record"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["record", "officer", "session", "purpose"],
                name="access_reading_once",
                condition=Q(until=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="access_reading_ends_after_it_begins", condition=Q(until=None) | Q(until__gt=F("at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer_name} {self.record}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the reading as it stands in the ledger; who may see the row is no part of what is proved."""
        return {
            "record": self.record,
            "officer": self.officer,
            "unit": self.unit,
            "session": self.session,
            "purpose": self.purpose,
            **({"until": self.until} if self.until else {}),
        }


ledgered("appointment.asked", model=Appointment, data=Appointment.asked_facts)
ledgered(
    "appointment.granted",
    model=Appointment,
    data=Appointment.granted_facts,
    rows=lambda: Appointment.objects.exclude(valid_from=None),
)
ledgered(
    "appointment.ended",
    model=Appointment,
    data=Appointment.ended_facts,
    rows=lambda: Appointment.objects.exclude(ended_at=None),
)
ledgered("rotation.planned", model=Rotation, data=Rotation.to_ledger)
ledgered("shift.planned", model=Shift, data=Shift.to_ledger)
ledgered(
    "shift.dropped",
    model=Shift,
    data=Shift.dropped_facts,
    rows=lambda: Shift.objects.exclude(dropped_at=None),
)
ledgered("watch.taken", model=Watch, data=Watch.taken_facts)
ledgered(
    "watch.relieved",
    model=Watch,
    data=Watch.relieved_facts,
    rows=lambda: Watch.objects.exclude(relieved_at=None),
)
ledgered("reading.noted", model=Reading, data=Reading.to_ledger)

import ortaq.access.handovers  # noqa: E402, F401 - its tables belong to this package
