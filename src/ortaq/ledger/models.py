"""The ledger's tables: entries as the verbs wrote them, and the tree into which the sealer put them.

Entry     what was done, written inside the verb's own transaction; nothing changes or removes it
Waiting   entries not sealed yet; a trigger adds them, the sealer takes them
Sealed    entry number `seq` (0, 1, 2 … without gaps) and its leaf hash
Subtree   the root of each complete subtree of 256, 65 536 … leaves, so that a proof reads few rows
Head      the tree's size and root after each batch, signed by the node
NodeKey   the public keys that have signed heads
"""

from __future__ import annotations

from django.db import models

from ortaq.lib.ids import uuid7


class Entry(models.Model):
    """One thing done. `body` is canonical JSON, the only part that is hashed; the other columns repeat it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField()
    record = models.UUIDField()
    at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["record", "kind"], name="ledger_entry_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class Waiting(models.Model):
    """An entry that has no number yet."""

    entry = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "ledger_waiting"

    def __str__(self) -> str:
        return str(self.entry)


class Sealed(models.Model):
    """An entry's place in the tree. No foreign key: entries cannot go, and the check would lock each one."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    leaf = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.seq}: {self.entry}"


class Subtree(models.Model):
    """The root of the complete subtree of 2^level leaves that begins at leaf number index * 2^level."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Head(models.Model):
    """The tree after a batch; `signature` is a compact JWS over size, root, time, node, key, former head."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    signature = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} at {self.at:%Y-%m-%d %H:%M:%S}"


class NodeKey(models.Model):
    """A public key of this node (RFC 8037 JWK as JSON text), named by its thumbprint (RFC 7638)."""

    kid = models.TextField(primary_key=True)
    jwk = models.TextField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.kid
