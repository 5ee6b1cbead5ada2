from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "ortaq.operations"
    label = "operations"
