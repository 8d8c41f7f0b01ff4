"""Settings. What differs between machines comes from the environment or from `.env`;
docs/running.md says what each name means."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import available_timezones

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
LOG_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=BASE_DIR / ".env"))


def switch(name: str, *, default: bool = False) -> bool:
    """Return the environment's `name` as a bool.

    Raises ImproperlyConfigured for anything unknown: a misspelled "ture" must not
    quietly mean no, as it does for django-environ.
    """
    text = env.str(name, default=str(default)).lower()
    if text not in YES | NO:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, true or false; it is {text!r}.")
    return text in YES


def one_of(name: str, allowed: set[str], *, default: str) -> str:
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(
            f"{name} is {value!r}, which is not known; see .env.example."
        )
    return value


def secret_key() -> str:
    """Return SECRET_KEY from the environment, else what `make run` put into var/."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    try:
        return (VAR_DIR / "secret_key").read_text().strip()
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set and var/secret_key, which `make run` makes, is not there."
        ) from None


DEBUG = switch("DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

INSTALLED_APPS = [
    "tracker.apps.TrackerConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tables2",
    "simple_history",
]
# Sessions, messages and accounts serve the admin alone: no public page touches them, which
# is why public pages carry no cookie and no `Vary: Cookie`.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tracker.shared.security.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # The admin needs the last two; both are lazy, so public pages stay cookie-free.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

database = {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "db.sqlite3"}
if "DATABASE_URL" in env:
    database = env.db("DATABASE_URL")
# Opening a connection costs more than a page's queries, on PostgreSQL most of all.
database.setdefault("CONN_MAX_AGE", 600)
database["CONN_HEALTH_CHECKS"] = True
if database["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE, writers that meet fail at once with "database is locked".
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;",
    }
DATABASES = {"default": database}
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
# "Today" of pages that belong to no story; a story has a time zone of its own.
TIME_ZONE = one_of("TRACKER_TIME_ZONE", available_timezones(), default="UTC")
# Whether a proposed citation must be accepted by somebody else.
TRACKER_FOUR_EYES = switch("TRACKER_FOUR_EYES")
# Where readers report an error: a mail address or a web address; the page names none without.
TRACKER_CONTACT = env.str("TRACKER_CONTACT", default="")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
PLAIN, NAMED_BY_CONTENT = (
    "django.contrib.staticfiles.storage.StaticFilesStorage",
    "whitenoise.storage.CompressedManifestStaticFilesStorage",
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN if DEBUG else NAMED_BY_CONTENT},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
TRACKER_BEHIND_HTTPS = switch("TRACKER_BEHIND_HTTPS")
if TRACKER_BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TRACKER_BEHIND_HTTPS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **dict.fromkeys(["default-src", "base-uri", "frame-ancestors", "object-src"], [NONE]),
        **dict.fromkeys(["script-src", "style-src", "img-src", "font-src"], [SELF]),
        **dict.fromkeys(["connect-src", "form-action"], [SELF]),
    }
}
# An event with 500 citations is one admin form of some ten fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SIMPLE_HISTORY_DATE_INDEX = "Composite"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Django's own handlers would mail errors; everything goes to stderr, 500s with traceback.
    "loggers": {"django": {"handlers": [], "propagate": True}},
    "root": {"handlers": ["stderr"], "level": one_of("LOG_LEVEL", LOG_LEVELS, default="INFO")},
}
