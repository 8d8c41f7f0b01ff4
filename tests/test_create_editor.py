from __future__ import annotations

import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def create_editor(*arguments: str) -> str:
    output = StringIO()
    call_command("create_editor", *arguments, stdout=output)
    return output.getvalue()


def test_the_shown_password_opens_the_desk() -> None:
    password = re.search(r"shown this once: (\S+)", create_editor())[1]
    editor = authenticate(username="editor", password=password)
    assert editor.is_staff
    assert not editor.is_superuser


def test_an_editor_is_in_the_editors_group() -> None:
    group, _ = Group.objects.get_or_create(name="Editors")
    create_editor("robin")
    assert list(get_user_model().objects.get(username="robin").groups.all()) == [group]


def test_an_account_that_exists_is_left_alone() -> None:
    create_editor()
    before = get_user_model().objects.values().get()
    output = create_editor()
    assert "exists; nothing was changed" in output
    assert "manage.py changepassword editor" in output
    assert get_user_model().objects.values().get() == before
