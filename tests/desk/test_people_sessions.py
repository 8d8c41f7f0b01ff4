"""Who is signed in, switching accounts off, and the last administrator."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.forms import errors_of, messages_of, send
from tests.makers import make_story, make_user
from tracker.desk.people_sessions import USED_AT, session_name, signed_in
from tracker.desk.roles import ADMINISTRATORS, EDITORS, MODERATORS

SIGNED_IN = "/admin/auth/user/signed-in/"
PEOPLE = "/admin/auth/user/"


@pytest.fixture
def boss(login: Any) -> Client:
    return login(ADMINISTRATORS, username="boss")


def act(client: Client, action: str, *people: User) -> Any:
    chosen = [person.pk for person in people]
    return client.post(PEOPLE, {"action": action, "_selected_action": chosen, "post": "yes"})


def test_an_administrator_sees_who_is_signed_in_and_since_when(
    boss: Client, login: Any
) -> None:
    session = login(EDITORS, username="grace").session
    session[USED_AT] = datetime(2026, 1, 9, 14, 5, tzinfo=UTC).isoformat()
    session.save()
    page = boss.get(SIGNED_IN).content.decode()
    assert "grace" in page
    assert "9 January 2026, 14:05" in page
    assert "you, here" in page
    for key in Session.objects.values_list("pk", flat=True):
        assert key not in page


def test_one_session_is_ended_and_the_others_go_on(boss: Client, login: Any) -> None:
    first, second = login(EDITORS), login(EDITORS)
    name = session_name(first.session.session_key)
    response = boss.post(SIGNED_IN, {"session": name})
    assert "has ended" in messages_of(response)
    assert first.get("/admin/").status_code == 302
    assert second.get("/admin/").status_code == 200
    assert boss.post(SIGNED_IN, {"session": "unheard of"}).status_code == 302
    assert len(signed_in()) == 2


def test_an_administrator_does_not_end_the_session_of_a_superuser(boss: Client) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root", password="only-for-tests"))
    name = session_name(root.session.session_key)
    assert boss.post(SIGNED_IN, {"session": name}).status_code == 403
    assert root.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [MODERATORS, EDITORS])
def test_other_roles_do_not_see_who_is_signed_in(login: Any, role: str) -> None:
    client = login(role)
    assert client.get(SIGNED_IN).status_code == 403
    assert client.post(SIGNED_IN, {"session": "x"}).status_code == 403


def test_sessions_that_let_nobody_in_are_not_listed(boss: Client, login: Any) -> None:
    colleague = login(EDITORS)
    assert len(signed_in()) == 2
    colleague.user.set_password("another one")
    colleague.user.save()
    assert [one.person for one in signed_in()] == [boss.user]


def test_who_is_signed_in_takes_as_many_queries_for_many(boss: Client, login: Any) -> None:
    def cost() -> int:
        boss.get(SIGNED_IN)
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(SIGNED_IN).status_code == 200
        return len(captured)

    login(EDITORS)
    few = cost()
    for _ in range(10):
        login(EDITORS)
    assert cost() == few


def test_the_last_use_is_noted_at_the_desk_alone(editor: Client) -> None:
    make_story(slug="bridge")
    response = editor.get("/stories/bridge/")
    assert not response.cookies
    assert USED_AT not in editor.session
    editor.get("/admin/")
    noted = editor.session[USED_AT]
    editor.get("/admin/")
    assert editor.session[USED_AT] == noted


@pytest.mark.parametrize("way", ["form", "action"])
def test_switching_an_account_off_ends_its_sessions(boss: Client, login: Any, way: str) -> None:
    colleague = login(EDITORS)
    form = reverse("admin:auth_user_change", args=[colleague.user.pk])
    if way == "form":
        assert send(boss, form, is_active=None).status_code == 302
    else:
        act(boss, "switch_off", colleague.user)
    assert colleague.get("/admin/").status_code == 302
    assert [one.person for one in signed_in()] == [boss.user]
    act(boss, "switch_on", colleague.user)
    # The old session does not come back to life.
    assert colleague.get("/admin/").status_code == 302
    assert Client().login(username=colleague.user.username, password="only-for-tests")


@pytest.mark.parametrize("role", [MODERATORS, EDITORS])
def test_other_roles_switch_nobody_off(login: Any, role: str) -> None:
    client, person = login(role), make_user()
    assert act(client, "switch_off", person).status_code == 403
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.parametrize(
    "change", [{"is_active": None}, {"role": EDITORS}, {"role": ""}], ids=str
)
def test_the_form_does_not_lock_out_the_last_administrator(
    boss: Client, change: dict[str, Any]
) -> None:
    # One who cannot sign in looks after nobody.
    make_user(group=ADMINISTRATORS, is_active=False)
    make_user(group=ADMINISTRATORS, password=None)
    address = reverse("admin:auth_user_change", args=[boss.user.pk])
    assert "Nobody who can sign in would be left" in errors_of(send(boss, address, **change))
    make_user(group=ADMINISTRATORS)
    assert send(boss, address, **change).status_code == 302


@pytest.mark.parametrize("action", ["switch_off", "delete_selected"])
def test_no_action_locks_out_all_administrators_at_once(boss: Client, action: str) -> None:
    second = make_user(group=ADMINISTRATORS)
    act(boss, action, boss.user, second)
    assert User.objects.filter(groups__name=ADMINISTRATORS, is_active=True).count() == 2
    act(boss, action, second)
    assert User.objects.filter(groups__name=ADMINISTRATORS, is_active=True).count() == 1


def test_the_last_administrator_is_neither_deleted_nor_reset(boss: Client, login: Any) -> None:
    assert boss.post(f"{PEOPLE}{boss.user.pk}/delete/", {"post": "yes"}).status_code == 403
    helper = login(EDITORS)
    helper.user.user_permissions.set(boss.user.groups.get().permissions.all())
    reset = reverse("admin:auth_user_password_change", args=[boss.user.pk])
    response = helper.post(reset)
    assert "Nobody who can sign in would be left" in messages_of(response) + str(
        response.content
    )
    assert Client().login(username="boss", password="only-for-tests")
