from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "ortaq.custody"
    label = "custody"

    def ready(self) -> None:
        """Give the rebuilding of duties the facts of custody, the clock engine its turn, and notices their bar."""
        from ortaq.custody import barring, facts, ringing  # noqa: F401
