"""Markdown of editors, rendered and cleaned: the one place that marks such text as safe."""

from __future__ import annotations

from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Raw HTML stays text. Pictures would make readers' browsers ask other sites for them.
PARSER = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")
PARSER.disable("image")

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "ul",
}  # fmt: skip


def rendered(text: str) -> SafeString:
    """Return `text` (Markdown) as HTML that holds only harmless tags; "" for "".

    Headings of the first two levels become plain lines, since pages have those themselves.
    """
    html = nh3.clean(
        PARSER.render(text),
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return mark_safe(html)  # noqa: S308


def plain(text: str) -> str:
    """Return the words of `text` (Markdown) in one line, for titles and descriptions."""
    words = nh3.clean(PARSER.render(text), tags=set(), attributes={})
    return " ".join(unescape(words).split())
