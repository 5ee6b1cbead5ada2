from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "ortaq.operations"
    label = "operations"

    def ready(self) -> None:
        """Give duties their facts, requests what stands beside them; let a variant that is set going open a measure."""
        from ortaq.operations import beside, facts, forces_facts, from_variants  # noqa: F401
