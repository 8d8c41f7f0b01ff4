"""Who may do what: one table, from which the groups and their rights are made."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as present_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

MODERATORS, EDITORS, ADMINISTRATORS = "Moderators", "Editors", "Administrators"
ALL = (MODERATORS, EDITORS, ADMINISTRATORS)
STAFF = (EDITORS, ADMINISTRATORS)

# Right → groups that hold it. Moderators change events as long as these are drafts; that
# needs the event itself, so EventAdmin sees to it.
RIGHTS: dict[str, tuple[str, ...]] = {
    "tracker.see_draft": ALL,
    "tracker.review_citation": ALL,
    "tracker.record_change": STAFF,
    "tracker.override_evidence": (ADMINISTRATORS,),
    **dict.fromkeys(
        [
            f"tracker.{verb}_{model}"
            for model in ("outlet", "source", "sourcetext", "sourcerelay", "citation", "event")
            for verb in ("add", "change", "view")
        ],
        ALL,
    ),
    "tracker.delete_sourcerelay": ALL,
    "tracker.view_story": ALL,
    "tracker.view_review": ALL,
    "tracker.view_change": ALL,
    "tracker.add_story": STAFF,
    "tracker.change_story": STAFF,
    # What has ledger entries or is cited stays whoever asks; see the forms.
    **dict.fromkeys(
        [
            f"tracker.delete_{model}"
            for model in ("story", "event", "citation", "source", "sourcetext", "outlet")
        ],
        STAFF,
    ),
    **dict.fromkeys(
        [
            f"auth.{verb}_{model}"
            for model in ("user", "group")
            for verb in ("add", "change", "delete", "view")
        ],
        (ADMINISTRATORS,),
    ),
}


def rights_of(group: str) -> set[str]:
    """Return the rights of `group` as "app.codename"."""
    return {right for right, groups in RIGHTS.items() if group in groups}


def make_groups(
    app_config: AppConfig, *, using: str, apps: Apps = present_apps, **_signal: Any
) -> None:
    """Make the groups, and set their rights to the table; connected to `post_migrate`.

    Rights that somebody gave to one of these groups by hand go again; give them to a person
    or to a group of one's own.
    """
    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
    except LookupError:
        # Migrated only in part.
        return
    # Django makes the permissions on the same signal, but after us.
    for label in ("auth", "tracker"):
        create_permissions(
            present_apps.get_app_config(label), verbosity=0, using=using, apps=apps
        )
    ids = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using)
        .filter(content_type__app_label__in=["auth", "tracker"])
        .values_list("pk", "content_type__app_label", "codename")
    }
    for name in ALL:
        group, _is_new = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(ids[right] for right in rights_of(name) if right in ids)
