from django.apps import AppConfig


class DatabankConfig(AppConfig):
    name = "ortaq.databank"
    label = "databank"

    def ready(self) -> None:
        """Give duties the facts of the bank, the sweep and the ledger's check its files."""
        from ortaq.databank import facts, files_check  # noqa: F401
