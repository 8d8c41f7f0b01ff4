"""People and groups, with what an administrator needs and cannot misuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.desk.base import DeskAdmin
from tracker.desk.people_forms import LAST, InviteForm, PersonForm
from tracker.desk.people_links import WelcomeView, new_link
from tracker.desk.people_roles import are_the_last, role_of
from tracker.desk.people_sessions import end_sessions, session_name, signed_in
from tracker.desk.roles import ALL
from tracker.desk.words import shown_moment

admin.site.unregister([User, Group])

# In our words wherever the admin names them: heads, breadcrumbs, messages.
User._meta.verbose_name = gettext_lazy("person")
User._meta.verbose_name_plural = gettext_lazy("people")
apps.get_app_config("auth").verbose_name = gettext_lazy("People and groups")


@admin.register(User)
class PersonAdmin(UserAdmin, DeskAdmin):
    """Accounts. Only a superuser makes superusers or touches them; passwords are set by
    their owners, who get a one-time link."""

    form = PersonForm
    list_display = ["username", "first_name", "last_name", "role", "is_active", "seen"]
    list_filter = ["groups", "is_active"]
    actions = ["switch_off", "switch_on"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
        (gettext_lazy("Role"), {"fields": ["role", "is_active"]}),
        (
            gettext_lazy("Further rights"),
            {
                "classes": ["collapse"],
                "fields": ["is_staff", "is_superuser", "groups", "user_permissions"],
            },
        ),
        (gettext_lazy("Dates"), {"fields": [("last_login", "date_joined")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("signed-in/", view(self.signed_in_view), name="auth_user_signed_in"),
            path(
                "welcome/<uidb64>/<token>/",
                WelcomeView.as_view(extra_context={"site_header": admin.site.site_header}),
                name="auth_user_welcome",
            ),
            *super().get_urls(),
        ]

    def get_readonly_fields(
        self, request: HttpRequest, user: User | None = None
    ) -> Sequence[str]:
        always = ["last_login", "date_joined"]
        return always if request.user.is_superuser else [*always, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, user: User | None = None) -> bool:
        return may_touch(request, user) and super().has_change_permission(request, user)

    def has_delete_permission(self, request: HttpRequest, user: User | None = None) -> bool:
        if not (may_touch(request, user) and super().has_delete_permission(request, user)):
            return False
        return user is None or not are_the_last([user])

    def save_model(
        self, request: HttpRequest, user: User, form: PersonForm, change: bool
    ) -> None:
        super().save_model(request, user, form, change)
        if not user.is_active:
            end_sessions(user)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if are_the_last(queryset, lock=True):
            raise PermissionDenied(LAST)
        super().delete_queryset(request, queryset)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Invite a colleague: an account without a password, and the link to hand over."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InviteForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with transaction.atomic():
                person = form.save()
                self.log_addition(request, person, [{"added": {}}])
                return self.show_link(request, person)
        return self.page(request, "invite", _("Invite a colleague"), form=form)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Reset a password: nobody sets one for somebody else, there is a new link instead."""
        person = self.get_object(request, unquote(id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        if request.method == "POST":
            with transaction.atomic():
                if not are_the_last([person], lock=True):
                    self.log_change(request, person, _("New one-time link"))
                    return self.show_link(request, person)
            self.message_user(request, LAST, messages.ERROR)
        return self.page(request, "reset", _("New one-time link"), person=person)

    def show_link(self, request: HttpRequest, person: User) -> HttpResponse:
        link = new_link(request, person)
        return self.page(request, "link", _("A link to hand over"), person=person, link=link)

    def signed_in_view(self, request: HttpRequest) -> HttpResponse:
        """Show who is signed in; a POST ends the session that it names."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sessions = signed_in()
        own = session_name(request.session.session_key or "")
        if request.method == "POST":
            wanted = request.POST.get("session", "")
            for one in sessions:
                if one.name == wanted:
                    if not self.has_change_permission(request, one.person):
                        raise PermissionDenied
                    one.row.delete()
                    self.message_user(request, _("The session has ended."), messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        rows = [
            {
                "session": one,
                "role": role_of(one.person),
                "used": shown_moment(one.used_at),
                "is_own": one.name == own,
                "may_end": one.name != own and may_touch(request, one.person),
            }
            for one in sessions
        ]
        return self.page(request, "signed_in", _("Who is signed in"), rows=rows)

    def page(
        self, request: HttpRequest, name: str, title: str, **context: Any
    ) -> TemplateResponse:
        frame = self.admin_site.each_context(request) | {"opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/desk/people/{name}.html", frame | context)

    @admin.action(
        description=gettext_lazy("Switch the chosen accounts off"), permissions=["change"]
    )
    def switch_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.switch(request, queryset, active=False)

    @admin.action(
        description=gettext_lazy("Switch the chosen accounts on"), permissions=["change"]
    )
    def switch_on(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.switch(request, queryset, active=True)

    @transaction.atomic
    def switch(self, request: HttpRequest, queryset: QuerySet[User], *, active: bool) -> None:
        people = [person for person in queryset if person.is_active != active]
        if not all(may_touch(request, person) for person in people):
            raise PermissionDenied
        if not active and are_the_last(people, lock=True):
            self.message_user(request, LAST, messages.ERROR)
            return
        for person in people:
            person.is_active = active
            person.save(update_fields=["is_active"])
            self.log_change(request, person, [{"changed": {"fields": ["is_active"]}}])
            if not active:
                end_sessions(person)
        count = len(people)
        told = (
            ngettext("%d account switched on.", "%d accounts switched on.", count)
            if active
            else ngettext("%d account switched off.", "%d accounts switched off.", count)
        )
        self.message_user(request, told % count, messages.SUCCESS)

    @admin.display(description=gettext_lazy("role"))
    def role(self, user: User) -> str:
        return role_of(user) or "–"

    @admin.display(description=gettext_lazy("last signed in"), ordering="last_login")
    def seen(self, user: User) -> str:
        return shown_moment(user.last_login)


@admin.register(Group)
class RoleAdmin(GroupAdmin, DeskAdmin):
    """Groups. The three roles are made from a table in the code and only looked at here."""

    list_display = ["name"]

    def has_change_permission(self, request: HttpRequest, group: Group | None = None) -> bool:
        return is_own(group) and super().has_change_permission(request, group)

    def has_delete_permission(self, request: HttpRequest, group: Group | None = None) -> bool:
        return is_own(group) and super().has_delete_permission(request, group)


def is_own(group: Group | None) -> bool:
    """Tell whether `group` is one that an administrator made."""
    return group is None or group.name not in ALL


def may_touch(request: HttpRequest, user: User | None) -> bool:
    return user is None or request.user.is_superuser or not user.is_superuser
