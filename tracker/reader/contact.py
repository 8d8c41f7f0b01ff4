"""How to report an error, as the site's settings say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    text: str
    url: str


def contact_of(setting: str) -> Contact | None:
    """Return the mail or web address in `setting` with its link, None if it is empty."""
    if not setting:
        return None
    return Contact(setting, setting if "://" in setting else f"mailto:{setting}")
