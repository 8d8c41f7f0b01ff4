"""Deciding about citations from their form and from their list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.desk.deciding import NotDecided, decide, decide_all
from tracker.desk.ids import may_be_id
from tracker.desk.review_queue import FROM_QUEUE, place_after
from tracker.desk.together import SEEN
from tracker.evidence.models import Citation, Review, ReviewState

OWN = gettext_lazy(
    "What you proposed or rewrote yourself has to be accepted by somebody else: this desk "
    "asks for four eyes."
)
SAID = {
    ReviewState.ACCEPTED: gettext_lazy("Accepted: it counts now, and readers see it."),
    ReviewState.REJECTED: gettext_lazy(
        "Rejected: it counts nowhere, and readers do not see it."
    ),
}


class DecidesCitations:
    """Mixin of the admin of citations: buttons in the form, actions in the list.

    Who opened the form from the review queue is led on to the queue's next row.
    """

    actions = ["accept", "reject"]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra = {
            "may_review": self.has_review_permission(request),
            "last_review": last_review(object_id),
            "queue_url": self.queue_url(request, object_id),
        }
        if request.method == "POST" and {"_accept", "_reject"} & {*request.POST}:
            return self.decide(request, object_id)
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Accept or reject one citation from its form, with a reason if one is given."""
        citation = self.get_object(request, unquote(object_id))
        if citation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_review_permission(request):
            raise PermissionDenied
        state = ReviewState.ACCEPTED if "_accept" in request.POST else ReviewState.REJECTED
        reason = request.POST.get("review_reason", "").replace("\x00", "").strip()
        try:
            decide(
                citation.pk,
                state,
                by=request.user,
                seen=request.POST.get(SEEN, ""),
                reason=reason,
                last=request.POST.get("last_review", "?"),
            )
        except NotDecided as refused:
            kept = _("Your reason was: “%s”.") % reason if reason else ""
            self.message_user(request, f"{refused} {kept}".strip(), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        self.message_user(request, SAID[state], messages.SUCCESS)
        return self.on_in_queue(request, citation) or HttpResponseRedirect(
            request.get_full_path()
        )

    def response_post_save_add(self, request: HttpRequest, citation: Citation) -> HttpResponse:
        return self.on_in_queue(request, citation) or super().response_post_save_add(
            request, citation
        )

    def response_post_save_change(
        self, request: HttpRequest, citation: Citation
    ) -> HttpResponse:
        return self.on_in_queue(request, citation) or super().response_post_save_change(
            request, citation
        )

    def on_in_queue(self, request: HttpRequest, citation: Citation) -> HttpResponse | None:
        """Lead to the next row of the queue whoever came from there; None for others."""
        address = self.queue_url(request, str(citation.pk))
        return HttpResponseRedirect(address) if address else None

    def queue_url(self, request: HttpRequest, citation: str) -> str:
        is_from_there = FROM_QUEUE in request.GET and may_be_id(citation)
        return place_after(int(citation), request.GET, request.user) if is_from_there else ""

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tracker.review_citation")

    @admin.action(
        description=gettext_lazy("Accept the chosen citations"), permissions=["review"]
    )
    def accept(self, request: HttpRequest, queryset: QuerySet[Citation]) -> None:
        self.review_all(request, queryset, ReviewState.ACCEPTED)

    @admin.action(
        description=gettext_lazy("Reject the chosen citations"), permissions=["review"]
    )
    def reject(self, request: HttpRequest, queryset: QuerySet[Citation]) -> None:
        self.review_all(request, queryset, ReviewState.REJECTED)

    def review_all(
        self, request: HttpRequest, queryset: QuerySet[Citation], state: ReviewState
    ) -> None:
        done = decide_all(queryset.values_list("pk", flat=True), state, by=request.user)
        if done.decided:
            told = (
                ngettext("%d citation accepted.", "%d citations accepted.", done.decided)
                if state == ReviewState.ACCEPTED
                else ngettext("%d citation rejected.", "%d citations rejected.", done.decided)
            )
            self.message_user(request, told % done.decided, messages.SUCCESS)
        if done.own:
            self.message_user(request, OWN, messages.ERROR)
        if done.others:
            told = ngettext(
                "%d was decided already: open it to decide anew.",
                "%d were decided already: open each to decide anew.",
                done.others,
            )
            self.message_user(request, told % done.others, messages.INFO)


def last_review(citation: str) -> str:
    """Return the id of the newest review of the citation with this id; "" if there is none."""
    if not may_be_id(citation):
        return ""
    newest = Review.objects.filter(citation=citation).order_by("-id")
    return str(newest.values_list("pk", flat=True).first() or "")
