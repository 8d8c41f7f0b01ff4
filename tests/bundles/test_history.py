from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bundles.makers import bridge, empty_record, flaws_of, small, take
from tracker.bundles.exporting import export_story
from tracker.ledger.models import Change
from tracker.ledger.verify import faults

pytestmark = pytest.mark.django_db


def exported() -> dict[str, Any]:
    return json.loads(export_story(bridge()))


class TestHistory:
    """Bundles whose entries come with digests."""

    def test_it_comes_in_as_it_was(self) -> None:
        take(small())
        content = export_story(bridge())
        empty_record()
        take(content, by="ben")
        assert export_story(bridge()) == content

    def test_lapsed_evidence_is_a_warning(self) -> None:
        take(small())
        data = exported() | {}
        empty_record()
        data["citations"][0]["review"] = "rejected"
        report = take(data)
        assert [flaw.path for flaw in report.warnings] == [
            "changes[0].evidence", "changes[1].evidence",
        ]  # fmt: skip

    def test_an_altered_entry_breaks_the_chain(self) -> None:
        take(small())
        data = exported()
        empty_record()
        data["changes"][2]["reason"] = "Because."
        found = flaws_of(data)
        assert [*found] == ["changes[2].digest"]
        assert "chain breaks here" in found["changes[2].digest"]

    def test_a_digest_cannot_follow_an_entry_without_one(self) -> None:
        take(small())
        data = exported()
        empty_record()
        del data["changes"][1]["digest"]
        assert "changes[2].digest" in flaws_of(data)

    def test_it_extends_what_is_on_file(self) -> None:
        take(small())
        data = exported()
        empty_record()
        shorter = data | {"changes": data["changes"][:2]}
        take(shorter)
        assert take(data).added["changes"] == 3
        assert faults(bridge()) == []

    def test_it_must_be_the_chain_on_file(self) -> None:
        take(small())
        data = exported()
        empty_record()
        take(small(), by="ben")
        found = flaws_of(data)
        assert [*found] == ["changes[0]"]
        assert "ben" in found["changes[0]"] and "anna" in found["changes[0]"]

    def test_new_entries_may_follow_it(self) -> None:
        take(small())
        data = exported()
        empty_record()
        data["changes"].append(
            {
                "event": "p-may",
                "field": "outcome",
                "value": "held",
                "effective": "2026-05-03",
                "evidence": ["c2"],
                "resolved_by": ["o-open"],
                "actual": "1 May 2026, at noon",
            }
        )
        take(data, by="ben")
        assert [row.recorded_by for row in Change.objects.all()] == ["anna"] * 5 + ["ben"]
        assert faults(bridge()) == []
