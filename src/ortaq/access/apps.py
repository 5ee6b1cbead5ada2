from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ortaq.access"
    label = "access"
