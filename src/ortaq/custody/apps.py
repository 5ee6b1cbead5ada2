from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "ortaq.custody"
    label = "custody"

    def ready(self) -> None:
        """Give the rebuilding of duties the facts of custody, and the clock engine its turn."""
        from ortaq.custody import facts, ringing  # noqa: F401
