from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.sources.canonical import WRAPPERS, canonical_url, shown_url

ARTICLE = "https://example.org/a/b"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a/b",
        "HTTPS://EXAMPLE.ORG/a/b",
        "https://www.example.org/a/b",
        "https://www2.example.org/a/b",
        "https://m.example.org/a/b",
        "https://mobile.example.org/a/b",
        "https://amp.example.org/a/b",
        "https://www.m.example.org/a/b",
        "https://example.org:443/a/b",
        "http://example.org:80/a/b",
        "https://example.org./a/b",
        "https://reader@example.org/a/b",
        "https://example.org/a/b/",
        "https://example.org/a//b",
        "https://example.org/a/./c/../b",
        "https://example.org/%61/b",
        "https://example.org/a/b#part",
        "https://example.org/a/b?",
        "https://example.org/a/b?utm_source=x&UTM_Medium=y&fbclid=z",
        "https://example.org/a/b/amp",
        "https://example.org/a/b/amp/",
        "https://example.org/a/b.amp",
        "https://example.org/amp/a/b",
        "https://example.org/amp/amp/a/b/amp/amp",
        "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%2Fb&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%2Fb",
        "https://link.zhihu.com/?target=https%3A//example.org/a/b",
        "https://www.google.com./url/?url=https%3A%2F%2Fexample.org%2Fa%2Fb",
    ],
)
def test_these_addresses_are_one_document(url: str) -> None:
    assert canonical_url(url) == ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://en.m.wikipedia.org/wiki/X", "https://en.wikipedia.org/wiki/X"),
        ("https://example.org/?b=2&a=1", "https://example.org/?a=1&b=2"),
        ("https://example.org/?q=a%20b", "https://example.org/?q=a+b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://example.org/深度", "https://example.org/%E6%B7%B1%E5%BA%A6"),
        ("https://example.org/%e6%b7%b1", "https://example.org/%E6%B7%B1"),
        ("https://example.org/a.amp.html", "https://example.org/a.html"),
        ("https://example.org", "http://www.example.org/"),
    ],
)
def test_these_two_are_one_document(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://news.example.org/a"),
        ("https://example.org/a", "https://example.org:8080/a"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/?id=1", "https://example.org/"),
        ("https://example.org/?v=", "https://example.org/"),
        ("https://example.org/?id=1&id=2", "https://example.org/?id=1"),
        ("https://example.org/AC%2FDC", "https://example.org/AC/DC"),
        ("https://example.org/a%3Fb", "https://example.org/a?b="),
        ("https://example.org/a%23b", "https://example.org/a#b"),
        ("https://example.org/a%25b", "https://example.org/a%b0"),
        # Two words in GBK: no UTF-8, but not the same either.
        ("https://example.org/%C4%E3", "https://example.org/%BA%C3"),
        ("https://example.org/?q=%C4%E3", "https://example.org/?q=%BA%C3"),
        ("https://example.org/.well-known/a", "https://example.org/well-known/a"),
        ("https://example.org/..a", "https://example.org/a"),
        ("https://example.org/amplify", "https://example.org/lify"),
        ("https://example.org/example", "https://example.org/ex"),
        ("https://example.org/lamp", "https://example.org/l"),
        ("https://m.org/a", "https://org/a"),
        ("https://www.org/", "https://org/"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::2]/a"),
        ("https://google.com/url?q=nonsense", "https://google.com/url?q=other"),
        ("https://google.com/url?q=javascript:a", "https://google.com/url?q=javascript:b"),
        ("https://google.com/search?q=https://example.org/", "https://example.org/"),
    ],
)
def test_these_two_are_different_documents(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_no_address_has_no_form() -> None:
    assert canonical_url("") == ""


def test_wrappers_in_wrappers_are_taken_off_one_by_one() -> None:
    url = ARTICLE
    for _ in range(5):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"
    assert canonical_url(url) == ARTICLE


@pytest.mark.parametrize("target", ["http://[", "https://", "http://a b", "https://x:99999/"])
def test_a_wrapper_that_leads_nowhere_is_an_address_itself(target: str) -> None:
    url = canonical_url(f"https://google.com/url?q={quote(target, safe='')}")
    assert url.startswith("https://google.com/url?q=http")


@pytest.mark.parametrize("url", ["http://[", "https://example.org:99999/"])
def test_what_is_no_address_raises_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)


pieces = st.sampled_from(
    [
        *("a", "B", "amp", ".amp", ".", "..", "/", "//", "%2F", "%2f", "%25", "%C4", "%3F"),
        *("深", "é", " ", "+", "%20", "~", "index.html", "*", ";x=1"),
    ]
)
paths = st.lists(pieces, max_size=8).map(lambda parts: "/" + "".join(parts).replace(" ", "%20"))
hosts = st.one_of(
    st.sampled_from(
        [
            *("example.org", "WWW.example.org", "www.m.example.org", "m.amp.www.example.org"),
            *("en.m.example.org", "www.en.m.example.org", "bücher.example", "[2001:DB8::1]"),
            *("example.org.", "example。org", "www．example.org", "EXAMPLE.ORG:8080", "a..b"),
            *("example.org:443", "xn--bcher-kva.example", "localhost", "www.com"),
        ]
    ),
    st.sampled_from([wrapper.split("/")[0] for wrapper in WRAPPERS]),
)
queries = st.lists(
    st.tuples(
        st.sampled_from(["q", "url", "u", "target", "utm_source", "ref", "a", "%C4", "深"]),
        st.text(max_size=5).map(lambda text: quote(text, safe="", errors="replace")),
    ),
    max_size=4,
).map(lambda pairs: "&".join("=".join(pair) for pair in pairs))
plain = st.builds(
    lambda host, path, query: f"http://{host}{path}?{query}", hosts, paths, queries
)
wrapped = st.builds(
    lambda wrapper, name, target: f"https://{wrapper}?{name}={quote(target, safe='')}",
    st.sampled_from([*WRAPPERS]),
    st.sampled_from(["q", "url", "u", "target", "z", "to", "uddg"]),
    plain,
)


@given(st.one_of(plain, wrapped))
@example("https://example.org/amp/amp/amp")
@example("https://google.com/./url?q=https://example.org/")
def test_what_is_canonical_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert once.isascii()


@pytest.mark.parametrize(
    ("copied", "shown"),
    [
        (
            "https://www.example.org/a/?utm_source=x&id=1#p2",
            "https://www.example.org/a/?id=1#p2",
        ),
        ("https://example.org/a?fbclid=1", "https://example.org/a"),
        (
            "https://git.example.org/a?ref=main&b=%20c",
            "https://git.example.org/a?ref=main&b=%20c",
        ),
        (
            "https://www.google.com/url?q=https://m.example.org/a%3Fgclid%3D1",
            "https://m.example.org/a",
        ),
        ("", ""),
    ],
)
def test_readers_follow_an_address_without_what_tells_of_the_click(
    copied: str, shown: str
) -> None:
    assert shown_url(copied) == shown
