"""Finding a document by any address of it, and the outlet that an address belongs to."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tracker.sources.canonical import canonical_host, canonical_url, is_web_address
from tracker.sources.models import Outlet, Source

# An address without its scheme, as browsers show it: example.org/news.
BARE = re.compile(r"^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?/\S*$|^www\.\S+\.\S+$", re.IGNORECASE)


def typed_address(text: str) -> str:
    """Return the web address that `text` is, with its scheme; "" if it is none."""
    text = text.strip().strip("<>\"'")
    if BARE.match(text):
        text = f"https://{text}"
    return text if is_web_address(text) else ""


def sources_at(address: str) -> QuerySet[Source]:
    """Return the document at `address`, and the one that it was merged into."""
    try:
        canonical = canonical_url(address)
    except ValueError:
        return Source.objects.none()
    if not canonical:
        return Source.objects.none()
    here = Source.objects.filter(canonical_url=canonical)
    return Source.objects.filter(
        Q(pk__in=here.values("pk")) | Q(pk__in=here.values("merged_into"))
    )


def source_at(address: str) -> Source | None:
    """Return the document at `address`, the survivor if it was merged; None if not on file."""
    return sources_at(address).filter(merged_into=None).first()


def outlets_at(address: str) -> list[Outlet]:
    """Return the outlets at the host of `address`, or at the nearest host above it.

    Several if they share a platform; [] if no outlet is on file there.
    """
    labels = host_of(address).split(".")
    hosts = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = [*Outlet.objects.filter(domain__in=hosts, merged_into=None)]
    nearest = max((len(outlet.domain) for outlet in found), default=0)
    return [outlet for outlet in found if len(outlet.domain) == nearest]


def host_of(address: str) -> str:
    """Return the host of `address` as outlets have it: without `www.` and port."""
    return re.sub(r":\d+$", "", canonical_host(address))


class FindsByAddress:
    """Mixin of the admin of sources: whoever searches for an address finds its document."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        address = typed_address(search_term.replace("\x00", ""))
        if address and (ids := [*sources_at(address).values_list("pk", flat=True)]):
            return queryset.filter(pk__in=ids), False
        return super().get_search_results(request, queryset, search_term)
