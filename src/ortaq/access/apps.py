from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ortaq.access"
    label = "access"

    def ready(self) -> None:
        from ortaq.access import calendars, factors, tokens  # noqa: F401 - models; listens to allauth's rows
