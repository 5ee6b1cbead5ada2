from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "ortaq.custody"
    label = "custody"

    def ready(self) -> None:
        """Give the rebuilding of duties the facts of custody."""
        from ortaq.custody import facts  # noqa: F401
