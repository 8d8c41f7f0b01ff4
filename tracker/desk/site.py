"""The desk as a site: how it calls itself, and its pages that belong to no single table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Page:
    """A page of the desk, below /admin/; named `admin:<name>`.

    label: under which it stands in the navigation; "" for a page that is reached otherwise.
    right: the permission without which the navigation leaves it out. The view itself sees to
    it that nobody else enters.
    """

    route: str
    view: Callable[..., HttpResponse]
    name: str
    label: Any = ""
    right: str = ""


class DeskSite(admin.AdminSite):
    site_header = _("Rumor to Fact: the desk")
    site_title = _("Desk – Rumor to Fact")
    index_title = _("The desk")
    index_template = "admin/desk/front/index.html"
    _empty_value_display = "–"
    enable_nav_sidebar = False
    # Modules that admin.py imports append theirs, before the addresses are asked for.
    pages: ClassVar[list[Page]] = []

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # Before Django's own, the last of which takes every address.
        return [
            path(page.route, self.admin_view(page.view), name=page.name) for page in self.pages
        ] + super().get_urls()

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the pages that the navigation offers (label, address, whether it is this one),
        and how many fields and bytes a form may send."""
        links = [
            (page.label, address, request.path.startswith(address))
            for page in self.pages
            if page.label and (not page.right or request.user.has_perm(page.right))
            for address in [reverse(f"admin:{page.name}")]
        ]
        limits = [settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE]
        return super().each_context(request) | {"desk_pages": links, "desk_limits": limits}
