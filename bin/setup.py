"""Set the project up in its own folder and start it: what `make run`, `dev` and `test` do.

Standard library only: it runs before anything is installed. Every step looks first whether
its work is done already, so that a second start takes seconds and touches no data.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed.json"
COLLECTED = BASE_DIR / "staticfiles" / ".collected"
VAR_DIR = BASE_DIR / "var"
STORY = "tracker/bundles/stories/deepseek-v4-huawei.json"
HOST = "127.0.0.1"


class CannotGoOn(Exception):
    """One sentence that says what is wrong and what to do about it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=["run", "dev", "install", "install-dev"])
    task = parser.parse_args().task
    try:
        if task in {"run", "dev"}:
            start(dev=task == "dev")
        else:
            check_folder()
            make_venv()
            install("requirements-dev.txt" if task == "install-dev" else "requirements.txt")
    except CannotGoOn as problem:
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(f"The computer did not let us go on: {problem}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def start(*, dev: bool) -> None:
    """Do all steps, then become the web server. Does not return."""
    port = free_port()
    check_folder()
    os.environ["PORT"] = str(port)
    if dev:
        os.environ["DEBUG"] = "1"
    steps = 7 if dev else 8

    say(1, steps, "Python environment in .venv")
    make_venv()
    say(2, steps, "Packages from requirements.txt (takes a minute the first time)")
    install("requirements.txt")
    say(3, steps, "Secret key")
    make_secret_key()
    say(4, steps, "Database tables")
    manage("migrate", "--verbosity=0")
    say(5, steps, "System checks")
    manage("check", "--database=default")
    say(6, steps, "The built-in story")
    manage("import_story", STORY)
    say(7, steps, "An editor's account")
    manage("create_editor")
    if not dev:
        say(8, steps, "Static files, compressed")
        collect_static()

    print(f"\nThe site is at http://{HOST}:{port}/, the desk at http://{HOST}:{port}/admin/.")
    print("Stop it with Ctrl+C.\n", flush=True)
    if dev:
        become("manage.py", "runserver", f"{HOST}:{port}")
    become("-m", "gunicorn")


def say(number: int, steps: int, text: str) -> None:
    print(f"{number}/{steps} {text}", flush=True)


def free_port() -> int:
    """Return PORT, 8000 if unset. Raises CannotGoOn unless one can listen there now."""
    text = setting("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotGoOn(f"PORT must be a number from 1 to 65535; it is {text!r}.")
    with socket.socket() as probe:
        # As the server will ask for it: a port whose last connections linger is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
            probe.listen()
        except PermissionError:
            raise CannotGoOn(
                f"Port {text} needs administrator rights: choose one from 1024 up, for example"
                " with `make run PORT=8001`."
            ) from None
        except OSError:
            raise CannotGoOn(
                f"Port {text} is taken by another program: stop that, or choose another port,"
                f" for example with `make run PORT={int(text) % 65535 + 1}`."
            ) from None
    return int(text)


def setting(name: str) -> str:
    """Return `name` from the environment, else from `.env`, else ""."""
    if name in os.environ:
        return os.environ[name]
    env_file = Path(os.environ.get("ENV_FILE", BASE_DIR / ".env"))
    if not env_file.is_file():
        return ""
    line = re.search(rf"^\s*(?:export )?{name}\s*=\s*(.*?)\s*$", env_file.read_text(), re.M)
    return line[1].strip("'\"") if line else ""


def check_folder() -> None:
    """Raise CannotGoOn unless everything that a start writes can be written."""
    for folder in (BASE_DIR, VENV, VAR_DIR, COLLECTED.parent):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise CannotGoOn(
                f"The folder {folder} cannot be written to: give yourself the right to, or"
                " copy the project to a folder of your own."
            )


def make_venv() -> None:
    """Make .venv unless there is one that works and has a Python that is new enough."""
    probe = [VENV_PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    if VENV_PYTHON.exists() and subprocess.run(probe, capture_output=True).returncode == 0:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise CannotGoOn(
            f"Python {version} at {sys.executable} lacks its module venv: install it (on Debian"
            f" and Ubuntu: apt install python{version}-venv), then start again."
        ) from None
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV])
    if made.returncode:
        raise CannotGoOn("The Python environment in .venv could not be made; see above.")


def install(lock_file: str) -> None:
    """Install what `lock_file` names, unless that was the last thing installed here."""
    digests = {
        name: hashlib.sha256((BASE_DIR / name).read_bytes()).hexdigest()
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    installed = json.loads(INSTALLED.read_text()) if INSTALLED.exists() else {}
    if installed.get(lock_file) == digests[lock_file]:
        return
    INSTALLED.unlink(missing_ok=True)
    done = subprocess.run(
        [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        + ["--no-input", "--require-hashes", "--requirement", BASE_DIR / lock_file]
    )
    if done.returncode:
        raise CannotGoOn(
            f"The packages in {lock_file} could not be installed; pip says why above."
        )
    # requirements-dev.txt holds all of requirements.txt, at the same versions.
    if lock_file == "requirements.txt":
        del digests["requirements-dev.txt"]
    INSTALLED.write_text(json.dumps(digests))


def make_secret_key() -> None:
    """Put a new key into var/secret_key, for its owner's eyes only, unless one is given."""
    VAR_DIR.mkdir(mode=0o700, exist_ok=True)
    key_file = VAR_DIR / "secret_key"
    if setting("SECRET_KEY") or key_file.exists():
        return
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


def collect_static() -> None:
    """Collect unless no file in static/ and no package has changed since the last time.

    Compressing takes far longer than looking.
    """
    state = hashlib.sha256(INSTALLED.read_bytes())
    for path in sorted((BASE_DIR / "static").rglob("*")):
        about = path.stat()
        state.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    # Without the manifest they were collected under DEBUG, which pages cannot use now.
    manifest = COLLECTED.with_name("staticfiles.json")
    if manifest.exists() and COLLECTED.exists() and COLLECTED.read_text() == state.hexdigest():
        return
    manage("collectstatic", "--no-input", "--verbosity=0")
    COLLECTED.write_text(state.hexdigest())


def manage(*arguments: str) -> None:
    done = subprocess.run([VENV_PYTHON, "manage.py", *arguments], cwd=BASE_DIR)
    if done.returncode:
        raise CannotGoOn(f"`manage.py {' '.join(arguments)}` failed; it says why above.")


def become(*arguments: str) -> None:
    """Let the server take this process's place, so that a signal to it is one to the server."""
    os.chdir(BASE_DIR)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *arguments])


if __name__ == "__main__":
    main()
