from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "ortaq.directory"
    label = "directory"
