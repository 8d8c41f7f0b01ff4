from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    name = "tracker"
    label = "tracker"
    verbose_name = _("Rumor to Fact")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registers the checks that miss the ledger's triggers and the search's index.
        from tracker.desk.roles import make_groups
        from tracker.evidence.following import follow
        from tracker.ledger import triggers  # noqa: F401
        from tracker.scores.actions import follow_record
        from tracker.search import index  # noqa: F401

        follow(follow_record)
        post_migrate.connect(make_groups, sender=self, dispatch_uid="tracker.make_groups")
