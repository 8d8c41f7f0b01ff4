"""The project's settings, independent of the machine's `.env` and `var/`.

DATABASE_URL and CACHE_URL are taken from the environment, so that the same tests run on
PostgreSQL and Redis.
"""

from __future__ import annotations

import os

os.environ |= {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "only-for-tests",
    "DEBUG": "0",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "LOG_LEVEL": "WARNING",
    "TRACKER_BEHIND_HTTPS": "0",
    "TRACKER_CONTACT": "",
    "TRACKER_FOUR_EYES": "0",
    "TRACKER_IMPORT_MB": "64",
    "TRACKER_STALE_DAYS": "30",
    "TRACKER_TIME_ZONE": "UTC",
}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import CACHE_URL, CACHES, MIDDLEWARE, PLAIN, STORAGES  # noqa: E402

if CACHE_URL.startswith("redis://"):
    # Each process that runs tests has a Redis database of its own: it is emptied for each test.
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{CACHE_URL.rpartition('/')[0]}/{number}"

# No collectstatic before the tests: files come straight from static/.
STORAGES["staticfiles"]["BACKEND"] = PLAIN
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
# A slow hash protects passwords; here it would only slow down each login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
