"""From the text of a bundle to its parts: JSON, then the schema. Uses no database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError
from jsonschema.validators import extend

from tracker.bundles.flaws import BundleRefused, Flaw, json_path

SCHEMA = Path(__file__).with_name("story-bundle.schema.json")
SHOWN = 60


@cache
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return extend(Draft202012Validator, {"pattern": unlike_pattern})(schema)


def unlike_pattern(
    _validator: Any, pattern: str, value: Any, _schema: Any
) -> Iterator[SchemaError]:
    """Yield an error unless `value` matches `pattern`.

    In JSON Schema `$` is the end of the text alone; Python's also lets a line break follow.
    """
    if isinstance(value, str) and not re.search(pattern.replace("$", r"\Z"), value):
        yield SchemaError(f"{value!r} does not match {pattern!r}")


def read_json(content: bytes) -> dict[str, Any]:
    """Return the object that `content` holds.

    Raises BundleRefused for what is not UTF-8, not JSON, not one object, or names a part
    twice (of which JSON readers keep one without a word).
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("The file is not UTF-8: byte %d cannot be read. Save it as UTF-8.")
        raise BundleRefused([Flaw("", message % error.start)]) from error
    try:
        data = json.loads(
            text, object_pairs_hook=without_repeats, parse_constant=refuse_constant
        )
    except BundleRefused:
        raise
    except json.JSONDecodeError as error:
        message = _("Not JSON: line %(line)d, column %(column)d: %(what)s.")
        values = {"line": error.lineno, "column": error.colno, "what": error.msg}
        raise BundleRefused([Flaw("", message % values)]) from error
    except ValueError as error:
        # Python's guard against numbers of thousands of digits.
        raise BundleRefused([Flaw("", _("A number in it is too long."))]) from error
    except RecursionError as error:
        raise BundleRefused([Flaw("", _("The JSON is nested too deeply."))]) from error
    if not isinstance(data, dict):
        raise BundleRefused([Flaw("", _("A bundle is one JSON object, in braces."))])
    return data


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            message = _("“%s” is named twice in one object; keep one of them.") % name
            raise BundleRefused([Flaw("", message)])
        found[name] = value
    return found


def refuse_constant(name: str) -> Any:
    raise BundleRefused([Flaw("", _("%s is no JSON value.") % name)])


def schema_flaws(data: dict[str, Any]) -> list[Flaw]:
    """Return all places where `data` does not follow the schema, in the order of the file."""
    errors = sorted(validator().iter_errors(data), key=lambda error: [*map(str, error.path)])
    return [flaw for error in errors for flaw in flaws_of(error)]


def flaws_of(error: SchemaError) -> Iterator[Flaw]:
    """Say in people's words what jsonschema found."""
    place = [*error.absolute_path]
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        # jsonschema reports each missing part by itself, naming it only in its message.
        name = next(name for name in missing if repr(name) in error.message)
        yield Flaw(json_path(*place), _("Add “%s”.") % name)
    elif error.validator == "additionalProperties":
        for name in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
            message = _("Remove it: the format has no part of this name here.")
            yield Flaw(json_path(*place, name), message)
    else:
        yield Flaw(json_path(*place), sentence(error))


def sentence(error: SchemaError) -> str:
    """Return how to mend one value that does not follow the schema."""
    shown = json.dumps(error.instance, ensure_ascii=False)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return _("%(advice)s It is %(shown)s.") % {"advice": advice(error), "shown": shown}


def advice(error: SchemaError) -> str:
    limit = error.validator_value
    match error.validator:
        case "type":
            return _("Make it %s.") % named_type(limit)
        case "enum":
            return _("Choose one of: %s.") % ", ".join(map(str, limit))
        case "const":
            return _("Write %s.") % json.dumps(limit)
        case "minLength":
            return _("Write something: it is too short.")
        case "maxLength":
            return _("Shorten it to at most %s characters.") % limit
        case "minimum":
            return _("Write a number from %s on.") % limit
        case "pattern":
            return pattern_sentence(limit)
        case "uniqueItems":
            return _("Name each only once.")
    return error.message


def named_type(name: str) -> str:
    names = {
        "object": _("an object, in braces"),
        "array": _("a list, in brackets"),
        "string": _("a text, in quotes"),
        "boolean": _("true or false"),
        "integer": _("a whole number"),
    }
    return names.get(name, name)


def pattern_sentence(pattern: str) -> str:
    sentences = {
        "^[a-z0-9]+(-[a-z0-9]+)*$": _("Use small letters, digits and single hyphens."),
        "^[A-Z]{2}$": _("Use the two capital letters of a country, such as CN."),
        "^[0-9a-f]{64}$": _("Write the 64 hexadecimal digits of a SHA-256."),
    }
    return sentences.get(pattern, _("It must match %s.") % pattern)
