"""What a machine can check about how our code reads. Which room may import which is
checked by `make lint`, from the contract in pyproject.toml."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

BASE_DIR: Path = settings.BASE_DIR
MACHINE_PATH = re.compile(r"(?<![\w.<~-])/(?:work|root|home|Users)/")


def tracked_files() -> list[Path]:
    """Return the project's own files, as git knows them or is about to."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [BASE_DIR / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and "vendor" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(BASE_DIR))


FILES = tracked_files()
TEMPLATES = [path for path in FILES if path.is_relative_to(BASE_DIR / "templates")]
PYTHON = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_there_is_something_to_check() -> None:
    assert BASE_DIR / "tracker" / "settings.py" in PYTHON
    assert TEMPLATES


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_bool_arguments_are_keyword_only(path: Path) -> None:
    wrong = [
        f"{function.name}({argument.arg})"
        for function in functions(path)
        for argument in function.args.posonlyargs + function.args.args
        if argument.annotation
        and "bool" in re.findall(r"\w+", ast.unparse(argument.annotation))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_a_file_stays_short_enough_to_hold_in_mind(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style\b", text)
    # Data blocks are no scripts; every other script comes from a file of ours.
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and "json" not in tag] == []
    assert not re.search(r"""\s(?:style|on[a-z]+|hx-on[:\w-]*)\s*=\s*["']""", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_can_be_read_and_stand_before_those_of_packages(path: Path) -> None:
    template = get_template(str(path.relative_to(BASE_DIR / "templates")))
    assert template.origin.name == str(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_escape_everything(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\|\s*safe(?:seq)?\b", text)
    assert "{% autoescape off" not in text


def test_every_partial_says_what_it_needs() -> None:
    partials = [path for path in TEMPLATES if path.name.startswith("_")]
    says = re.compile(r"\{# .*Needs: .+#\}\n")
    assert [named(path) for path in partials if not says.match(path.read_text())] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    naming = []
    for path in FILES:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and MACHINE_PATH.search(text):
            naming.append(named(path))
    assert naming == []
