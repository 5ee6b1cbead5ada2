from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "ortaq.oversight"
    label = "oversight"
