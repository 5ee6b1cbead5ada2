from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "ortaq.operations"
    label = "operations"

    def ready(self) -> None:
        """Give duties the facts of joint measures; let a variant of action that is set going open one."""
        from ortaq.operations import facts, from_variants  # noqa: F401
