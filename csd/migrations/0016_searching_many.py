"""Searching among many: what a text is found by lies in a column, for making it costs 0.1 ms; of what is sought pairs of signs are enough.

The column is not one of Django's, so that reading a person does not ask for it.
"""

from __future__ import annotations

from django.db import migrations, models

SOUGHT = """
CREATE FUNCTION csd_sought(sought text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(gram), '{}') FROM unnest(csd_grams(sought)) gram WHERE length(gram) = least(2, length(btrim(sought)))
$$
"""
COLUMN = "ALTER TABLE csd_employee ADD COLUMN grams text[] GENERATED ALWAYS AS (csd_grams(employee_no, name)) STORED"
INDEX = "CREATE INDEX employee_by_part ON csd_employee USING gin (grams)"


class Migration(migrations.Migration):
    dependencies = [("csd", "0015_terms_of_everybody")]
    operations = [
        migrations.RemoveIndex("employee", "employee_by_part"),
        migrations.RunSQL(SOUGHT, "DROP FUNCTION csd_sought(text)"),
        migrations.RunSQL(COLUMN, "ALTER TABLE csd_employee DROP COLUMN grams"),
        migrations.RunSQL(INDEX, "DROP INDEX employee_by_part"),
        migrations.AddIndex(
            "employee",
            models.Index(
                fields=["leave_date", "employee_no"], condition=models.Q(("leave_date__isnull", False)), name="employee_by_last_day"
            ),
        ),
    ]
