"""Settings from the environment or from `.env`. What cannot be meant raises
ImproperlyConfigured with one sentence, which manage.py shows without a traceback."""

from __future__ import annotations

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(Path(__file__).resolve().parent.parent / ".env")))


def given(name: str, *, default: str) -> str:
    """Return `name` from the environment; an empty one counts as none."""
    return env.str(name, default="").strip() or default


def switch(name: str, *, default: bool = False) -> bool:
    # django-environ's own would take a misspelled word for no.
    text = given(name, default=str(default)).lower()
    if text not in YES | NO:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, true or false; it is {text!r}.")
    return text in YES


def one_of(name: str, allowed: set[str], *, default: str) -> str:
    value = given(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(
            f"{name} is {value!r}, which is not known: see .env.example."
        )
    return value


def names(name: str, *, default: str) -> list[str]:
    parts = (part.strip() for part in given(name, default=default).split(","))
    return [part for part in parts if part]


def whole_number(name: str, *, default: int) -> int:
    text = given(name, default=str(default))
    if not text.isdecimal() or int(text) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number from 1 up; it is {text!r}.")
    return int(text)


def address(name: str, schemes: list[str], *, default: str) -> str:
    """Return `name`, which must begin with one of `schemes`. It may hold a password, so
    the message does not show it."""
    value = given(name, default=default)
    if value.partition("://")[0] not in schemes:
        accepted = ", ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with one of: {accepted}.")
    return value


def secret_key(key_file: Path) -> str:
    """Return SECRET_KEY from the environment, else what `make run` put into `key_file`."""
    if key := given("SECRET_KEY", default=""):
        return key
    try:
        return key_file.read_text().strip()
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set and var/secret_key, which `make run` makes, is not there."
        ) from None
