"""The built-in story, read without the database: for rules that are pure functions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import tracker
from tracker.evidence.known import known_days, own_day
from tracker.evidence.origins import Report, Trace, trace

PATH = Path(tracker.__file__).parent / "bundles" / "stories" / "deepseek-v4-huawei.json"


def real_story() -> dict[str, Any]:
    return json.loads(PATH.read_text())


def trace_in(bundle: dict[str, Any], event: str, day: date) -> Trace:
    """Return where the reports of `event` come from as of `day`."""
    accepted = [c for c in bundle["citations"] if c.get("review", "accepted") == "accepted"]
    whole = {source["id"]: source.get("relays", []) for source in bundle["sources"]}
    links = [(source, relayed) for source, all_of in whole.items() for relayed in all_of]
    links += [(c["source"], c["relays"]) for c in accepted if "relays" in c]
    own = {
        source["id"]: own_day(
            source.get("published", ""),
            date.fromisoformat(source["accessed"]) if "accessed" in source else None,
        )
        for source in bundle["sources"]
    }
    known = known_days(own, links)
    reports = [
        Report(c["source"], c["basis"], c.get("relays"))
        for c in accepted
        if c["event"] == event and c["stance"] == "supports"
        if (since := known[c["source"]]) and since <= day
    ]
    outlets = {source["id"]: source["outlet"] for source in bundle["sources"]}
    return trace(reports, whole=whole, outlets=outlets)
