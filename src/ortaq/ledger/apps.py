from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ortaq.ledger"
    label = "ledger"
