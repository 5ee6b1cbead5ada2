from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "ortaq.console"
    label = "console"
