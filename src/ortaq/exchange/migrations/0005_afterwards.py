"""A message is withdrawn once; an acknowledgement may expire, be taken anew, and be extended once."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_documents")]
    operations = [
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                condition=Q(relation="withdrawal"), fields=("relates_to",), name="message_withdrawn_once"
            ),
        ),
        migrations.AddField("receipt", "round", models.SmallIntegerField(default=0)),
        migrations.AddField("receipt", "until", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("receipt", "receipt_once"),
        migrations.AddConstraint(
            "receipt", models.UniqueConstraint(fields=("recipient", "step", "round"), name="receipt_once")
        ),
        migrations.AddConstraint(
            "receipt",
            models.UniqueConstraint(condition=Q(step="working"), fields=("recipient",), name="receipt_extended_once"),
        ),
        migrations.AlterField(
            "recipient",
            "step",
            models.TextField(
                choices=[
                    (step, step)
                    for step in ("sent", "delivered", "read", "acknowledged", "expired", "acted", "not_for_us")
                ],
                default="sent",
            ),
        ),
    ]
