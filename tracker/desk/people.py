"""People and groups, with what an administrator needs and cannot misuse."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.desk.base import DeskAdmin

admin.site.unregister([User, Group])


@admin.register(User)
class PersonAdmin(UserAdmin, DeskAdmin):
    """Accounts. Only a superuser makes superusers or touches them."""

    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(
        self, request: HttpRequest, user: User | None = None
    ) -> Sequence[str]:
        always = ["last_login", "date_joined"]
        return always if request.user.is_superuser else [*always, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, user: User | None = None) -> bool:
        return may_touch(request, user) and super().has_change_permission(request, user)

    def has_delete_permission(self, request: HttpRequest, user: User | None = None) -> bool:
        return may_touch(request, user) and super().has_delete_permission(request, user)

    @admin.display(description="groups")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())


@admin.register(Group)
class RoleAdmin(GroupAdmin, DeskAdmin):
    list_display = ["name"]


def may_touch(request: HttpRequest, user: User | None) -> bool:
    return user is None or request.user.is_superuser or not user.is_superuser
