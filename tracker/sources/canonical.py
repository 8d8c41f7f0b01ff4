"""One form for the many addresses of one document, to find it again. Never shown or fetched."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.core.exceptions import ValidationError

from tracker.shared.validators import validate_web_address

# Parameters that tell of the click alone, on every site.
CLICK = (
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|mc_[ce]id|_ga|_gl"
    r"|mkt_tok|oly_\w+_id|vero_id|wt_mc|guccounter|guce_\w+"
)
CLICKED = re.compile(rf"^({CLICK})$", re.IGNORECASE)
# Those too that a few sites need to find the page.
TRACKING = re.compile(
    rf"^({CLICK}|ref|ref_src|ref_url|referrer|cmpid|ocid|ncid|smid|shareadid|amp|spm|trk|xtor)$",
    re.IGNORECASE,
)
# Hosts that pass the reader on, and the parameter that names where to.
WRAPPERS = {
    "google.com/url": ("q", "url"),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "l.instagram.com": ("u",),
    "linkedin.com/redir/redirect": ("url",),
    "t.umblr.com/redirect": ("z",),
    "out.reddit.com": ("url",),
    "link.zhihu.com": ("target",),
    "steamcommunity.com/linkfilter": ("url", "u"),
    "vk.com/away.php": ("to",),
    "duckduckgo.com/l": ("uddg",),
    "slack-redir.net/link": ("url",),
}
# A leading www., m., mobile. or amp., or the m. inside en.m.example.org.
ALIAS = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)|(?<=^..\.)m\.(?=[^.]+\.)")
AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html$)|^/amp(?=/)", re.IGNORECASE)
# A slash that is part of a name, not between two.
ESCAPED_SLASH = re.compile("%2f", re.IGNORECASE)
# Escapes that are not UTF-8 come back as they were: many old Chinese addresses are in GBK.
BYTES = "surrogateescape"


def canonical_url(url: str) -> str:
    """Return the form of `url` under which a document is recognised; "" for "".

    Scheme, `www.`, mobile and AMP hosts, default ports, fragments, tracking parameters,
    the order of parameters, dot segments and a closing slash make no difference, and a
    known redirect wrapper stands for the address it leads to.

    Raises ValueError if `url` is no address at all.
    """
    # Each target is shorter than its wrapper, so this ends.
    while target := wrapped_target(url):
        url = target
    if not url:
        return ""
    parts = urlsplit(url)
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True, errors=BYTES)
        if not TRACKING.match(pair[0])
    ]
    address = f"https://{canonical_host(url)}{canonical_path(parts.path)}"
    return f"{address}?{urlencode(sorted(query), errors=BYTES)}" if query else address


def shown_url(url: str) -> str:
    """Return `url`, an address as it was copied, as readers are to follow it.

    A known redirect wrapper gives way to its target, and what tells of the click is left out.
    All else stays: a site may need it. Raises ValueError if `url` is no address at all.
    """
    while target := wrapped_target(url):
        url = target
    parts = urlsplit(url)
    kept = [
        pair
        for pair in parts.query.split("&")
        if not CLICKED.match(unquote(pair.partition("=")[0]))
    ]
    return parts._replace(query="&".join(kept)).geturl() if parts.query else url


def canonical_host(url: str) -> str:
    """Return the host of `url`, lower case, without alias prefixes or a default port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        # Not a name the standard knows; as typed it still finds itself.
        host = host.lower()
    host = without(ALIAS, host.rstrip("."))
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


def canonical_path(path: str) -> str:
    """Return `path` with one spelling of its escapes, no dot segments, no closing slash."""
    plain = "%2F".join(
        quote(unquote(part, errors=BYTES), safe="/:@!$&'()*+,;=~-._", errors=BYTES)
        for part in ESCAPED_SLASH.split(path)
    )
    clean = "/" + posixpath.normpath(f"/{plain}").lstrip("/")
    return without(AMP_PATH, clean).rstrip("/")


def without(pattern: re.Pattern[str], text: str) -> str:
    """Return `text` with nothing left in it that `pattern` finds."""
    while (shorter := pattern.sub("", text)) != text:
        text = shorter
    return text


def wrapped_target(url: str) -> str:
    """Return the address that the redirect wrapper `url` leads to, "" if it is none."""
    parts = urlsplit(url)
    names = WRAPPERS.get(canonical_host(url) + canonical_path(parts.path), ())
    for name, value in parse_qsl(parts.query):
        if name in names and is_web_address(value):
            return value
    return ""


def is_web_address(text: str) -> bool:
    try:
        validate_web_address(text)
    except ValidationError:
        return False
    return True
