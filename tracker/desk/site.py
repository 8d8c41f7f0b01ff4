"""How the desk calls itself."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Rumor to Fact: the desk")
admin.site.site_title = _("Desk – Rumor to Fact")
admin.site.index_title = _("The desk")
admin.site.index_template = "admin/desk/front/index.html"
admin.site.empty_value_display = "–"
admin.site.enable_nav_sidebar = False
