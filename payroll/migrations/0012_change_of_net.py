"""The net of the month before is kept with the payslip; those that are there get theirs while the triggers sleep."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

import csd.database.fields

KEEP = """
    UPDATE payroll_payslip s SET net_before = b.net
    FROM csd_attempt a, payroll_run r, payroll_payslip b
    WHERE a.id = s.attempt_id AND r.month = a.month - interval '1 month' AND b.attempt_id = r.attempt_id AND b.employee_id = s.employee_id
"""


def keep(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payroll_payslip DISABLE TRIGGER USER")
        cursor.execute(KEEP)
        cursor.execute("ALTER TABLE payroll_payslip ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("payroll", "0011_negative_nets_by_person"), ("csd", "0015_terms_of_everybody")]
    operations = [
        migrations.AddField("payslip", "net_before", csd.database.fields.TotalField("net last month", decimal_places=2, max_digits=30, null=True)),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.AddIndex(
            "payslip",
            models.Index(
                models.F("attempt"),
                CombinedExpression(models.F("net"), "-", Coalesce("net_before", models.Value(Decimal(0)))),
                models.F("employee"),
                name="payslip_by_change",
            ),
        ),
    ]
