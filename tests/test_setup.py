"""What a newcomer reads when `make run` cannot go on: one sentence, no traceback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from bin import setup

BASE_DIR: Path = settings.BASE_DIR


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the setup scripts alone, in which nothing has been installed."""
    folder = tmp_path / "copy"
    shutil.copytree(
        BASE_DIR / "bin", folder / "bin", ignore=shutil.ignore_patterns("__pycache__")
    )
    return folder


def start(folder: Path, task: str = "run", **environment: str) -> str:
    """Run bin/start, which must fail, and return its last words."""
    done = subprocess.run(
        [folder / "bin" / "start", task],
        env={"PATH": os.environ["PATH"], "PYTHON": sys.executable} | environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()


def test_a_taken_port_is_named_before_any_work(copy: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        words = start(copy, PORT=port)
    assert words.startswith(f"Port {port} is taken by another program")
    assert not (copy / ".venv").exists()


def test_a_port_in_the_env_file_counts(copy: Path) -> None:
    (copy / ".env").write_text("DEBUG=1\nPORT='http'\n")
    assert start(copy).startswith("PORT must be a number from 1 to 65535; it is 'http'")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", ""])
def test_a_port_that_is_none_is_refused(copy: Path, port: str) -> None:
    if port:
        assert start(copy, PORT=port).startswith("PORT must be a number")
    else:
        assert setup.setting("PORT_THAT_NOBODY_SETS") == ""


def test_an_old_python_is_told_what_is_needed(copy: Path, tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert "is not Python 3.11 or newer" in start(copy, PYTHON=str(old))


def test_without_any_python_it_says_how_to_get_one(copy: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname"):
        (tools / tool).symlink_to(shutil.which(tool))
    words = start(copy, PYTHON="", PATH=str(tools))
    assert words.startswith("Python 3.11 or newer is needed and none was found")
    assert "apt install python3" in words


def test_a_folder_that_cannot_be_written_to_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the answer of the system is given here.
    monkeypatch.setattr(setup.os, "access", lambda *_arguments: False)
    with pytest.raises(setup.CannotGoOn, match="cannot be written to"):
        setup.check_folder()


def test_a_missing_venv_module_names_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "VENV_PYTHON", tmp_path / "python")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(setup.CannotGoOn, match=r"apt install python3\.\d+-venv"):
        setup.make_venv()


def test_the_secret_key_is_for_its_owner_alone_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "VAR_DIR", tmp_path / "var")
    monkeypatch.delenv("SECRET_KEY")
    setup.make_secret_key()
    key_file = tmp_path / "var" / "secret_key"
    key = key_file.read_text()
    assert len(key) > 50
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700
    setup.make_secret_key()
    assert key_file.read_text() == key


def test_a_key_from_the_environment_needs_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "VAR_DIR", tmp_path / "var")
    monkeypatch.setenv("SECRET_KEY", "given")
    setup.make_secret_key()
    assert list((tmp_path / "var").iterdir()) == []


class TestInstall:
    @pytest.fixture(autouse=True)
    def lock_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Lock files in a folder of their own, and a pip that only notes what it is asked."""
        self.asked: list[str] = []
        self.folder = tmp_path
        for name in ("requirements.txt", "requirements-dev.txt"):
            (tmp_path / name).write_text("django==5.2")
        monkeypatch.setattr(setup, "BASE_DIR", tmp_path)
        monkeypatch.setattr(setup, "INSTALLED", tmp_path / "installed.json")
        monkeypatch.setattr(setup.subprocess, "run", self.pip)

    def pip(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        assert "--require-hashes" in command
        self.asked.append(Path(command[-1]).name)
        return subprocess.CompletedProcess(command, returncode=0)

    def test_what_is_installed_is_not_installed_again(self) -> None:
        setup.install("requirements.txt")
        setup.install("requirements.txt")
        assert self.asked == ["requirements.txt"]

    def test_the_larger_lock_file_covers_the_smaller(self) -> None:
        setup.install("requirements-dev.txt")
        setup.install("requirements.txt")
        assert self.asked == ["requirements-dev.txt"]

    def test_a_changed_lock_file_is_installed(self) -> None:
        setup.install("requirements.txt")
        (self.folder / "requirements.txt").write_text("django==5.2.1")
        setup.install("requirements.txt")
        assert self.asked == ["requirements.txt"] * 2

    def test_the_smaller_one_alone_does_not_stand_for_the_larger(self) -> None:
        setup.install("requirements.txt")
        setup.install("requirements-dev.txt")
        assert self.asked == ["requirements.txt", "requirements-dev.txt"]
