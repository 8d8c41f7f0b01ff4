from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tracker.shared.text import control_character


def validate_text(text: str) -> None:
    """Raise ValidationError if `text` holds a control character."""
    if code := control_character(text):
        raise ValidationError(
            _("Remove the invisible control character %(code)s."),
            code="control_character",
            params={"code": code},
        )


def validate_line(text: str) -> None:
    """Raise ValidationError if `text` holds a control character or more than one line."""
    validate_text(text)
    if text.splitlines() not in ([], [text]):
        raise ValidationError(_("Write this in one line."), code="line_break")


def validate_web_address(address: str) -> None:
    """Raise ValidationError unless `address` is an http or https address with a host."""
    validate_text(address)
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ValidationError(_("This is no web address."), code="address") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise ValidationError(
            _("Only addresses that start with http:// or https:// are taken."), code="scheme"
        )
    if not (host and host.strip(".")) or any(character.isspace() for character in address):
        raise ValidationError(
            _("This is no web address: it needs a host and no spaces."), code="address"
        )


def validate_snapshot_address(address: str) -> None:
    """Raise ValidationError unless `address` names one archived snapshot.

    A wildcard address of an archive ("/web/*/…") is a search whose answer changes, not
    a record of what was seen.
    """
    validate_web_address(address)
    if "*" in address:
        raise ValidationError(
            _("Give the address of one snapshot; one with * is a search in the archive."),
            code="wildcard",
        )
