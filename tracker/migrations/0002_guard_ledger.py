from __future__ import annotations

from django.db import migrations

from tracker.ledger.triggers import GuardLedger


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_initial")]

    operations = [GuardLedger()]
