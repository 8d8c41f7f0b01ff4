"""How the wording changed on the way: what each report says against what it repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.reader.citations import Cited, outlet_name
from tracker.reader.lineage import Document, Lineage
from tracker.reader.reports import day_text
from tracker.shared.wording import Piece, base_of, hedges_in, reworded

SHOWN = 6


@dataclass(frozen=True)
class Telling:
    """One quote, set against an earlier one (`against`), if there is one.

    pieces: the words, marked; [] if the two have too little in common.
    is_translated: the words are those of our translation, not of the quote.
    is_sibling: nothing of what it repeats is on file in words, so it stands against the
    earliest that leads back to the same origin.
    via: outlets between the two of which no words are on file.
    """

    cited: Cited
    against: Cited | None = None
    is_sibling: bool = False
    via: Sequence[str] = ()
    pieces: Sequence[Piece] = ()
    is_translated: bool = False
    has_no_common_language: bool = False
    hedges_gone: Sequence[str] = ()
    hedges_new: Sequence[str] = ()


@dataclass(frozen=True)
class Family:
    """The quotes that lead back to one document, in the order of their days.

    `origin` and `day_text` are its outlet and day if no words of it are on file, else "".
    """

    origin: str
    day_text: str
    first: Sequence[Telling]
    rest: Sequence[Telling]

    @property
    def count(self) -> int:
        return len(self.first) + len(self.rest)


def families_of(lineage: Lineage, citations: Sequence[Cited], language: str) -> list[Family]:
    """Return the families in which at least two quotes can be set against each other.

    `citations` are all of the event, oldest first; `language` is the story's. A chain may
    begin with a document that only asked or mentioned what others repeat as a fact: its
    words are where the wording began all the same.
    """
    quoted: dict[Document, list[Cited]] = {}
    members: dict[Document, list[Cited]] = {}
    for one in citations:
        if one.quote and (one.stance == "supports" or one.source in lineage.documents):
            quoted.setdefault(one.source, []).append(one)
            members.setdefault(home_of(one.source, lineage), []).append(one)
    families = []
    for home, those in members.items():
        # Of one day, what is repeated comes before what repeats it.
        those.sort(key=lambda one: (one.known_on, depth_of(one.source, lineage)))
        tellings = [telling(one, those[0], quoted, lineage, language) for one in those]
        if any(one.pieces for one in tellings):
            shown = len(tellings) if len(tellings) <= SHOWN + 1 else SHOWN
            origin = None if home in quoted else lineage.documents[home]
            families.append(
                Family(
                    origin=outlet_name(origin) if origin else "",
                    day_text=day_text(origin) if origin else "",
                    first=tellings[:shown],
                    rest=tellings[shown:],
                )
            )
    return families


def home_of(document: Document, lineage: Lineage) -> Document:
    """Return where the chain of `document` ends, or as far as it can be followed."""
    ends = lineage.provenance.ends_of(document)
    return ends[0] if ends else [*levels_above(document, lineage)][-1][0]


def depth_of(document: Document, lineage: Lineage) -> int:
    """Return over how many documents the longest chain from `document` leads."""
    return len([*levels_above(document, lineage)]) - 1


def levels_above(document: Document, lineage: Lineage) -> Iterator[list[Document]]:
    """Yield [document], then all that it repeats, then all that those repeat, and so on."""
    level = [document]
    while level:
        yield level
        onward = [after for one in level for after in lineage.relayed.get(one, [])]
        level = [*dict.fromkeys(onward)]


def telling(
    one: Cited,
    first: Cited,
    quoted: Mapping[Document, Sequence[Cited]],
    lineage: Lineage,
    language: str,
) -> Telling:
    """Set `one` against what it repeats, else against the `first` of its family."""
    repeated, via = repeated_by(one, quoted, lineage)
    if len(repeated) == 1:
        against = repeated[0]
    elif repeated:
        against = max(repeated, key=lambda other: shared_words(other, one, language))
    elif first.source != one.source:
        against = first
    else:
        return Telling(one)
    texts = comparable_texts(against, one, language)
    if texts is None:
        return Telling(one, against, not repeated, via, has_no_common_language=True)
    before, after, spoken = texts
    then, now = hedges_in(before, spoken), hedges_in(after, spoken)
    pieces = reworded(before, after)
    return Telling(
        cited=one,
        against=against,
        is_sibling=not repeated,
        via=via,
        pieces=pieces,
        is_translated=after != one.quote,
        hedges_gone=[word for word in then if word not in now] if pieces else [],
        hedges_new=[word for word in now if word not in then] if pieces else [],
    )


def repeated_by(
    one: Cited, quoted: Mapping[Document, Sequence[Cited]], lineage: Lineage
) -> tuple[Sequence[Cited], list[str]]:
    """Return the quotes of the nearest document that `one` repeats, and the outlets between."""
    came_from: dict[Document, Document | None] = {one.relays: None} if one.relays else {}
    for document in (waiting := [*came_from]):
        if document in quoted:
            between = []
            step = came_from[document]
            while step is not None:
                between.append(lineage.outlet(step))
                step = came_from[step]
            return quoted[document], between[::-1]
        for after in lineage.relayed.get(document, []):
            if after not in came_from:
                came_from[after] = document
                waiting.append(after)
    return [], []


def comparable_texts(before: Cited, after: Cited, language: str) -> tuple[str, str, str] | None:
    """Return two texts in one language, and that language; None if there are none.

    The quotes themselves, else what both are in the story's `language`, by our translation
    where the quote is in another.
    """
    spoken = [tongue(one, language) for one in (before, after)]
    if spoken[0] == spoken[1]:
        return before.quote, after.quote, spoken[0]
    told = [
        one.quote if tongue(one, language) == base_of(language) else one.translation
        for one in (before, after)
    ]
    return (told[0], told[1], base_of(language)) if all(told) else None


def tongue(one: Cited, language: str) -> str:
    """Return in what a quote is; Chinese in the one script and in the other are two."""
    base = base_of(one.language) or base_of(language)
    return one.language.casefold() if base == "zh" else base


def shared_words(before: Cited, after: Cited, language: str) -> int:
    texts = comparable_texts(before, after, language)
    if texts is None:
        return 0
    pieces = reworded(texts[0], texts[1])
    return sum(len(piece.words) for piece in pieces if piece.kind == "same")
