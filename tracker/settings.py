"""Settings. What differs between machines comes from the environment or from `.env`;
docs/running.md says what each name means."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONE, SELF

from tracker.environment import address, env, names, one_of, secret_key, switch, whole_number

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = switch("DEBUG")
SECRET_KEY = secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = names("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = names("CSRF_TRUSTED_ORIGINS", default="")
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

INSTALLED_APPS = [
    "tracker.apps.TrackerConfig",
    "tracker.desk.apps.DeskConfig",
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
    # Pages shrink to a seventh. Files were compressed before they are served.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tracker.desk.people_sessions.NoteLastUse",
    "simple_history.middleware.HistoryRequestMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

database = env.db_url_config(
    address("DATABASE_URL", ["postgres", "postgresql", "sqlite"], default="sqlite:///default")
)
if database["NAME"] == "default":
    database["NAME"] = VAR_DIR / "db.sqlite3"
# Opening a connection costs more than a page's queries, on PostgreSQL most of all.
database["CONN_MAX_AGE"] = 600
database["CONN_HEALTH_CHECKS"] = True
if database["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE, writers that meet fail at once with "database is locked".
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA "
        "journal_size_limit=27103364; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;",
    }
DATABASES = {"default": database}
CACHE_URL = address("CACHE_URL", ["redis", "rediss", "locmemcache"], default="locmemcache://")
CACHES = {"default": env.cache_url_config(CACHE_URL)}

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "tracker.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
# "Today" of pages that belong to no story; a story has a time zone of its own.
TIME_ZONE = one_of("TRACKER_TIME_ZONE", available_timezones(), default="UTC")
# Whether a proposed citation must be accepted by somebody else.
TRACKER_FOUR_EYES = switch("TRACKER_FOUR_EYES")
# After how many days without a look an event is to be checked again.
TRACKER_STALE_DAYS = whole_number("TRACKER_STALE_DAYS", default=30)
# How large a bundle may be that is imported at the desk, and where it is kept meanwhile.
TRACKER_IMPORT_MB = whole_number("TRACKER_IMPORT_MB", default=64)
IMPORTS_DIR = VAR_DIR / "imports"
# Where readers report an error: a mail address or a web address; the page names none without.
TRACKER_CONTACT = env.str("TRACKER_CONTACT", default="")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
NAMED_BY_CONTENT = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {"staticfiles": {"BACKEND": PLAIN if DEBUG else NAMED_BY_CONTENT}}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{kind}Validator"}
    for kind in ("MinimumLength", "CommonPassword", "NumericPassword")
]
# How long a one-time link to the desk can be used.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
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
# The biggest form settles some thousand predictions, with ten fields or more each. The desk's
# script holds back what is more, so that nothing typed is lost.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

SIMPLE_HISTORY_DATE_INDEX = "Composite"

# Read by gunicorn.conf.py.
PORT = whole_number("PORT", default=8000)
WEB_CONCURRENCY = whole_number("WEB_CONCURRENCY", default=2)
LOG_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
LOG_LEVEL = one_of("LOG_LEVEL", LOG_LEVELS, default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Django's own handlers would mail errors; everything goes to stderr, 500s with traceback.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # It warns of every HEAD request: Django leaves it to the server to drop the body.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
