"""Acts, their versions, signatures and steps; what they make owed; officers' keys; what is printed."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ortaq.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0002_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("n", models.SmallIntegerField()),
                ("begun_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("draft", "draft"),
                            ("proposed", "proposed"),
                            ("signed", "signed"),
                            ("submitted", "submitted"),
                            ("in_force", "in_force"),
                            ("refused", "refused"),
                            ("discarded", "discarded"),
                            ("replaced", "replaced"),
                            ("ended", "ended"),
                        ],
                        default="draft",
                    ),
                ),
                ("steps", models.SmallIntegerField(default=0)),
                ("commitment", models.BinaryField(max_length=32, null=True)),
                ("hash", models.TextField(blank=True, default="")),
                (
                    "approvers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("proposed_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("in_force_from", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "ordering": ("act", "n"),
            },
        ),
        migrations.CreateModel(
            name="OfficerKey",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("officer", models.IntegerField()),
                ("kid", models.TextField(unique=True)),
                ("jwk", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True, default="")),
                ("replaced_by", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("officer", "made_at"),
            },
        ),
        migrations.CreateModel(
            name="PlanOwed",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("rule", models.TextField()),
                ("since", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name="Printed",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("languages", models.TextField()),
                ("sha256", models.TextField()),
                ("size", models.IntegerField()),
                ("pdf", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("role", models.TextField(choices=[("party", "party"), ("approver", "approver")])),
                ("officer", models.IntegerField()),
                ("name", models.TextField()),
                ("rank", models.TextField(blank=True)),
                ("post", models.TextField()),
                ("at", models.DateTimeField()),
                ("kid", models.TextField()),
                ("jws", models.TextField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="StandDown",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("group", models.TextField()),
                ("n", models.SmallIntegerField()),
                ("rule", models.TextField()),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "ordering": ("due_at", "group", "n"),
            },
        ),
        migrations.CreateModel(
            name="TaskDone",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("clause", models.TextField()),
                ("edition", models.TextField()),
                ("level", models.SmallIntegerField()),
                ("series", models.TextField()),
                ("number", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("parties", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("keeps", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.group",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="acts.version",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("body", models.JSONField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name="version",
            name="act",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="acts.act"
            ),
        ),
        migrations.CreateModel(
            name="ActStep",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("n", models.SmallIntegerField()),
                ("verb", models.TextField()),
                ("state", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("hash", models.TextField(blank=True)),
                ("commitment", models.BinaryField(max_length=32, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="acts.version",
                    ),
                ),
            ],
            options={
                "ordering": ("version", "n"),
            },
        ),
        migrations.CreateModel(
            name="Activation",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("variant", models.TextField()),
                ("h_at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("stood_down_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="activations", to="acts.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
                ("body", models.JSONField()),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edits",
                        to="acts.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.UUIDField(default=ortaq.lib.ids.uuid7, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("officer", models.IntegerField(null=True)),
                ("officer_name", models.TextField()),
                ("session", models.TextField(blank=True)),
                ("visible_to", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("text", models.TextField()),
                (
                    "activation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="acts.activation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Numbered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedKey",
            fields=[
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="acts.officerkey",
                    ),
                ),
                ("officer", models.IntegerField()),
                ("sealed", models.TextField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="officerkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("officer",), name="officer_one_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="officerkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("why", "")),
                    models.Q(("revoked_at__isnull", False), ("why__in", ("replaced", "lost", "disclosed", "left"))),
                    _connector="OR",
                ),
                name="officer_key_why",
            ),
        ),
        migrations.AddField(
            model_name="planowed",
            name="group",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.group"
            ),
        ),
        migrations.AddField(
            model_name="planowed",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.AddField(
            model_name="printed",
            name="version",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="acts.version"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="acts.version",
            ),
        ),
        migrations.AddField(
            model_name="standdown",
            name="activation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="stand_down", to="acts.activation"
            ),
        ),
        migrations.AddField(
            model_name="standdown",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="activation",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="acts.activation",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="owed_to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.unit",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="version",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="acts.version"
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="task",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="done", to="acts.task"
            ),
        ),
        migrations.AddField(
            model_name="taskdone",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["kind", "-drafted_at"], name="act_of_kind"),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(fields=("unit", "series", "year", "number"), name="act_number_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("act", "n"), name="version_of_act_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")), fields=("act",), name="version_one_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "proposed", "signed", "submitted"))),
                fields=("act",),
                name="version_one_working",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "discarded",
                            "draft",
                            "ended",
                            "in_force",
                            "proposed",
                            "refused",
                            "replaced",
                            "signed",
                            "submitted",
                        ],
                    )
                ),
                name="act_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="actstep",
            constraint=models.UniqueConstraint(fields=("version", "n"), name="act_step_in_order"),
        ),
        migrations.AddConstraint(
            model_name="activation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stood_down_at", None)), fields=("version", "variant"), name="variant_runs_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(fields=("version", "n"), name="edit_once"),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["activation"], name="lesson_of_activation"),
        ),
        migrations.AddConstraint(
            model_name="numbered",
            constraint=models.UniqueConstraint(fields=("unit", "series", "year"), name="numbered_once"),
        ),
        migrations.AddIndex(
            model_name="planowed",
            index=models.Index(fields=["group", "unit"], name="plan_owed_of_group"),
        ),
        migrations.AddConstraint(
            model_name="printed",
            constraint=models.UniqueConstraint(fields=("version", "languages"), name="printed_once"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("version", "unit", "role"), name="signature_of_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("version", "officer"), name="signature_of_officer_once"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["version"], name="task_of_version"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["unit", "-due_at"], name="task_of_unit"),
        ),
    ]
