from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "ortaq.custody"
    label = "custody"

    def ready(self) -> None:
        """Give duties the facts of custody, the clock its turn, notices their bar, and acts their origin."""
        from ortaq.custody import barring, doors, facts, ringing  # noqa: F401
