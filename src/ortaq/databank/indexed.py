"""The index of the registers: what is found by a number, a plate or a name. No officer reads these tables.

Mark      one number or plate of an entry, letters by their look
NameWord  each word that a name has, once, in Latin letters: the dictionary
NameKey   the keys under which a word is met (rules/spelling.py); `whole`: a reading, and not one with a letter left out
Named     one name of an entry, as words of the dictionary, with the date of birth

They are written and asked by functions of the database alone, which run with their owner's rights (migration
`functions`): the writing one takes an entry of the caller's own unit, the asking ones a look-up that is written down.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ortaq.databank.models import Entry


class Mark(models.Model):
    """A number or a plate under which an entry is found."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    mark = models.TextField(db_index=True)
    is_plate = models.BooleanField()

    def __str__(self) -> str:
        return self.mark


class NameWord(models.Model):
    """A word of a name, in Latin letters."""

    latin = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.latin


class NameKey(models.Model):
    """One key of a word."""

    pk = models.CompositePrimaryKey("key", "word")
    key = models.BigIntegerField()
    word = models.IntegerField()
    whole = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.key} {self.word}"


class Named(models.Model):
    """A name of an entry: its words, and when whoever bears it was born."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    words = ArrayField(models.IntegerField())
    born = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.entry_id)
