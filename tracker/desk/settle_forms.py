"""The forms of the page that settles predictions, and how its rows follow what is on top."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.citation_choice import label_of_citation
from tracker.desk.ids import may_be_id
from tracker.desk.many_forms import RowForm, TickField, TopForm, Words
from tracker.evidence.models import Citation
from tracker.stories.values import Miss, Outcome

SETTLED = [choice for choice in Outcome.choices if choice[0] != Outcome.OPEN]


class SettleTop(TopForm):
    settled_by = TickField(
        label=gettext_lazy("Settled by"),
        help_text=gettext_lazy(
            "Ticked for every row at first. A row that ticks others keeps its own."
        ),
    )
    # The day that was proposed, to see whether somebody changed it.
    proposed = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["settled_by", "effective", "reason"]


@dataclass(frozen=True)
class Settling:
    """What settles one row: ids of occurrences, and of the citations it rests on.

    follows: the occurrences ticked on top when the row was last shown. A row that ticks
    exactly these goes along with the top.
    shown: those whose citations the row has listed.
    is_new: the row has an occurrence now whose citations nobody has seen in it yet.
    """

    settlers: Sequence[int]
    evidence: Sequence[int] = ()
    follows: Sequence[int] = ()
    shown: Sequence[int] = ()
    effective: str = ""
    proposed: str = ""
    offers_all: bool = False
    is_new: bool = False

    def values(self) -> dict[str, Any]:
        """Return it as the fields of a row; what a form shows at first."""
        return {
            "resolved_by": [*self.settlers],
            "evidence": [*self.evidence],
            "follows": joined(self.follows),
            "shown": joined(self.settlers),
            "effective": self.effective,
            "proposed": self.proposed,
            "offers_all": "1" if self.offers_all else "",
        }

    def write(self, data: QueryDict, prefix: str) -> None:
        """Put it into what was sent, in the place of what the row said itself."""
        for name, value in self.values().items():
            texts = [str(pk) for pk in value] if isinstance(value, list) else [value]
            data.setlist(prefix + name, texts)


def typed_settling(data: QueryDict | None, prefix: str) -> Settling:
    """Return what the row with `prefix` says, as it was sent; nothing if nothing was."""
    if data is None:
        return Settling(settlers=[])
    return Settling(
        settlers=ids(data.getlist(prefix + "resolved_by")),
        evidence=ids(data.getlist(prefix + "evidence")),
        follows=ids(data.get(prefix + "follows", "").split(",")),
        shown=ids(data.get(prefix + "shown", "").split(",")),
        effective=data.get(prefix + "effective", ""),
        proposed=data.get(prefix + "proposed", ""),
        offers_all=bool(data.get(prefix + "offers_all")),
    )


def ids(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if may_be_id(text)]


def joined(numbers: Collection[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


class SettleRow(RowForm):
    """A row with its own settling occurrences and their evidence.

    offered: the citations of the prediction, then those of its settlers.
    """

    value = forms.ChoiceField(
        required=False, choices=[("", "–"), *SETTLED], label=gettext_lazy("Outcome")
    )
    miss = forms.ChoiceField(
        required=False, choices=[("", "–"), *Miss.choices], label=gettext_lazy("Miss")
    )
    actual = Words(label=gettext_lazy("Actual"), max_length=300)
    resolved_by = TickField(label=gettext_lazy("Settled by"))
    evidence = TickField(label=gettext_lazy("Evidence"))
    override = forms.BooleanField(
        required=False,
        label=gettext_lazy("Record it although the evidence is not sufficient"),
        help_text=gettext_lazy(
            "Needs a reason in this row. Readers see that it was overridden."
        ),
    )
    follows = forms.CharField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    proposed = forms.CharField(widget=forms.HiddenInput, required=False)
    offers_all = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["value", "miss", "actual", "effective", "reason", "override"]

    def __init__(
        self,
        data: Any,
        *,
        settling: Settling,
        offered: Sequence[Citation],
        occurrences: Sequence[tuple[int, str]],
        may_override: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.initial |= settling.values()
        self.settling = settling
        self.offered = offered
        self.fields["resolved_by"].choices = occurrences
        self.fields["evidence"].choices = [
            (citation.pk, label_of_citation(citation, about=self.event.pk))
            for citation in offered
        ]
        if not may_override:
            del self.fields["override"]

    @property
    def is_as_above(self) -> bool:
        """Whether it is settled by what is ticked on top."""
        return {*self.settling.settlers} == {*self.settling.follows}

    @property
    def typed(self) -> list[forms.BoundField]:
        # Shown below the evidence that it overrides.
        return [one for one in super().typed if one.name != "override"]

    @property
    def shows_evidence(self) -> bool:
        overrides = "override" in self.fields and self["override"].value()
        return bool(overrides) or not self.is_as_above

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("override")
            and not cleaned.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", _("Say in this row why it is recorded all the same."))
        return cleaned

    def is_chosen(self) -> bool:
        return bool(self["value"].data)
