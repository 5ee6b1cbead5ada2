from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "ortaq.figures"
    label = "figures"
