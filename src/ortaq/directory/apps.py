from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    name = "ortaq.directory"
    label = "directory"

    def ready(self) -> None:
        """Let no node start on a pack with a fault; its processes then read it without checking it anew."""
        post_migrate.connect(_check_what_is_adopted, sender=self)


def _check_what_is_adopted(**_told: Any) -> None:
    from ortaq.directory.models import Adoption
    from ortaq.lib.prepare import Unprepared
    from ortaq.rules import packs
    from ortaq.rules.errors import RulesError

    for name in Adoption.objects.values_list("pack", flat=True).distinct():
        try:
            packs.load(name)
        except RulesError as broken:
            raise Unprepared(f"the pack {name} that this node works by cannot be used:\n{broken}") from broken
