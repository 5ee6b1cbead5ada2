from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "ortaq.duties"
    label = "duties"

    def ready(self) -> None:
        """Give the clock engine its last turn."""
        from ortaq.duties import reminders  # noqa: F401
