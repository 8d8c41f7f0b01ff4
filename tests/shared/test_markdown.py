from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from tracker.shared.markdown import plain, rendered


def test_markdown_becomes_html_that_is_marked_safe() -> None:
    html = rendered("*One* and **two**\n\n- a\n- b\n\n> quoted `code`")
    assert isinstance(html, SafeString)
    assert "<em>One</em> and <strong>two</strong>" in html
    assert "<li>a</li>" in html
    assert "<blockquote>\n<p>quoted <code>code</code></p>\n</blockquote>" in html


def test_nothing_becomes_nothing() -> None:
    assert (rendered(""), plain("")) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](data:image/png;base64,AAAA)",
        "[x](file:///etc/passwd)",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
    ],
)
def test_links_that_run_or_carry_something_are_no_links(text: str) -> None:
    html = rendered(text)
    assert "href" not in html
    assert "<a" not in html or "<a rel=" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        '<a href="/a" onclick="x()">x</a>',
        "<style>*{display:none}</style>",
        "<iframe src='/a'></iframe>",
        "<svg onload=alert(1)>",
        "<!-- hidden -->",
    ],
)
def test_raw_html_is_shown_as_text(text: str) -> None:
    html = rendered(text)
    assert "&lt;" in html
    for tag in ("<script", "<img", "<style", "<iframe", "<svg", "<!--", "<a href"):
        assert tag not in html


def test_pictures_are_not_loaded() -> None:
    html = rendered("![view](https://example.org/spy.png)")
    assert "<img" not in html
    assert "view" in html


def test_links_are_kept_and_not_vouched_for() -> None:
    html = rendered("[here](https://example.org/a?b=1&c=2 'Title')")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert 'rel="nofollow ugc noopener"' in html
    assert 'title="Title"' in html


def test_a_title_cannot_leave_its_attribute() -> None:
    html = rendered("[x](https://example.org '\"onmouseover=alert(1) x=\"')")
    assert 'title="&quot;onmouseover' in html


def test_bare_addresses_become_links() -> None:
    assert 'href="https://example.org/a"' in rendered("See https://example.org/a.")


def test_headings_that_pages_have_themselves_become_plain_lines() -> None:
    html = rendered("# One\n\n## Two\n\n### Three")
    assert "<h1" not in html
    assert "<h2" not in html
    assert "<h3>Three</h3>" in html
    assert "One" in html


def test_plain_words_have_no_marks_and_one_line() -> None:
    text = '# One\n\n*Two* & [three](https://example.org)\n\n- four <b> "five"'
    assert plain(text) == 'One Two & three four <b> "five"'
