from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "ortaq.custody"
    label = "custody"

    def ready(self) -> None:
        """Give duties the facts of custody, the clock its turn, notices their bar and words, acts their origin; the
        sweep and the ledger's check its photographs.
        """
        from ortaq.custody import barring, doors, facts, notifying, ringing  # noqa: F401
        from ortaq.custody.photographs import Photograph
        from ortaq.exchange.files_check import named_by_words

        named_by_words("custody", Photograph, of="entry")
