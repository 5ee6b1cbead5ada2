"""Who there is: units with names valid in time, crossing points, groups, contacts, adopted editions.

Everything here has a validity in time: `valid_from` is its first day, `valid_to` the first day on which it
is no longer so (exclusive); empty means "no limit known". A `widened` row is one whose source names only a
year or an interval: its dates take in the whole of it. Rows of `origin` "pack" came from the pack's files
and follow them at each load; a row that a person changed has the origin "here" and the loader leaves it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ortaq.directory.querysets import CrossingPointQuerySet, GroupQuerySet, InTime, UnitQuerySet
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

PACK, HERE = "pack", "here"
CONSOLE, TELEPHONE = "console", "telephone"
BACKUPS = ("backup_line", "radio", "mobile", "fax")
"""The kinds of contact that are tried when the duty line fails, in this order."""
ORIGINS = [(PACK, PACK), (HERE, HERE)]
REACHES = [(CONSOLE, CONSOLE), (TELEPHONE, TELEPHONE)]


def in_order(table: str) -> models.CheckConstraint:
    """Return the constraint that a period does not end before it begins."""
    return models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name=f"directory_{table}_period")


class Period(models.Model):
    """A row that holds from `valid_from` to the day before `valid_to`."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_open_on(self, on: date) -> bool:
        return (self.valid_from or on) <= on and (self.valid_to is None or on < self.valid_to)


class CrossingPoint(Period):
    """A crossing point of the border. `lat`, `lon` are documented; `est_lat`, `est_lon` are only derived."""

    id = models.AutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)
    name_ru = models.CharField(max_length=120)
    name_kk = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    rendered_kk = models.BooleanField(default=False)
    neighbour = models.CharField(max_length=2, blank=True)
    counterpart = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=40)
    status = models.CharField(max_length=20, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    position_kind = models.CharField(max_length=30, blank=True)
    position_source = models.TextField(blank=True)
    est_lat = models.FloatField(null=True, blank=True)
    est_lon = models.FloatField(null=True, blank=True)
    est_note = models.TextField(blank=True)
    widened = models.BooleanField(default=False)
    confidence = models.CharField(max_length=120, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = CrossingPointQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("crossingpoint"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__isnull=False, lon__isnull=False),
                name="directory_crossingpoint_lat_with_lon",
            ),
            models.CheckConstraint(
                condition=Q(est_lat__isnull=True, est_lon__isnull=True)
                | Q(est_lat__isnull=False, est_lon__isnull=False),
                name="directory_crossingpoint_est_lat_with_est_lon",
            ),
        ]

    def __str__(self) -> str:
        return self.name_ru

    def name_in(self, lang: str) -> str:
        return str(getattr(self, f"name_{lang}", "") or self.name_ru)

    @property
    def is_measured(self) -> bool:
        """Whether a source gives the position; a derived one is never shown as if it did."""
        return self.lat is not None

    @property
    def position(self) -> tuple[float, float] | None:
        """Return the documented position, else the derived one, else None; ask `is_measured` which it is."""
        if self.lat is not None and self.lon is not None:
            return self.lat, self.lon
        if self.est_lat is not None and self.est_lon is not None:
            return self.est_lat, self.est_lon
        return None


class Unit(Period):
    """A body or post of an agency: messages are addressed to it, duties are owed by it. Its id is its scope.

    `standing` says what the pack makes of it: a "party" owes and sees by rank; a "post" is the watch of its
    parent and owes nothing itself; an "oversight" body, an "institution" and a body "above" the parties owe
    nothing and see nothing by rank.
    """

    id = models.AutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField()
    agency = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    standing = models.CharField(max_length=20)
    crossing_point = models.ForeignKey(CrossingPoint, models.PROTECT, null=True, blank=True, related_name="units")
    region = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=40)
    reach = models.CharField(max_length=10, choices=REACHES, default=CONSOLE)
    widened = models.BooleanField(default=False)
    placeholder = models.BooleanField(default=False)
    derived = models.BooleanField(default=False)
    confidence = models.CharField(max_length=60, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=4, choices=ORIGINS, default=PACK)

    objects = UnitQuerySet.as_manager()
    if TYPE_CHECKING:
        names: RelatedManager[UnitName]
        contacts: RelatedManager[Contact]
        memberships: RelatedManager[GroupMember]
        standing_contacts: RelatedManager[StandingContact]

    class Meta:
        indexes = [models.Index(fields=["agency", "level"])]
        constraints = [
            in_order("unit"),
            models.CheckConstraint(condition=Q(reach__in=[CONSOLE, TELEPHONE]), name="directory_unit_reach"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_party(self) -> bool:
        return self.standing == "party"

    @property
    def oversees(self) -> bool:
        """Whether it is a body of oversight, which sees every header and owes nothing."""
        return self.standing == "oversight"

    @property
    def by_telephone_only(self) -> bool:
        return self.reach == TELEPHONE

    def name_in(self, lang: str, on: date) -> str:
        """Return the name borne on that day in the language, else in Russian, else the code.

        Reads `names` once; prefetch them where many units are shown.
        """
        names = sorted(self.names.all(), key=lambda name: name.lang != lang)
        return next((n.name for n in names if n.lang in (lang, "ru") and n.is_open_on(on)), self.code)


class UnitName(Period):
    """A name that a unit bore in a period. `rendering`: our own rendering, no document gives it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    lang = models.CharField(max_length=2)
    name = models.CharField(max_length=250)
    sort_key = models.CharField(max_length=250, db_collation="C")
    rendering = models.BooleanField(default=False)
    widened = models.BooleanField(default=False)

    objects = InTime.as_manager()

    class Meta:
        constraints = [
            in_order("unitname"),
            models.UniqueConstraint(
                fields=["unit", "lang", "valid_from"], name="directory_unitname_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """An interaction group: the counterparts of one level at the same points. Its scope is minus its id."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=200, unique=True)
    level = models.PositiveSmallIntegerField()
    crossing_points = models.ManyToManyField(CrossingPoint, related_name="groups")
    origin = models.CharField(max_length=4, choices=ORIGINS, default=PACK)

    objects = GroupQuerySet.as_manager()
    if TYPE_CHECKING:
        members: RelatedManager[GroupMember]

    def __str__(self) -> str:
        return self.code

    @property
    def scope(self) -> int:
        return -self.id


class GroupMember(Period):
    """A unit's membership. `stands_in`: of a higher level, its agency having no unit at the group's level."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    stands_in = models.BooleanField(default=False)
    origin = models.CharField(max_length=4, choices=ORIGINS, default=PACK)

    objects = InTime.as_manager()

    class Meta:
        constraints = [
            in_order("groupmember"),
            models.UniqueConstraint(
                fields=["group", "unit", "valid_from"],
                name="directory_groupmember_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.group_id}"


class Contact(Period):
    """How a duty service is reached: kind "duty_line", or one of `BACKUPS`, and the number or call sign."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=20, default="duty_line")
    value = models.CharField(max_length=80)
    origin = models.CharField(max_length=4, choices=ORIGINS, default=PACK)

    objects = InTime.as_manager()

    class Meta:
        constraints = [
            in_order("contact"),
            models.UniqueConstraint(
                fields=["unit", "kind", "value", "valid_from"],
                name="directory_contact_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.value


class StandingContact(Period):
    """A named official for standing contact (C3.3) or, with `substitute_of`, who replaces him for a time."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="standing_contacts")
    substitute_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="substitutes")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=200)
    telephone = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=4, choices=ORIGINS, default=PACK)

    objects = InTime.as_manager()
    if TYPE_CHECKING:
        substitutes: RelatedManager[StandingContact]

    class Meta:
        constraints = [in_order("standingcontact")]

    def __str__(self) -> str:
        return self.name

    def acting_on(self, on: date) -> StandingContact:
        """Return who answers on that day: a substitute whose period takes it in, else this official."""
        return next((one for one in self.substitutes.all() if one.is_open_on(on)), self)


class Adoption(models.Model):
    """This deployment works by an edition of a pack from a day of its own, whatever the edition's dates."""

    pack = models.CharField(max_length=60)
    edition = models.CharField(max_length=60)
    from_date = models.DateField()
    basis = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "from_date"], name="directory_adoption_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.edition} from {self.from_date}"


class Arrangement(Period):
    """What a joint act put in the place of the pack's word: a term, a limit, how the bank is used, who controls, who
    coordinates.

    `units` are bound by a term or limit, and with those below them by the use of the bank; `points` (codes) lie under
    control; `rule` is a duty rule or a limit's name, `amount` as a pack writes it. `agreed_to` is the first day without
    it as the act says, `valid_to` as it came to be: an act that ends takes back what it arranged. `source` names the
    act in three languages.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=20)
    act = models.UUIDField()
    source = models.JSONField()
    units = ArrayField(models.IntegerField(), default=list)
    points = ArrayField(models.TextField(), default=list)
    rule = models.TextField(blank=True)
    amount = models.TextField(blank=True)
    controller = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    sphere = models.TextField(blank=True)
    ground = models.TextField(blank=True)
    agreed_to = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InTime.as_manager()

    class Meta:
        indexes = [models.Index(fields=["act"], name="directory_arrangement_act")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_to")) | Q(valid_to=None), name="directory_arrangement_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.rule or self.sphere} {self.act}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was arranged as it stands in the ledger; that it was taken back is an entry of its own."""
        return {
            "kind": self.kind,
            "act": self.act,
            "units": list(self.units),
            "points": list(self.points),
            "rule": self.rule,
            "amount": self.amount,
            "controller": self.controller_id,
            "sphere": self.sphere,
            "ground": self.ground,
            "valid_from": self.valid_from,
            "agreed_to": self.agreed_to,
        }

    def ended_facts(self) -> dict[str, Any]:
        """Return its taking back as it stands in the ledger."""
        return {"act": self.act, "valid_to": self.valid_to, "ended_at": self.ended_at}


class Version(models.Model):
    """One row: a number that no two states of the directory share. Triggers give it anew at every change."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="directory_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


ledgered("directory.arranged", model=Arrangement, data=Arrangement.to_ledger)
ledgered(
    "directory.arrangement_ended",
    model=Arrangement,
    data=Arrangement.ended_facts,
    rows=lambda: Arrangement.objects.exclude(ended_at=None),
)
