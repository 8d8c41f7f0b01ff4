"""What a load balancer asks: does the process live, and can it do its work?"""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 503 with the reasons while the database or the cache is of no use."""
    problems = [*database_problems(), *cache_problems()]
    if problems:
        return JsonResponse({"status": "not ready", "problems": problems}, status=503)
    return JsonResponse({"status": "ok"})


def database_problems() -> list[str]:
    """Return why the database cannot serve; [] if it can.

    The reasons are for anyone to read, so they hold no address and no account; those go
    to the log. Whatever goes wrong is an answer here, never a crash.
    """
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:
        logger.exception("The database cannot be reached")
        return ["The database cannot be reached."]
    if plan:
        return [f"{len(plan)} migrations are not applied yet."]
    return []


def cache_problems() -> list[str]:
    """Return why the cache cannot serve; [] if it can. The reason in full is logged."""
    try:
        cache.set("readyz", "ok", timeout=10)
        if cache.get("readyz") == "ok":
            return []
    except Exception:
        logger.exception("The cache cannot be reached")
        return ["The cache cannot be reached."]
    return ["The cache does not keep what it is given."]
