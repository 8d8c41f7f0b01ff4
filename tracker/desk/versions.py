"""Which words a form was opened with: the token that it carries, and what that stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db.models import Max, Model, QuerySet
from django.forms.models import model_to_dict

# The version of a row: the id of its newest history record under "", and the values of
# fields that its history does not keep.
Version = dict[str, Any]
Versions = Mapping[str, Version]
LONGEST = 60


def key_of(row: Model) -> str:
    return f"{row._meta.model_name}.{row.pk}"


def versions_of(rows: QuerySet[Any]) -> dict[str, Version]:
    """Return the present versions of `rows` by key; at most two queries."""
    model = rows.model
    names = unkept(model)
    found: dict[str, Version] = {
        f"{model._meta.model_name}.{pk}": dict(zip(names, map(short, values), strict=True))
        for pk, *values in rows.order_by().values_list("pk", *names)
    }
    if hasattr(model, "history") and found:
        newest = model.history.filter(id__in=rows.order_by().values("pk")).order_by()
        for pk, number in newest.values_list("id").annotate(Max("history_id")):
            found[f"{model._meta.model_name}.{pk}"][""] = number
    return found


def unkept(model: type[Model]) -> Sequence[str]:
    """Return the editable fields of `model` that its history leaves out; all without one."""
    kept = set()
    if hasattr(model, "history"):
        kept = {field.name for field in model.history.model.tracked_fields}
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in kept
    ]


def short(value: Any) -> str:
    """Return what tells `value` from others: itself, or the digest of a long text."""
    text = "" if value is None else plain(str(value))
    return text if len(text) <= LONGEST else f"#{sha256(text.encode()).hexdigest()}"


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("#") and len(value) > LONGEST


def plain(value: Any) -> Any:
    """Return a text as it is compared: browsers write the ends of lines in another way."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def written(versions: Versions) -> str:
    """Return `versions` as the text that a form carries."""
    return json.dumps(versions, sort_keys=True, separators=(",", ":"))


def read(text: str) -> dict[str, Version]:
    """Return the versions in `text`; {} if it is none of our texts."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, dict)}


def seen_of(rows: QuerySet[Any]) -> dict[Any, str]:
    """Map the ids of `rows` to what a form of each alone carries; at most two queries."""
    versions = versions_of(rows)
    return {
        int(key.rpartition(".")[2]): written({key: version})
        for key, version in versions.items()
    }


def is_as_seen(text: str, row: Model) -> bool:
    """Tell whether a form that carries `text` showed the words of `row` that are stored."""
    present = versions_of(type(row)._default_manager.filter(pk=row.pk))
    return read(text).get(key_of(row)) == present.get(key_of(row), {})


def words_at(row: Model, version: Version, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of `row` in `version`, of those `names` that are known of it.

    As `model_to_dict` has them; of fields without history as `short` has them.
    """
    number = version.get("")
    found: dict[str, Any] = {}
    if isinstance(number, int) and hasattr(row, "history"):
        record = type(row).history.filter(id=row.pk, history_id=number).first()
        if record:
            found = model_to_dict(record.instance)
    found |= {name: version.get(name) for name in unkept(type(row))}
    return {name: found[name] for name in names if found.get(name, version) is not version}
