from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "ortaq.acts"
    label = "acts"

    def ready(self) -> None:
        """Give the rebuilding of duties its facts."""
        from ortaq.acts import facts  # noqa: F401
