"""Who repeated whom about one event, down to where it came from: graph, tree and chains."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.evidence.origins import Report, next_documents
from tracker.evidence.provenance import Provenance
from tracker.reader.citations import outlet_name
from tracker.reader.links import source_url
from tracker.reader.reports import day_text
from tracker.sources.models import Source

# Ids of documents; those of provenance are hashable names.
Document = Hashable


@dataclass(frozen=True)
class Lineage:
    """The documents that the reports of one event lead through.

    own: the reports, by their documents.
    relayed: what each document leads on to; [] for those where chains end.
    relayers: the same the other way round, oldest first.
    unknown: reports of which no chain ends anywhere and that none of the others names.
    day: as of which they are told, None for today.
    """

    provenance: Provenance
    own: Mapping[Document, Sequence[Report]]
    relayed: Mapping[Document, Sequence[Document]]
    relayers: Mapping[Document, Sequence[Document]]
    documents: Mapping[Document, Source]
    unknown: Sequence[Document]
    day: date | None = None

    @property
    def ends(self) -> Sequence[Document]:
        return self.provenance.trace.ends

    @property
    def roots(self) -> list[Document]:
        """Where chains end, then the reports that lead nowhere."""
        return [*self.ends, *self.unknown]

    def outlet(self, document: Document) -> str:
        return outlet_name(self.documents[document])

    def url(self, document: Document) -> str:
        return source_url(self.documents[document].pk, self.day)


@dataclass
class Node:
    """A document in the tree of who repeats whom."""

    outlet: str
    url: str
    day_text: str
    title: str = ""
    is_origin: bool = False
    is_unknown: bool = False
    children: list[Node] = field(default_factory=list)


def lineage_of(provenance: Provenance, day: date | None = None) -> Lineage:
    """Follow the reports of an event and load the documents they lead through; one query."""
    own = provenance.own
    whole = provenance.graph.whole
    relayed: dict[Document, list[Document]] = {}
    relayers: dict[Document, list[Document]] = {}
    waiting: list[Document] = [*own]
    seen = set(waiting)
    for document in waiting:
        onward, _is_end = next_documents(document, own, whole)
        relayed[document] = [*dict.fromkeys(onward)]
        for target in relayed[document]:
            relayers.setdefault(target, []).append(document)
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    documents = Source.objects.select_related("outlet__merged_into").in_bulk([*seen])
    for those in relayers.values():
        those.sort(key=lambda document: documents[document].known_on)
    return Lineage(
        provenance=provenance,
        own=own,
        relayed=relayed,
        relayers=relayers,
        documents=documents,
        unknown=[
            source for source in own if not relayed[source] and not provenance.ends_of(source)
        ],
        day=day,
    )


def tree_of(lineage: Lineage) -> list[Node]:
    """Return origins with the documents that repeat them below.

    Reports of unknown origin stand at the end. A document that repeats several stands
    below each, but what repeats it is drawn only once.
    """
    drawn: set[Document] = set()

    def node(document: Document, **marks: bool) -> Node:
        children = [] if document in drawn else lineage.relayers.get(document, [])
        drawn.add(document)
        source = lineage.documents[document]
        return Node(
            outlet=outlet_name(source),
            url=lineage.url(document),
            day_text=day_text(source, style="short"),
            title=source.title,
            **marks,
            children=[node(child) for child in children],
        )

    roots = [node(end, is_origin=True) for end in lineage.ends]
    lost = [source for source in lineage.unknown if source not in drawn]
    return roots + [node(source, is_unknown=True) for source in lost]
