"""What the ledger speaks of is never deleted; the desk says so before the database does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class KeepsRecord:
    """Mixin of an admin whose recorded rows stay.

    kept_because: why, with %s for the row.
    """

    kept_because = ""

    def is_recorded(self, row: models.Model) -> bool:
        """Tell whether the ledger speaks of `row`."""
        raise NotImplementedError

    def has_delete_permission(
        self, request: HttpRequest, row: models.Model | None = None
    ) -> bool:
        if not super().has_delete_permission(request, row):
            return False
        return row is None or not self.is_recorded(row)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        # Without a row asked about, this asks for the role's right alone.
        if row and self.has_delete_permission(request) and self.is_recorded(row):
            self.message_user(request, self.kept_because % row, messages.WARNING)
            opts = self.opts
            form = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
            return HttpResponseRedirect(form)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, rows: Any, request: HttpRequest) -> Any:
        listed, counts, lacking, protected = super().get_deleted_objects(rows, request)
        recorded = [row for row in rows if self.is_recorded(row)]
        if recorded:
            # The reason is not a missing right, and one sentence says it.
            protected = [str(self.kept_because % row) for row in recorded]
            lacking = set()
        return listed, counts, lacking, protected
