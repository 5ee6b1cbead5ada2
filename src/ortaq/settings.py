"""Django's settings for every process of a node; the role of the process is ORTAQ_ROLE."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ortaq.lib import node

PACKAGE = Path(__file__).parent
ROLE = os.environ.get("ORTAQ_ROLE", "web")
NODE_KIND = node.kind()
HOME = node.home()


def _secret(name: str, otherwise: str) -> str:
    try:
        return node.secret(name)
    except FileNotFoundError:
        return otherwise


def _database() -> dict[str, object]:
    facts, url = node.facts(), urlsplit(os.environ.get("ORTAQ_DATABASE_URL", ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/") or facts.get("database", "ortaq"),
        "HOST": url.hostname or facts.get("host", "127.0.0.1"),
        "PORT": url.port or facts.get("port", 5432),
        "USER": f"ortaq_{ROLE}",
        "PASSWORD": _secret(f"roles/{ROLE}.pw", unquote(url.password or "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # a database started anew is found out before an officer's request fails
        "OPTIONS": {"application_name": f"ortaq {ROLE}", **facts.get("options", {})},
    }


DATABASES = {"default": _database()}
SECRET_KEY = _secret("secret_key", "no node: only commands without a database run")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ORTAQ_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "leaflet",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ortaq.ledger",
    "ortaq.directory",
    "ortaq.access",
    "ortaq.duties",
    "ortaq.exchange",
    "ortaq.console",
]
AUTH_USER_MODEL = "access.Officer"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "ortaq.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = (HOME or PACKAGE) / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MANIFEST_STRICT = NODE_KIND != "test"  # tests of single pages collect no static files
LIVE_PORT = int(os.environ.get("ORTAQ_LIVE_PORT", "0"))
LIVE_URL = os.environ.get("ORTAQ_LIVE_URL", "/live")  # where a proxy gives the stream a place at the console's own port
