from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "ortaq.figures"
    label = "figures"

    def ready(self) -> None:
        """Give duties the facts of statistics, acts what follows from theirs and where they came from."""
        from ortaq.figures import concluding  # noqa: F401
