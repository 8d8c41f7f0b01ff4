"""Bundles sent to the desk: each is checked, and imported, by a process of its own.

A large bundle takes longer than the web server waits for an answer, and its import is one
transaction, so nothing about it can be read from the database meanwhile. Each upload has a
folder: the file, and beside it what is known about it, which a page shows.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Thread
from time import monotonic, time
from typing import Any, Self

from django.conf import settings

from tracker.bundles.flaws import BundleRefused, Flaw, Report
from tracker.bundles.importing import import_bundle

TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
# An upload that nobody goes on with is gone after a day.
KEPT_SECONDS = 24 * 60 * 60
# How often progress is written down, in seconds.
NOTED_EVERY = 0.3

CHECKING, CHECKED, IMPORTING, IMPORTED, REFUSED = (
    "checking",
    "checked",
    "importing",
    "imported",
    "refused",
)
AT_WORK = (CHECKING, IMPORTING)


@dataclass(frozen=True)
class State:
    """What is known about an upload.

    sent_by, imported_by: names of people; sender: the id of who sent it.
    count, total: items written and to be written; 0 and 0 while it is checked.
    report: what the check found, or what the import added; None before.
    """

    name: str
    sent_by: str
    sender: int
    publish: bool
    step: str = CHECKING
    imported_by: str = ""
    count: int = 0
    total: int = 0
    report: Report | None = None
    flaws: list[Flaw] = field(default_factory=list)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        report, flaws = data.pop("report"), data.pop("flaws")
        if report:
            for name in ("warnings", "kept"):
                report[name] = [Flaw(**flaw) for flaw in report[name]]
            report = Report(**report)
        return cls(**data, report=report, flaws=[Flaw(**flaw) for flaw in flaws])


@dataclass(frozen=True)
class Job:
    """One upload, in a folder of its own."""

    folder: Path

    @classmethod
    def new(cls, chunks: Iterable[bytes], state: State) -> Self:
        """Keep what was sent; nothing is looked at yet."""
        clear_old()
        job = cls(settings.IMPORTS_DIR / secrets.token_urlsafe(16))
        # The story may be a draft: nobody else on the machine reads it.
        job.folder.mkdir(mode=0o700, parents=True)
        with job.file.open("wb") as file:
            file.writelines(chunks)
        job.write(state)
        return job

    @classmethod
    def find(cls, token: str) -> Self | None:
        """Return the upload with this token, None if there is none (any more)."""
        job = cls(settings.IMPORTS_DIR / token)
        return job if TOKEN.fullmatch(token) and job.state_file.exists() else None

    @property
    def token(self) -> str:
        return self.folder.name

    @property
    def file(self) -> Path:
        return self.folder / "bundle.json"

    @property
    def state_file(self) -> Path:
        return self.folder / "state.json"

    def read(self) -> State:
        return State.of(json.loads(self.state_file.read_text()))

    def write(self, state: State) -> None:
        # Whoever reads meanwhile finds the old state or the new one, never half of it.
        fresh = self.folder / "state.new"
        fresh.write_text(json.dumps(asdict(state)))
        fresh.replace(self.state_file)

    def is_at_work(self) -> bool:
        """Tell whether a process works on it, which holds its lock as long as it lives."""
        lock = self.lock()
        if lock is None:
            return True
        os.close(lock)
        return False

    def lock(self) -> int | None:
        """Return a file descriptor that holds the lock, None if somebody else holds it."""
        descriptor = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def start(self, step: str, *, by: str = "") -> None:
        """Let a process do `step`; nothing if one is at work, or if it is not its turn."""
        lock = self.lock()
        if lock is None:
            return
        try:
            state = self.read()
            if step == CHECKING or state.step == CHECKED:
                self.write(replace(state, step=step, imported_by=by))
                self.launch(lock)
        finally:
            os.close(lock)

    def launch(self, lock: int) -> None:
        """Start the process, which inherits the lock."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "import_upload", str(self.folder)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            pass_fds=[lock],
            # It outlives the worker that started it.
            start_new_session=True,
        )
        Thread(target=process.wait, daemon=True).start()

    def work(self) -> None:
        """Do the step that has been started, to its end."""
        state = self.read()
        is_import = state.step == IMPORTING
        by = state.imported_by or state.sent_by
        try:
            report = import_bundle(
                self.file.read_bytes(),
                by=by,
                proposed_by=state.sent_by,
                publish=state.publish,
                dry_run=not is_import,
                progress=Notes(self, state),
            )
        except BundleRefused as refused:
            state = replace(state, step=REFUSED, flaws=refused.flaws, report=None)
        else:
            state = replace(state, step=IMPORTED if is_import else CHECKED, report=report)
        self.write(state)
        if state.step != CHECKED:
            self.file.unlink()


class Notes:
    """Writes down how far the import of `job` is; called with items written, and all."""

    def __init__(self, job: Job, state: State) -> None:
        self.job = job
        self.state = state
        self.next_at = 0.0

    def __call__(self, count: int, total: int) -> None:
        self.state = replace(self.state, count=self.state.count + count, total=total)
        if monotonic() >= self.next_at:
            self.job.write(self.state)
            self.next_at = monotonic() + NOTED_EVERY


def waiting() -> list[tuple[Job, State]]:
    """Return the uploads that are being worked on or wait to be imported, oldest first."""
    found = []
    for path in settings.IMPORTS_DIR.glob("*/state.json"):
        # Somebody may clear it away at this moment.
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime, Job(path.parent), Job(path.parent).read()))
    found.sort(key=lambda one: one[0])
    return [(job, state) for _time, job, state in found if state.step in (*AT_WORK, CHECKED)]


def clear_old() -> None:
    """Delete uploads that nobody has touched for a day."""
    for path in settings.IMPORTS_DIR.glob("*/state.json"):
        with suppress(FileNotFoundError):
            is_old = time() - path.stat().st_mtime > KEPT_SECONDS
            if is_old and not Job(path.parent).is_at_work():
                shutil.rmtree(path.parent)
