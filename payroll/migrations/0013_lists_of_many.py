"""Lists of many: who owes something is read from the index alone, and whether a campaign has sold anything is found by one."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payroll", "0012_change_of_net"), ("csd", "0016_searching_many")]
    operations = [
        migrations.RemoveIndex("payslip", "payslip_below_zero"),
        migrations.AddIndex(
            "payslip",
            models.Index(fields=["attempt", "employee"], include=["id", "net"], condition=models.Q(("net__lt", 0)), name="payslip_below_zero"),
        ),
        migrations.AddIndex(
            "sale", models.Index(fields=["campaign"], condition=models.Q(("campaign__isnull", False)), name="sale_of_campaign")
        ),
    ]
