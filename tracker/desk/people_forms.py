"""Forms about accounts. A password is set by its owner alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from tracker.desk.people_roles import are_the_last, role_of
from tracker.desk.roles import ADMINISTRATORS, ALL, EDITORS, MODERATORS

ROLES = {
    MODERATORS: gettext_lazy("Moderator: sources, citations, review, drafts"),
    EDITORS: gettext_lazy("Editor: also stories and the ledger"),
    ADMINISTRATORS: gettext_lazy("Administrator: also people"),
}
LAST = gettext_lazy(
    "Nobody who can sign in would be left to look after people: make somebody else an "
    "administrator first."
)


class RoleField(forms.ChoiceField):
    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [] if kwargs.get("required", True) else [("", gettext_lazy("None"))]
        kwargs.setdefault("label", gettext_lazy("Role"))
        super().__init__(choices=[*choices, *ROLES.items()], **kwargs)


class InviteForm(forms.ModelForm):
    """A new account, which nobody can enter before its link has been used."""

    role = RoleField(initial=MODERATORS)

    class Meta:
        model = User
        fields = ["username"]
        labels = {"username": gettext_lazy("Name to sign in with")}
        help_texts = {"username": gettext_lazy("Letters, digits and @ . + - _")}

    @transaction.atomic
    def save(self) -> User:
        person = super().save(commit=False)
        person.is_staff = True
        person.set_unusable_password()
        person.save()
        person.groups.set(Group.objects.filter(name=self.cleaned_data["role"]))
        return person


class PersonForm(forms.ModelForm):
    """An account without its password. `groups` are those besides the three roles."""

    role = RoleField(required=False)

    class Meta:
        model = User
        fields = [
            "username",
            "first_name",
            "last_name",
            "email",
            "is_active",
            "is_staff",
            "is_superuser",
            "groups",
            "user_permissions",
        ]
        labels = {
            "is_active": gettext_lazy("May sign in"),
            "is_staff": gettext_lazy("May enter the desk"),
            "is_superuser": gettext_lazy("Has every right"),
            "user_permissions": gettext_lazy("Single rights"),
        }
        help_texts = {
            "is_active": gettext_lazy("Off, all sessions end and one-time links stop working."),
            "is_staff": gettext_lazy("Whoever has a role may."),
            "is_superuser": gettext_lazy("Whatever the role; for who runs the site."),
            "user_permissions": gettext_lazy("Besides those of the role."),
            "groups": gettext_lazy("Groups of your own, besides the role."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.initial["role"] = role_of(self.instance) if self.instance.pk else ""
        if groups := self.fields.get("groups"):
            groups.queryset = groups.queryset.exclude(name__in=ALL)
            held = self.initial.get("groups", [])
            self.initial["groups"] = [group.pk for group in held if group.name not in ALL]
        if permissions := self.fields.get("user_permissions"):
            permissions.queryset = permissions.queryset.select_related("content_type")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role = cleaned.get("role", "")
        cleaned["is_staff"] = bool(role) or cleaned.get("is_staff", False)
        cleaned["groups"] = [
            *cleaned.get("groups", []),
            *Group.objects.filter(name=role).exclude(name=""),
        ]
        is_superuser = cleaned.get("is_superuser", self.instance.is_superuser)
        stays = is_superuser or role == ADMINISTRATORS
        if not (stays and cleaned.get("is_active") and cleaned["is_staff"]) and are_the_last(
            [self.instance], lock=True
        ):
            raise ValidationError(LAST, code="last_administrator")
        return cleaned


class WelcomeForm(SetPasswordForm):
    """What a colleague says who comes by a one-time link."""

    first_name = User._meta.get_field("first_name").formfield(
        widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = User._meta.get_field("last_name").formfield(
        widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    field_order = ["first_name", "last_name"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        known = {"first_name": user.first_name, "last_name": user.last_name}
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(user, *args, **kwargs)

    def save(self) -> User:
        self.user.first_name = self.cleaned_data["first_name"]
        self.user.last_name = self.cleaned_data["last_name"]
        return super().save()
