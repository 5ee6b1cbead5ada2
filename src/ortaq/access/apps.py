from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ortaq.access"
    label = "access"

    def ready(self) -> None:
        from ortaq.access import factors  # noqa: F401 - listens to allauth's rows
