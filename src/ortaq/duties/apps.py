from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "ortaq.duties"
    label = "duties"
