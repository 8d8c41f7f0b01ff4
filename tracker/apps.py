from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    name = "tracker"
    label = "tracker"
    verbose_name = _("Rumor to Fact")
    default_auto_field = "django.db.models.BigAutoField"
