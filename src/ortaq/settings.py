"""Django's settings for every process of a node; the role of the process is ORTAQ_ROLE."""

from __future__ import annotations

import os
from datetime import timedelta
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
    "lucide",
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
    "ortaq.acts",
    "ortaq.custody",
    "ortaq.operations",
    "ortaq.figures",
    "ortaq.databank",
    "ortaq.oversight",
    "ortaq.api",
    "ortaq.console",
]
AUTH_USER_MODEL = "access.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ortaq.access.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "ortaq.access.forms.SignInForm",
    "change_password": "ortaq.access.forms.PasswordForm",
    "reauthenticate": "ortaq.access.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # required by allauth; nobody signs himself up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {  # a guard against floods in each process; the delays of access.delays are what stops guessing
    "login": "300/m/ip",
    "login_failed": None,
    "reauthenticate": "30/m/user",
    "change_password": "10/m/user",
}
MFA_ADAPTER = "ortaq.access.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "ortaq.access.forms.CodeForm",
    "reauthenticate": "ortaq.access.forms.CodeAgainForm",
    "activate_totp": "ortaq.access.forms.FirstCodeForm",
    "add_webauthn": "ortaq.access.forms.NewKeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

TLS = os.environ.get("ORTAQ_TLS") == "1"  # set by `ortaq serve` where it was given a certificate
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS  # browsers themselves allow it on loopback only
_HOST = "__Host-" if TLS else ""
_OWN = "drill-" if NODE_KIND == "drill" else ""  # browsers keep cookies by host, whatever the port
SESSION_ENGINE = "ortaq.access.session"
SESSION_COOKIE_NAME = f"{_HOST}ortaq-{_OWN}session"
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST}ortaq-{_OWN}csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ortaq.access.views.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # signed; numbers only, never content
IDLE_LOCK = timedelta(minutes=int(os.environ.get("ORTAQ_IDLE_LOCK", "15")))
REST = timedelta(hours=int(os.environ.get("ORTAQ_REST", "12")))  # between two watches; less is warned of
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ortaq.access.packed.packed_pages",
    "ortaq.access.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "ortaq.access.acting.ActingMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ortaq.console.unopened.unopened",
]
ROOT_URLCONF = "ortaq.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "access" / "templates"],  # before allauth's own
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["ortaq.lib.templates.InFolders", "ortaq.lib.templates.InPackages"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ortaq.console.context.console",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "ortaq.console.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

FILE_LIMIT = int(os.environ.get("ORTAQ_FILE_LIMIT", "50")) * 2**20
PDF_KEY = os.environ.get("ORTAQ_PDF_KEY", "")  # what seals printed acts: an archive, a token; empty: the node's own key
FILE_UPLOAD_HANDLERS = ["ortaq.exchange.uploading.ToStore"]

STATIC_URL = "/static/"
STATIC_ROOT = (HOME or PACKAGE) / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MANIFEST_STRICT = NODE_KIND != "test"  # tests of single pages collect no static files
LIVE_PORT = int(os.environ.get("ORTAQ_LIVE_PORT", "0"))
LIVE_URL = os.environ.get("ORTAQ_LIVE_URL", "/live")  # where a proxy gives the stream a place at the console's own port
