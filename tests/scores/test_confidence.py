"""The formula of confidence: cases worked out by hand, edges of bands, and order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evidence.origins import Report
from tracker.scores.confidence import Confidence, Origin, Voice, origins_of
from tracker.scores.grades import GRADES, grade_of
from tracker.scores.priors import BY_KIND, PRIMARY, Prior
from tracker.scores.record import Record
from tracker.sources.models import OutletKind


def voice(
    mean: float = 0.5, *, record: Record | None = None, hedged: bool = False, by: str = "a"
) -> Voice:
    origin = Origin(outlet=by, is_primary=False, is_on_file=True, hedged=hedged)
    return Voice(origin, Prior(mean), record or Record())


@pytest.mark.parametrize(
    ("support", "denial", "expected"),
    [
        ([], [], 0.0),
        ([voice(0.55)], [], 0.55),
        # 1 - 0.45 * 0.45
        ([voice(0.55), voice(0.55)], [], 0.80),
        # 1 - 0.45 * 0.725
        ([voice(0.55), voice(0.55, hedged=True)], [], 0.67),
        # 0.55 * (1 - 0.6)
        ([voice(0.55)], [voice(0.6)], 0.22),
        # (1 - 0.45 * 0.45) * (1 - 0.25)
        ([voice(0.55), voice(0.55)], [voice(0.5, hedged=True)], 0.60),
        # (0.5 * 4 + 9.5) / (4 + 12) = 0.71875
        ([voice(0.5, record=Record(held=8, partly=3, failed=1))], [], 0.72),
        # (0.95 * 20 + 0) / (20 + 5)
        ([Voice(Origin("a", True, True, False), PRIMARY, Record(failed=5))], [], 0.76),
        ([], [voice(0.9)], 0.0),
    ],
)
def test_the_sum_is_what_is_worked_out_by_hand(
    support: Sequence[Voice], denial: Sequence[Voice], expected: float
) -> None:
    assert Confidence(support, denial).value == expected


@pytest.mark.parametrize(
    ("value", "letter"),
    [
        (1.0, "A"), (0.90, "A"), (0.89, "A/B"), (0.75, "A/B"), (0.74, "B/C"), (0.55, "B/C"),
        (0.54, "C/D"), (0.35, "C/D"), (0.34, "D"), (0.10, "D"), (0.09, ""), (0.0, ""),
    ],
)  # fmt: skip
def test_a_number_at_the_edge_belongs_to_the_better_band(value: float, letter: str) -> None:
    assert grade_of(value).letter == letter


@pytest.mark.parametrize("least", [grade.least for grade in GRADES if grade.letter])
def test_a_sum_that_comes_to_an_edge_is_graded_as_it_is_shown(least: float) -> None:
    assert Confidence([voice(least)], []).grade.least == least
    # Shown as the edge, graded by the same number.
    assert Confidence([voice(least - 0.004)], []).grade.least == least
    assert Confidence([voice(least - 0.006)], []).grade.least < least


def test_every_kind_of_outlet_has_a_prior_of_a_coin_toss_or_little_more() -> None:
    assert {*BY_KIND} == {*OutletKind}
    assert all(0 < prior.mean <= 0.6 for prior in BY_KIND.values())


DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "basis": st.sampled_from(["primary", "first_hand", "relayed"]),
            "relays": st.none() | st.integers(0, 8),
            "hedged": st.booleans(),
        }
    ),
    min_size=1,
    max_size=8,
)


def reports_of(documents: list[dict[str, Any]]) -> list[Report]:
    """Return a report for each document; it relays older ones only, so there is no circle."""
    found = []
    for place, one in enumerate(documents):
        relays = one["relays"]
        is_relay = relays is not None and relays < place
        basis = "relayed" if is_relay else one["basis"]
        found.append(Report(place, basis, relays if is_relay else None, hedged=one["hedged"]))
    return found


def confidence_of(support: list[Report], denial: list[Report] | None = None) -> Confidence:
    """Each document has an outlet of its own, with a weight that goes by its number."""

    def voices(reports: list[Report]) -> list[Voice]:
        outlets = {place: f"outlet {place}" for place in range(30)}
        return [
            Voice(origin, Prior((int(str(origin.outlet).split()[1]) % 9 + 1) / 10), Record())
            for origin in origins_of(reports, whole={}, outlets=outlets)
        ]

    return Confidence(voices(support), voices(denial or []))


@given(DOCUMENTS, DOCUMENTS, st.booleans())
def test_more_independent_support_never_lowers_it(
    support: list[dict[str, Any]], denial: list[dict[str, Any]], hedged: bool
) -> None:
    before, against = reports_of(support), reports_of(denial)
    new = Report(20, "first_hand", hedged=hedged)
    assert confidence_of([*before, new], against).value >= confidence_of(before, against).value


@given(DOCUMENTS, DOCUMENTS, st.data())
def test_more_relays_of_one_origin_never_raise_it(
    support: list[dict[str, Any]], denial: list[dict[str, Any]], data: st.DataObject
) -> None:
    before, against = reports_of(support), reports_of(denial)
    relayed = data.draw(st.sampled_from([report.source for report in before]))
    hedged = data.draw(st.booleans())
    relays = [Report(20 + n, "relayed", relayed, hedged=hedged) for n in range(3)]
    assert (
        confidence_of([*before, *relays], against).value <= confidence_of(before, against).value
    )


@given(DOCUMENTS, DOCUMENTS)
def test_more_denial_never_raises_it(
    support: list[dict[str, Any]], denial: list[dict[str, Any]]
) -> None:
    before, against = reports_of(support), reports_of(denial)
    new = Report(20, "first_hand")
    assert confidence_of(before, [*against, new]).value <= confidence_of(before, against).value


@given(DOCUMENTS, DOCUMENTS)
def test_it_lies_between_none_and_one(
    support: list[dict[str, Any]], denial: list[dict[str, Any]]
) -> None:
    assert 0 <= confidence_of(reports_of(support), reports_of(denial)).value <= 1


def origins(*reports: Report) -> dict[object, Origin]:
    outlets = {"wire": "Wire", "wire 2": "Wire", "blog": "Blog", "paper": "Paper"}
    return {one.outlet: one for one in origins_of(reports, whole={}, outlets=outlets)}


def test_an_origin_is_hedged_where_all_it_says_itself_is() -> None:
    hedged, flat = Report("wire", "first_hand", hedged=True), Report("wire 2", "first_hand")
    relay = Report("blog", "relayed", "wire", hedged=False)
    assert origins(hedged, relay)["Wire"].hedged
    assert not origins(hedged, flat)["Wire"].hedged


def test_an_origin_known_by_relays_alone_is_hedged_once_one_of_them_is() -> None:
    flat = Report("blog", "relayed", "wire")
    hedged = Report("paper", "relayed", "wire", hedged=True)
    assert not origins(flat)["Wire"].hedged
    assert origins(flat, hedged)["Wire"].hedged
    assert not origins(flat)["Wire"].is_on_file


def test_a_relay_of_what_the_party_concerned_said_is_not_first_hand() -> None:
    assert origins(Report("wire", "primary"))["Wire"].is_primary
    assert not origins(Report("blog", "relayed", "wire"))["Wire"].is_primary
