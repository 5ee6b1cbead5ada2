from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "ortaq.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Give the clock engine its first turn, the rebuilding of duties its facts, the verification its files."""
        from ortaq.exchange import (  # noqa: F401
            advance,
            climbing,
            facts,
            files_check,
            line_facts,
            outstanding,
            request_facts,
        )
        from ortaq.exchange.outside import delivering  # noqa: F401
