"""Moving the due dates of several predictions: each is a slip."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.many import ManyView
from tracker.desk.many_forms import PostponeRow, PostponeTop, RowForm, TopForm
from tracker.evidence.models import Citation
from tracker.ledger.models import Field


class PostponeView(ManyView):
    field = Field.DUE
    row_form = PostponeRow
    title = gettext_lazy("Postpone predictions")
    action = gettext_lazy("Record the due dates")

    def top(self, data: Any) -> TopForm:
        form = PostponeTop(data)
        form.fields["effective"].zone = form.fields["value"].zone = self.story.zone
        sources = {
            citation.source_id: citation.source
            for event in self.events
            for citation in self.by_event[event.pk]
        }
        form.fields["source"].choices = [
            ("", "–"),
            *((pk, f"{source.outlet}: {source.title}") for pk, source in sources.items()),
        ]
        return form

    def record(self, top: TopForm, row: RowForm) -> None:
        if not (row.cleaned_data["value"] or top.cleaned_data["value"]):
            row.add_error("value", _("Give the new due date here, or for all rows above."))
            return
        if top.cleaned_data["effective"] is None:
            # What a document says is known from the day on which the document is.
            known = (one.source.known_on for one in row.citations if cites(one, top))
            top.cleaned_data["effective"] = next(known, None)
        super().record(top, row)

    def parts(self, top: TopForm, row: RowForm) -> dict[str, Any]:
        ticked = row.cleaned_data["evidence"]
        return {
            "value": row.cleaned_data["value"] or top.cleaned_data["value"],
            "evidence": [
                citation
                for citation in row.citations
                if citation.pk in ticked or cites(citation, top)
            ],
        }


def cites(citation: Citation, top: TopForm) -> bool:
    """Tell whether `citation` is of the document chosen for all rows."""
    return citation.source_id == top.cleaned_data["source"]
