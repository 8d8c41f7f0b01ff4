"""A source made in place from its address: its outlet guessed, found if it is on file."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.finding import host_of, outlets_at, source_at, typed_address
from tracker.desk.forms import SourceForm
from tracker.desk.source_choice import FindSource
from tracker.shared.fields import HOST
from tracker.sources.models import Outlet, OutletKind, Source

NEW_OUTLET = ("new_outlet", "new_outlet_kind")


class NewSourceForm(SourceForm):
    """A source that is not on file yet, of an outlet that need not be either."""

    new_outlet = forms.CharField(
        required=False,
        max_length=Outlet._meta.get_field("name").max_length,
        label=gettext_lazy("Or a new outlet"),
        help_text=gettext_lazy(
            "Its name, if none is on file at the address; its domain is taken from there."
        ),
    )
    new_outlet_kind = forms.ChoiceField(
        required=False,
        choices=OutletKind.choices,
        initial=OutletKind.OTHER,
        label=gettext_lazy("Its kind"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].required = False
        # Made when the source is saved.
        self.made_outlet: Outlet | None = None
        if not self.is_bound and not self.initial.get("url"):
            self.fields["url"].widget.attrs["autofocus"] = True
        # Given by the address of the form: who shares the host of the source.
        if sharing := self.initial.get("sharing"):
            self.fields["outlet"].help_text = _("On file there: %s.") % ", ".join(sharing)

    def clean_url(self) -> str:
        """Refuse what is on file already, with the way to it; all that was typed stays."""
        url = super().clean_url()
        if url and (source := source_at(url)):
            raise ValidationError(on_file(source), "on_file")
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outlet") or "outlet" in self.errors:
            return cleaned
        if name := cleaned.get("new_outlet", ""):
            self.find_or_make_outlet(name, cleaned)
        elif "new_outlet" not in self.errors:
            there = outlets_at(cleaned.get("url") or "")
            if len(there) == 1:
                cleaned["outlet"] = there[0]
            elif there:
                names = ", ".join(outlet.name for outlet in there)
                self.add_error(
                    "outlet", _("Several are on file there, choose one: %s.") % names
                )
            else:
                self.add_error("outlet", _("Choose an outlet, or name a new one."))
        return cleaned

    def find_or_make_outlet(self, name: str, cleaned: dict[str, Any]) -> None:
        """Take the outlet of that name at the source's host, or make it ready to be saved."""
        domain = domain_of(cleaned.get("url") or "")
        if outlet := Outlet.objects.filter(name=name, domain=domain).first():
            cleaned["outlet"] = outlet
            return
        kind = cleaned.get("new_outlet_kind") or OutletKind.OTHER
        outlet = Outlet(name=name, domain=domain, kind=kind, slug=free_slug(name))
        try:
            outlet.full_clean()
        except ValidationError as error:
            self.add_error("new_outlet", error.messages)
        else:
            self.made_outlet = outlet


def on_file(source: Source) -> SafeString:
    """Say that `source` is on file, and lead to its form and to linking it to events.

    They open beside the form, which keeps what was typed into it.
    """
    links = [
        (reverse("admin:tracker_source_change", args=[source.pk]), _("Open it")),
        (reverse("admin:tracker_source_link", args=[source.pk]), _("Link it to events")),
    ]
    return format_html(
        "{} {}",
        _("This address is on file already as “%s”.") % source,
        format_html_join(" · ", '<a href="{}" target="_blank">{}</a>', links),
    )


def domain_of(url: str) -> str:
    """Return the host of `url` if an outlet can have it as its domain, else ""."""
    host = host_of(url) if url else ""
    return host if HOST.regex.search(host) else ""


def free_slug(name: str) -> str:
    """Return an address for an outlet called `name` that no other has."""
    plain = slugify(name.replace(".", "-"))[:70] or "outlet"
    taken = {*Outlet.objects.filter(slug__startswith=plain).values_list("slug", flat=True)}
    number = 2
    slug = plain
    while slug in taken:
        slug, number = f"{plain}-{number}", number + 1
    return slug


class AddsFromAddress:
    """Mixin of the admin of sources: its form to add one starts from an address."""

    def get_urls(self) -> list[URLPattern]:
        find = self.admin_site.admin_view(FindSource.as_view(admin_site=self.admin_site))
        return [path("find/", find, name="tracker_source_find"), *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        address = typed_address(str(initial.get("url", "")))
        if not address:
            return initial
        outlets = outlets_at(address)
        guess: dict[str, Any] = {}
        if len(outlets) == 1:
            guess["outlet"] = outlets[0].pk
        elif outlets:
            guess["sharing"] = [outlet.name for outlet in outlets]
        else:
            guess["new_outlet"] = domain_of(address)
        return guess | initial | {"url": address}

    def get_form(
        self, request: HttpRequest, source: Source | None = None, **kwargs: Any
    ) -> type[ModelForm]:
        if source is None and self.may_add_outlet(request):
            kwargs["form"] = NewSourceForm
        return super().get_form(request, source, **kwargs)

    def get_fieldsets(self, request: HttpRequest, source: Source | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, source)
        if source is not None:
            return fieldsets
        is_small = is_popup(request)
        places = NEW_OUTLET if self.may_add_outlet(request) else ()
        return [changed(part, places, is_small=is_small) for part in fieldsets]

    def get_inlines(self, request: HttpRequest, source: Source | None = None) -> Any:
        if source is None and is_popup(request):
            # Small: what else is known of it can be added later.
            return []
        return super().get_inlines(request, source)

    def may_add_outlet(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tracker.add_outlet")

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and is_popup(request) and self.has_add_permission(request):
            address = typed_address(request.POST.get("url", "").replace("\x00", ""))
            if address and (source := source_at(address)):
                return found_instead(request, source)
        return super().add_view(request, form_url, extra_context)

    def save_model(
        self, request: HttpRequest, source: Source, form: ModelForm, change: bool
    ) -> None:
        if outlet := getattr(form, "made_outlet", None):
            outlet._history_user = request.user
            outlet.save()
            source.outlet = outlet
        super().save_model(request, source, form, change)


def is_popup(request: HttpRequest) -> bool:
    return IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST


def changed(part: Any, places: tuple[str, ...], *, is_small: bool) -> Any:
    """Return a part of the form to add a source: with a new outlet, folded if it is small."""
    name, options = part
    fields = []
    for field in options["fields"]:
        fields += [field, *places] if field == "outlet" else [field]
    options = options | {"fields": fields}
    if is_small and "archive_url" in fields:
        options["classes"] = ["collapse"]
    return name, options


def found_instead(request: HttpRequest, source: Source) -> HttpResponse:
    """Answer a small window that wanted to add what is on file: it is chosen, and said so."""
    data = {"value": str(source.pk), "obj": str(source)}
    context = {"source": source, "popup_response_data": json.dumps(data)}
    return TemplateResponse(request, "admin/desk/linking/found.html", context)
