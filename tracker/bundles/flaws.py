"""What is wrong with a bundle: where, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Flaw:
    """One thing about a bundle; `path` is a JSON path (citations[3].event), "" for all."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class BundleRefused(ValueError):
    """A bundle cannot be taken; `flaws` are all reasons that were found."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("\n".join(str(flaw) for flaw in flaws))
        self.flaws = [*flaws]


@dataclass
class Report:
    """What reading a bundle found, and what importing it adds.

    warnings: what was taken all the same, such as evidence that has lapsed since.
    kept: where the bundle and the record differ in words and the record was kept.
    added: how many rows of each kind are new, by the name of the bundle's list.
    """

    slug: str
    warnings: list[Flaw] = field(default_factory=list)
    kept: list[Flaw] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not any(self.added.values())


def json_path(*parts: str | int) -> str:
    """Write a JSON path: ("citations", 3, "event") is citations[3].event."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part}" if path else part
    return path
