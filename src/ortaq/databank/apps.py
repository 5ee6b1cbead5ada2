from django.apps import AppConfig


class DatabankConfig(AppConfig):
    name = "ortaq.databank"
    label = "databank"
