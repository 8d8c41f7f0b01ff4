from __future__ import annotations

import re
import unicodedata

# Tab and line breaks are text; every other control character is refused, and so are the
# invisible characters that turn the direction of what stands around them. Halves of a
# surrogate pair are no characters: no database takes them.
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
TYPOGRAPHIC = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "‹": "'",
        "›": "'",
    }
)


def control_character(text: str) -> str:
    """Return the first character of `text` that no record may hold, as U+0000; "" if none."""
    found = CONTROL.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def comparable(text: str) -> str:
    """Return `text` as quotes are compared: typographic quotes plain, white space single."""
    plain = unicodedata.normalize("NFKC", text).translate(TYPOGRAPHIC)
    return " ".join(plain.split())
