from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ortaq.api"
    label = "api"
