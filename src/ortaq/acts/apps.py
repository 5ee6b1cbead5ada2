from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "ortaq.acts"
    label = "acts"
