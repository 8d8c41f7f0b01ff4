from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "Create an editor's account with a random password, unless the name is taken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", default="editor")

    @transaction.atomic
    def handle(self, *, username: str, **_options: Any) -> None:
        User = get_user_model()
        if User.objects.filter(username=username).exists():
            self.stdout.write(
                f'The account "{username}" exists; nothing was changed. '
                f"For a new password: .venv/bin/python manage.py changepassword {username}"
            )
            return
        password = secrets.token_urlsafe(12)
        editor = User.objects.create_user(username, password=password, is_staff=True)
        editor.groups.set(Group.objects.filter(name="Editors"))
        self.stdout.write(f'Created the account "{username}" for /admin/.')
        self.stdout.write(f"Its password, shown this once: {password}")
