from django.apps import AppConfig


class DatabankConfig(AppConfig):
    name = "ortaq.databank"
    label = "databank"

    def ready(self) -> None:
        """Give duties the facts of the bank, the sweep and the ledger's check its files."""
        from ortaq.databank import facts  # noqa: F401
        from ortaq.databank.materials import MaterialFile
        from ortaq.exchange.files_check import named_by_words

        named_by_words("material", MaterialFile, of="material")
