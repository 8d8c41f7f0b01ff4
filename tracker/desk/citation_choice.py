"""Citations to tick as the evidence of an entry."""

from __future__ import annotations

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tracker.dates.words import say
from tracker.evidence.models import Citation


class CitationChoice(forms.ModelMultipleChoiceField):
    """Accepted citations as checkboxes, each with what tells it from the others."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, citation: Citation) -> str:
        return label_of_citation(citation, about=self.about)

    # The event that the entry is about; citations of others say which one they are about.
    about: int = 0


def label_of_citation(citation: Citation, *, about: int) -> str:
    """Return what tells `citation` from the others: who says what, known since when."""
    known = citation.source.known_on
    parts = [
        f"{citation.source.outlet}: {citation.source.title}",
        f"{citation.get_stance_display()}, {citation.get_basis_display().lower()}",
        _("known %s") % say(known.isoformat()) if known else _("day unknown"),
    ]
    if citation.quote:
        parts.append(f"“{Truncator(citation.quote).chars(90)}”")
    if citation.event_id != about:
        parts.append(_("about “%s”") % Truncator(citation.event.statement).chars(80))
    return " · ".join(parts)
