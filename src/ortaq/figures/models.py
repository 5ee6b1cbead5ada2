"""The statistics of units, month by month.

Return  one figure that a unit gives for a month: only ever added to; the newest one stands

The lists behind figures stand in `lists`, what was found when they were compared in `reconciliations`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered

COUNTED, ENTERED, IMPORTED = "counted", "entered", "imported"
SOURCES = (COUNTED, ENTERED, IMPORTED)
"""Where a figure comes from: this node's own records, an officer's hand, a file."""


class ReturnQuerySet(models.QuerySet["Return"]):
    """The words in which figures are asked for; they chain."""

    def standing(self) -> ReturnQuerySet:
        """Those that no later one has taken the place of."""
        return self.filter(stands=True)

    def of(self, month: date) -> ReturnQuerySet:
        """Those of a month, named by its first day."""
        return self.filter(month=month)


class Return(Step):
    """One figure of a unit for a month, in the pack's measure. A correction is a further row and says why.

    `month` is its first day, `cut_off` the pack's code of the hour at which the unit's days end; `batch` is the form or
    file that the row came with. `stands` repeats that no row of a greater `n` is there.
    """

    indicator = models.TextField()
    month = models.DateField()
    n = models.SmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=3)
    measure = models.TextField()
    cut_off = models.TextField()
    source = models.TextField(choices=[(one, one) for one in SOURCES])
    reason = models.TextField(blank=True)
    batch = models.UUIDField()
    stands = models.BooleanField(default=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["month", "unit"], name="return_standing", condition=Q(stands=True)),
            models.Index(fields=["batch"], name="return_of_batch"),
        )
        constraints = (
            models.UniqueConstraint(fields=["unit", "indicator", "month", "n"], name="return_in_order"),
            models.UniqueConstraint(
                fields=["unit", "indicator", "month"], condition=Q(stands=True), name="return_one_stands"
            ),
            models.CheckConstraint(name="return_not_below_nought", condition=Q(value__gte=0)),
            models.CheckConstraint(name="return_corrected_with_a_reason", condition=Q(n=1) | ~Q(reason="")),
            models.CheckConstraint(name="return_of_a_whole_month", condition=Q(month__day=1)),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.indicator} {self.month:%Y-%m} {self.n}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the figure as it stands in the ledger."""
        names = ("indicator", "month", "n", "measure", "cut_off", "source", "reason", "batch")
        return {**{name: getattr(self, name) for name in names}, "value": exact(self.value), **self.by_whom()}


def standing(units: Iterable[int], month: date) -> dict[tuple[int, str], Return]:
    """Return the figures that stand for a month, by unit and indicator."""
    rows = Return.objects.standing().of(month).filter(unit__in=list(units))
    return {(row.unit_id, row.indicator): row for row in rows}


def exact(value: Decimal) -> str:
    """Return a value as the ledger holds it: to three decimals, as the table does."""
    return f"{value:.3f}"


ledgered("figure.returned", model=Return, data=Return.to_ledger)

from ortaq.figures import (  # noqa: E402 - tables in files of their own
    lists,  # noqa: F401
    reconciliations,  # noqa: F401
)
