"""Inviting people, and links that work once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.forms import errors_of, messages_of, send
from tests.makers import make_user
from tracker.desk.people_links import OneTime
from tracker.desk.people_roles import role_of
from tracker.desk.roles import ADMINISTRATORS, EDITORS, MODERATORS

ADD = "/admin/auth/user/add/"
NAMES = {"first_name": "Grace", "last_name": "Hopper"}
SECRET = "a quiet harbour"


@pytest.fixture
def boss(login: Any) -> Client:
    return login(ADMINISTRATORS)


def link_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return urlsplit(response.context["link"]).path


def invite(boss: Client, username: str = "grace", role: str = MODERATORS) -> str:
    return link_of(boss.post(ADD, {"username": username, "role": role}))


def follow(link: str, client: Client | None = None) -> tuple[Client, HttpResponse]:
    """Open `link` as a browser does, which ends at a page whose address holds no token."""
    client = client or Client()
    return client, client.get(link, follow=True)


def use(link: str, password: str = SECRET) -> HttpResponse:
    client, response = follow(link)
    return client.post(
        response.request["PATH_INFO"],
        NAMES | {"new_password1": password, "new_password2": password},
    )


def is_dead(link: str) -> bool:
    _client, response = follow(link)
    return "can no longer be used" in response.content.decode()


def test_a_colleague_is_invited_by_a_link_and_sets_name_and_password(boss: Client) -> None:
    response = boss.post(ADD, {"username": "grace", "role": EDITORS})
    assert response.context["link"].startswith("http://testserver/admin/")
    person = User.objects.get(username="grace")
    assert person.is_staff
    assert not person.has_usable_password()
    assert role_of(person) == EDITORS

    answer = use(link_of(response))
    assert answer.status_code == 302
    assert answer.url == reverse("admin:login")
    person.refresh_from_db()
    assert person.get_full_name() == "Grace Hopper"
    assert Client().login(username="grace", password=SECRET)


def test_the_page_behind_the_link_hides_the_token_and_is_kept_nowhere(boss: Client) -> None:
    link = invite(boss)
    token = link.strip("/").rpartition("/")[2]
    _client, response = follow(link)
    assert "grace" in response.content.decode()
    assert token not in response.request["PATH_INFO"]
    assert token not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_a_link_dies_on_use(boss: Client) -> None:
    link = invite(boss)
    assert not is_dead(link)
    use(link)
    assert is_dead(link)
    assert "can no longer be used" in use(link, "another quiet harbour").content.decode()
    assert not Client().login(username="grace", password="another quiet harbour")


def test_of_two_who_opened_one_link_only_the_first_sets_a_password(boss: Client) -> None:
    link = invite(boss)
    slow, page = follow(link)
    use(link)
    data = NAMES | {"new_password1": "too late by far", "new_password2": "too late by far"}
    assert slow.post(page.request["PATH_INFO"], data).status_code == 200
    assert not Client().login(username="grace", password="too late by far")


@pytest.mark.parametrize(("days", "dead"), [(2.9, False), (3.1, True)])
def test_a_link_expires_after_three_days(
    boss: Client, monkeypatch: pytest.MonkeyPatch, days: float, dead: bool
) -> None:
    link = invite(boss)
    later = datetime.now() + timedelta(days=days)  # noqa: DTZ005 – as Django counts
    monkeypatch.setattr(OneTime, "_now", lambda _self: later)
    assert is_dead(link) == dead


def test_a_link_that_was_tampered_with_is_dead(boss: Client) -> None:
    link = invite(boss)
    other = invite(boss, "alan")
    start, number, token = link.strip("/").rsplit("/", 2)
    others_number = other.strip("/").rsplit("/", 2)[1]
    stamp, _dash, signature = token.partition("-")
    for wrong in (
        f"/{start}/{others_number}/{token}/",
        f"/{start}/{number}/{stamp}-{signature[::-1]}/",
        f"/{start}/{number}/{stamp[:-1]}z-{signature}/",
        f"/{start}/{number}/set-password/",
        f"/{start}/{number}/x/",
        f"/{start}/AAAA/{token}/",
        f"/{start}/MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw/{token}/",
    ):
        assert is_dead(wrong), wrong
    grace = User.objects.get(username="grace")
    assert is_dead(f"/{start}/{number}/{default_token_generator.make_token(grace)}/")


def test_a_link_of_an_account_that_is_switched_off_is_dead(boss: Client) -> None:
    link = invite(boss)
    User.objects.filter(username="grace").update(is_active=False)
    assert is_dead(link)


def test_a_weak_password_is_refused_and_the_link_stays_good(boss: Client) -> None:
    link = invite(boss)
    response = use(link, "password")
    assert "too common" in response.content.decode()
    assert 'value="Grace"' in response.content.decode()
    use(link)
    assert Client().login(username="grace", password=SECRET)


def test_a_reset_ends_the_old_password_older_links_and_sessions(
    boss: Client, login: Any
) -> None:
    colleague = login(EDITORS, username="grace")
    address = reverse("admin:auth_user_password_change", args=[colleague.user.pk])
    assert "Make the link" in boss.get(address).content.decode()
    assert colleague.get("/admin/").status_code == 200
    first = link_of(boss.post(address))
    assert colleague.get("/admin/").status_code == 302
    assert not Client().login(username="grace", password="only-for-tests")
    second = link_of(boss.post(address))
    assert is_dead(first)
    use(second)
    assert Client().login(username="grace", password=SECRET)


def test_ones_own_password_is_changed_by_its_own_form(boss: Client) -> None:
    address = reverse("admin:auth_user_password_change", args=[boss.user.pk])
    assert boss.post(address).url == reverse("admin:password_change")
    boss.user.refresh_from_db()
    assert boss.user.has_usable_password()


@pytest.mark.parametrize("role", [MODERATORS, EDITORS])
def test_other_roles_neither_invite_nor_reset(login: Any, role: str) -> None:
    client, person = login(role), make_user(username="grace")
    reset = reverse("admin:auth_user_password_change", args=[person.pk])
    assert client.post(ADD, {"username": "new", "role": ADMINISTRATORS}).status_code == 403
    assert client.post(reset).status_code == 403
    person.refresh_from_db()
    assert person.has_usable_password()
    assert not User.objects.filter(username="new").exists()


def test_an_invitation_with_a_mistake_keeps_what_was_typed(boss: Client) -> None:
    make_user(username="grace")
    response = boss.post(ADD, {"username": "grace", "role": EDITORS})
    assert "already exists" in response.content.decode()
    assert response.context["form"]["role"].value() == EDITORS
    assert "link" not in response.context


def test_a_role_is_one_of_three_and_leaves_other_groups_alone(boss: Client) -> None:
    person = make_user(group=MODERATORS, username="grace")
    guests = Group.objects.create(name="Guests")
    person.groups.add(guests)
    address = reverse("admin:auth_user_change", args=[person.pk])
    assert send(boss, address, role=EDITORS).status_code == 302
    assert {group.name for group in person.groups.all()} == {"Guests", EDITORS}
    assert send(boss, address, role="").status_code == 302
    assert {group.name for group in person.groups.all()} == {"Guests"}
    assert "valid choice" in errors_of(send(boss, address, role="Kings"))


def test_the_three_roles_are_only_looked_at(boss: Client) -> None:
    group = Group.objects.get(name=ADMINISTRATORS)
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert boss.get(address).status_code == 200
    assert boss.post(address, {"name": "Nobody"}).status_code == 403
    assert (
        boss.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    action = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    boss.post("/admin/auth/group/", action)
    assert Group.objects.filter(name=ADMINISTRATORS).exists()


def test_no_public_page_names_who_works_at_the_desk(boss: Client, client: Client) -> None:
    use(invite(boss))
    for path in ("/", "/method/"):
        page = client.get(path)
        assert "grace" not in page.content.decode().lower()
        assert not page.cookies


def test_inviting_is_kept_in_the_log(boss: Client) -> None:
    invite(boss)
    person = User.objects.get(username="grace")
    history = boss.get(reverse("admin:auth_user_history", args=[person.pk]))
    assert "Added" in history.content.decode()
    assert messages_of(history) == ""


def test_people_are_called_so_wherever_the_desk_names_them(boss: Client) -> None:
    somebody = make_user(username="grace")
    for address in (
        "/admin/",
        "/admin/auth/user/",
        "/admin/auth/",
        *(
            reverse(f"admin:auth_user_{page}", args=[somebody.pk])
            for page in ("change", "delete", "history")
        ),
    ):
        page = boss.get(address).content.decode()
        # The rights to choose from are named as they are stored.
        page = re.sub(r"<option\b.*?</option>", "", page, flags=re.DOTALL)
        assert "Authentication" not in page
        assert not re.search(r"(?i)>[^<]*\buser\b[^<]*<", page), address
    page = boss.get(reverse("admin:auth_user_change", args=[somebody.pk])).content.decode()
    assert "<h1>Change person</h1>" in page
    assert '<a href="/admin/auth/user/">People</a>' in page
