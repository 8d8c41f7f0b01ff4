from __future__ import annotations

from django.db import migrations

from tracker.search.index import KeepIndex


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_guard_ledger")]

    operations = [KeepIndex()]
