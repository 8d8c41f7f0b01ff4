from __future__ import annotations

import ast
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from packaging.requirements import Requirement

from tracker.shared import health

BASE_DIR: Path = settings.BASE_DIR
CONTENT_SECURITY_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.parametrize("path", ["/healthz", "/admin/login/"])
@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_pages_go_out_compressed_to_who_takes_them_so(client: Client) -> None:
    plain = client.get("/method/")
    packed = client.get("/method/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.content) == plain.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_public_answers_set_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_crash_is_logged_and_shows_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_arguments: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(health, "JsonResponse", crash)
    response = Client(raise_request_exception=False).get("/healthz")
    assert response.status_code == 500
    assert b"a secret detail" not in response.content
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "RuntimeError: a secret detail" in caplog.text


def run_with_settings(
    *arguments: str, folder: Path = BASE_DIR, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run manage.py on the real settings, with nothing but `environment` around it."""
    return subprocess.run(
        [sys.executable, folder / "manage.py", *arguments],
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SECRET_KEY": "x" * 60}
        | {"DATABASE_URL": "sqlite://:memory:"}
        | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_site_behind_https_passes_the_checks_for_deployment() -> None:
    secret = "".join(chr(33 + number) for number in range(64))
    done = run_with_settings("check", "--deploy", TRACKER_BEHIND_HTTPS="1", SECRET_KEY=secret)
    assert done.returncode == 0, done.stderr
    # Whether all sites below the same domain speak HTTPS is not ours to promise.
    assert set(re.findall(r"\w+\.W\d+", done.stderr)) <= {"security.W005", "security.W021"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "truee"),
        ("TRACKER_FOUR_EYES", "2"),
        ("TRACKER_BEHIND_HTTPS", "maybe"),
        ("TRACKER_TIME_ZONE", "Europe/Atlantis"),
        ("LOG_LEVEL", "LOUD"),
        ("WEB_CONCURRENCY", "many"),
        ("PORT", "0"),
        ("DATABASE_URL", "nonsense"),
        ("CACHE_URL", "nonsense"),
    ],
)
def test_a_wrong_setting_stops_with_one_sentence_that_names_it(name: str, value: str) -> None:
    done = run_with_settings("makemigrations", "--check", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith("The settings are not right: ")
    assert name in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_empty_setting_counts_as_none() -> None:
    empty = dict.fromkeys(["DEBUG", "PORT", "TRACKER_TIME_ZONE", "CACHE_URL", "LOG_LEVEL"], "")
    done = run_with_settings("check", **empty)
    assert done.returncode == 0, done.stderr


def test_a_missing_secret_key_stops_with_one_sentence(tmp_path: Path) -> None:
    shutil.copytree(BASE_DIR / "tracker", tmp_path / "tracker")
    shutil.copy(BASE_DIR / "manage.py", tmp_path)
    done = run_with_settings("check", folder=tmp_path, SECRET_KEY="")
    assert done.returncode == 1
    assert "SECRET_KEY is not set and var/secret_key" in done.stderr
    assert done.stderr.count("\n") == 1


def names_read(path: Path) -> set[str]:
    """Return what stands in capitals as the first argument of a call: `switch("DEBUG")`."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    ]
    texts = [ast.literal_eval(call.args[0]) for call in calls if is_text(call.args)]
    return {text for text in texts if re.fullmatch(r"[A-Z_]+", text)}


def is_text(arguments: list[ast.expr]) -> bool:
    first = arguments[0] if arguments else None
    return isinstance(first, ast.Constant) and isinstance(first.value, str)


def test_every_setting_from_the_environment_is_documented() -> None:
    files = ("tracker/environment.py", "tracker/settings.py", "bin/setup.py")
    read = set().union(*(names_read(BASE_DIR / name) for name in files))
    example = (BASE_DIR / ".env.example").read_text()
    table = (BASE_DIR / "docs/running.md").read_text()
    assert {"SECRET_KEY", "PORT", "TRACKER_TIME_ZONE"} <= read
    assert set(re.findall(r"^# ([A-Z_]+)=", example, re.M)) == read
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.M)) == read


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_file_answers_what_is_asked_for(name: str) -> None:
    locked = dict(
        re.findall(
            r"^([\w-]+)(?:\[\w+\])?==([\w.]+)", (BASE_DIR / f"{name}.txt").read_text(), re.M
        )
    )
    for line in (BASE_DIR / f"{name}.in").read_text().splitlines():
        if line and line[0] not in "#-":
            asked = Requirement(line.partition("#")[0])
            assert asked.name in locked, f"run make lock for {asked.name}"
            assert asked.specifier.contains(locked[asked.name])


def test_the_lock_files_agree_and_hold_no_address() -> None:
    pin = re.compile(r"^[\w-]+==\S+", re.M)
    runtime = (BASE_DIR / "requirements.txt").read_text()
    development = (BASE_DIR / "requirements-dev.txt").read_text()
    assert set(pin.findall(runtime)) < set(pin.findall(development))
    for text in (runtime, development):
        assert "://" not in text
        assert set(re.findall(r"--[\w-]+", text)) == {"--hash"}


def test_what_npm_installs_is_pinned_by_hashes_and_holds_no_address() -> None:
    packages = json.loads((BASE_DIR / "package-lock.json").read_text())["packages"]
    asked = json.loads((BASE_DIR / "package.json").read_text())
    assert packages.pop("")["devDependencies"] == asked["devDependencies"]
    assert all(
        re.fullmatch(r"[\d.]+", version) for version in asked["devDependencies"].values()
    )
    for name, about in packages.items():
        assert about["integrity"].startswith("sha512-"), name
        assert "resolved" not in about, name


def test_vendored_files_are_as_they_came() -> None:
    folder = BASE_DIR / "static" / "vendor"
    table = dict(
        re.findall(r"^\| `(\S+)` .* `(\w{64})` \|$", (folder / "README.md").read_text(), re.M)
    )
    scripts = sorted(folder.glob("*.js"))
    assert [script.name for script in scripts] == sorted(table)
    for script in scripts:
        assert hashlib.sha256(script.read_bytes()).hexdigest() == table[script.name]
