from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "ortaq.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Give the clock engine its first turn, and the rebuilding of duties its facts."""
        from ortaq.exchange import advance, climbing, facts, request_facts  # noqa: F401
