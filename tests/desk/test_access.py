"""Every address of the site with every role, against the table of rights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.makers import (
    make_citation,
    make_occurrence,
    make_outlet,
    make_story,
    make_user,
    recorded,
)
from tracker.desk.roles import ALL, EDITORS, MODERATORS, rights_of
from tracker.reader.views import STORY_PAGES
from tracker.stories.events import Event

MODELS = {
    "tracker": ["story", "event", "outlet", "source", "citation", "change"],
    "auth": ["user", "group"],
}
# What the form of one row needs, by the last part of its address's name.
VERBS = {
    "changelist": "view",
    "add": "add",
    "change": "view",
    "delete": "delete",
    "history": "view",
    "simple_history": "view",
    "similar": "view",
    "find": "view",
}
# Anybody in the desk sees these; the value is the answer.
FOR_STAFF = {
    "admin:index": 200,
    "admin:login": 302,
    "admin:logout": 405,
    "admin:password_change": 200,
    "admin:password_change_done": 200,
    "admin:jsi18n": 200,
    "admin:autocomplete": 403,
    "admin:view_on_site": 404,
    "admin:app_list": 200,
    "admin:auth_user_welcome": 200,
    "admin:tracker_event_of_page": 302,
    "admin:tracker_read_date": 200,
}
FOR_ANYBODY = {"admin:login": 200, "admin:auth_user_welcome": 200}
# Pages of other rooms below /admin/: what each needs, and its answer then.
FROM_OTHER_ROOMS: dict[str, tuple[set[str], int]] = {
    "preview:home": ({"tracker.see_draft"}, 302),
    "preview:method": ({"tracker.see_draft"}, 302),
    **{f"preview:{name}": ({"tracker.see_draft"}, 200) for name in STORY_PAGES},
    "preview:event": ({"tracker.see_draft"}, 200),
    "preview:sources": ({"tracker.see_draft"}, 302),
    # Lists hold what is published; these lead there.
    "preview:outlets": ({"tracker.see_draft"}, 302),
    "preview:documents": ({"tracker.see_draft"}, 302),
    "preview:outlet": ({"tracker.see_draft"}, 200),
    "preview:source": ({"tracker.see_draft"}, 200),
    "bundles:import": ({"tracker.add_story", "tracker.record_change"}, 200),
    "bundles:upload": ({"tracker.add_story", "tracker.record_change"}, 404),
    "bundles:export": ({"tracker.view_story", "tracker.see_draft"}, 200),
}
OF_OTHER_ROWS = {"preview:outlet": "outlet", "preview:source": "source"}
OF_A_STORY = {"bundles:export", *(f"preview:{name}" for name in STORY_PAGES)}
DESK = ("admin:", "preview:", "bundles:")
# Pages that belong to no single table: what they are of, and the right that they ask for.
PAGES = {
    "admin:review_queue": ("", "tracker.review_citation"),
    "admin:review_one": ("citation", "tracker.review_citation"),
    "admin:review_edit": ("citation", "tracker.change_citation"),
}


@dataclass
class Address:
    name: str
    path: str
    row: Model | None = None


def names(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield the name of every address of the site with its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", pattern
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, space + inner)


@pytest.fixture
def rows(db: None) -> dict[str, Model]:
    return make_rows()


def make_rows() -> dict[str, Model]:
    """Make a row of everything that an address of the desk can be of, by its name."""
    citation = make_citation(event=make_occurrence())
    return {
        "story": citation.story,
        "event": citation.event,
        "outlet": make_outlet(),
        "source": citation.source,
        "citation": citation,
        "change": recorded(make_occurrence(), value="reported")[0],
        "user": make_user(),
        "group": Group.objects.create(name="Guests"),
    }


def desk_addresses(rows: dict[str, Model]) -> Iterator[Address]:
    """Yield the addresses of the desk; one that is not known here fails the test."""
    for name, pattern in names(get_resolver().url_patterns):
        if not name.startswith(DESK) or name == "admin:":
            continue
        if name in FROM_OTHER_ROOMS:
            row = rows["story" if name in OF_A_STORY else OF_OTHER_ROWS.get(name, "event")]
            given = {"slug": getattr(row, "slug", ""), "pk": row.pk, "token": "none"}
            wanted = {key: given[key] for key in pattern.pattern.converters}
            yield Address(name, reverse(name, kwargs=wanted), row)
            continue
        if name in FOR_STAFF:
            given = {"content_type_id": 0, "object_id": 0, "app_label": "tracker"}
            given |= {"uidb64": "MQ", "token": "wrong"}
            wanted = pattern.pattern.regex.groupindex or pattern.pattern.converters
            wanted = {key: given[key] for key in wanted if key in given}
            yield Address(name, reverse(name, kwargs=wanted))
        elif name == "admin:auth_user_signed_in":
            yield Address(name, reverse(name), rows["user"])
        elif name == "admin:tracker_source_quote":
            yield Address(name, reverse(name), rows["source"])
        elif name in PAGES:
            row = rows.get(PAGES[name][0])
            yield Address(name, reverse(name, args=[row.pk] if row else []), row)
        elif name == "admin:auth_user_password_change":
            yield Address(name, reverse(name, args=[rows["user"].pk]), rows["user"])
        else:
            _app, model, verb = name.removeprefix("admin:").split("_", 2)
            row = rows[model]
            arguments = [] if verb in {"changelist", "add", "similar", "find"} else [row.pk]
            if verb == "simple_history":
                arguments.append(row.history.last().pk)
            yield Address(name, reverse(name, args=arguments), row)


def expected(address: Address, rights: set[str]) -> int:
    """Return the answer that the table of rights asks for."""
    if address.name in FOR_STAFF:
        return FOR_STAFF[address.name]
    if address.name in FROM_OTHER_ROOMS:
        needed_rights, answer = FROM_OTHER_ROOMS[address.name]
        return answer if needed_rights <= rights else 403
    if address.name in PAGES:
        return 200 if PAGES[address.name][1] in rights else 403
    label, verb = address.name.removeprefix("admin:").split("_", 2)[::2]
    model = address.row._meta.model_name
    if verb in {"record", "settle", "postpone"}:
        needed = "tracker.record_change"
    elif verb == "checked":
        # Only ever sent by a button.
        return 405 if rights & {"tracker.record_change", "tracker.change_event"} else 403
    elif verb == "publication":
        needed = "tracker.change_story"
    elif verb == "link":
        needed = "tracker.add_citation"
    elif verb == "quote":
        needed = "tracker.view_sourcetext"
    elif verb in {"password_change", "signed_in"}:
        needed = "auth.change_user"
    else:
        needed = f"{label}.{VERBS[verb]}_{model}"
    return 200 if needed in rights else 403


@pytest.mark.parametrize("group", ALL)
def test_every_address_of_the_desk_answers_by_the_table_of_rights(
    login: Any, rows: dict[str, Model], group: str
) -> None:
    client = login(group)
    rights = rights_of(group)
    addresses = [*desk_addresses(rows)]
    assert len(addresses) > 50
    answers = {
        a.name: client.get(a.path).status_code for a in addresses if "logout" not in a.name
    }
    assert answers == {a.name: expected(a, rights) for a in addresses if "logout" not in a.name}


def test_strangers_are_sent_to_the_login_from_every_address_of_the_desk(
    client: Client, rows: dict[str, Model]
) -> None:
    addresses = [a for a in desk_addresses(rows) if a.name != "admin:logout"]
    answers = {a.name: client.get(a.path).status_code for a in addresses}
    assert answers == {a.name: FOR_ANYBODY.get(a.name, 302) for a in addresses}


def test_people_without_a_role_are_sent_to_the_login_too(login: Any, rows: Any) -> None:
    reader = login("", is_staff=False)
    addresses = [a for a in desk_addresses(rows) if a.name not in {*FOR_STAFF}]
    assert {reader.get(a.path).status_code for a in addresses} == {302}


def test_public_addresses_answer_everybody_alike(
    login: Any, client: Client, rows: dict[str, Model]
) -> None:
    paths = [
        reverse(name)
        for name, pattern in names(get_resolver().url_patterns)
        if not name.startswith(DESK) and name and not pattern.pattern.converters
    ]
    assert "/healthz" in paths
    for visitor in [client, *(login(group) for group in ALL)]:
        assert {path: visitor.get(path).status_code for path in paths} == dict.fromkeys(
            paths, 200
        )


def test_moderators_edit_drafts_and_only_look_at_what_is_recorded(
    moderator: Client, editor: Client
) -> None:
    draft = make_occurrence()
    known = recorded(make_occurrence(), value="reported")[0].event
    statement = {"statement": "Reworded"}
    for client, event, answer in [
        (moderator, draft, 200),
        (moderator, known, 403),
        (editor, known, 200),
    ]:
        address = reverse("admin:tracker_event_change", args=[event.pk])
        assert ('name="_save"' in client.get(address).content.decode()) == (answer == 200)
        assert client.post(address, statement).status_code == answer
    assert Event.objects.filter(statement="Reworded").count() == 0


def test_moderators_publish_nothing(moderator: Client) -> None:
    story = make_story()
    address = reverse("admin:tracker_story_change", args=[story.pk])
    assert moderator.post(address, {"publication": "published"}).status_code == 403
    assert 'name="_save"' not in moderator.get(address).content.decode()


def test_only_a_superuser_makes_or_touches_a_superuser(login: Any) -> None:
    administrator = login("Administrators")
    root = User.objects.create_superuser("root", password="only-for-tests")
    address = reverse("admin:auth_user_change", args=[root.pk])
    assert administrator.post(address, {"username": "mine"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert administrator.get(password).status_code == 403
    own = reverse("admin:auth_user_change", args=[administrator.user.pk])
    assert 'name="is_superuser"' not in administrator.get(own).content.decode()
    assert 'name="is_staff"' in administrator.get(own).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("group", ALL)
def test_the_groups_hold_the_rights_of_the_table(group: str) -> None:
    held = Group.objects.get(name=group).permissions.values_list(
        "content_type__app_label", "codename"
    )
    assert {".".join(right) for right in held} == rights_of(group)


@pytest.mark.django_db
def test_migrating_again_sets_the_groups_back_to_the_table() -> None:
    group = Group.objects.get(name=MODERATORS)
    member = make_user(group=MODERATORS)
    group.permissions.clear()
    Group.objects.get(name=EDITORS).delete()
    call_command("migrate", verbosity=0)
    assert group.permissions.count() == len(rights_of(MODERATORS))
    assert Group.objects.get(name=EDITORS).permissions.exists()
    assert member.groups.get() == group
