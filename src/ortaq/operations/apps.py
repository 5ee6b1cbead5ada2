from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "ortaq.operations"
    label = "operations"

    def ready(self) -> None:
        """Give duties their facts, the ledger what it asks of files, requests what stands beside them, acts the measure
        that they were drawn up of; let a variant that is set going open one.
        """
        from ortaq.exchange.files_check import named_by_words
        from ortaq.operations import (  # noqa: F401
            beside,
            facts,
            forces_facts,
            from_variants,
            linkables,
            origins,
        )
        from ortaq.operations.log import LogFile

        named_by_words("log", LogFile, of="entry")
