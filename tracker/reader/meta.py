"""What a page says of itself to search engines, and to sites that show a link to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from tracker.reader.links import dated
from tracker.reader.pictures import HEIGHT, WIDTH


@dataclass(frozen=True)
class Meta:
    """`canonical` is the full address of the plain page; filtered views are not indexed."""

    canonical: str
    description: str
    is_indexed: bool
    # What other sites show of a link: the address with its day, a title if it is not the
    # page's, and the address of a picture.
    url: str = ""
    title: str = ""
    picture: str = ""
    picture_width: int = WIDTH
    picture_height: int = HEIGHT


def meta_for(
    request: HttpRequest,
    path: str,
    description: str,
    *,
    is_plain: bool,
    day: date | None = None,
    title: str = "",
    picture: str = "",
) -> Meta:
    """Return what the page at `path` says of itself; `picture` is the path of one for `day`."""
    picture = picture or reverse("reader:picture")
    return Meta(
        canonical=request.build_absolute_uri(path),
        description=description,
        is_indexed=is_plain,
        url=request.build_absolute_uri(dated(path, day)),
        title=title,
        picture=request.build_absolute_uri(dated(picture, day)),
    )
