from __future__ import annotations

from typing import Any


def log_in(page: Any, address: str) -> None:
    """Log in as "ada" and wait until `address` is there, its scripts included."""
    page.goto(f"/admin/login/?next={address}")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "only-for-tests")
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "/admin/login/" not in url, wait_until="load")
