"""People are found by a part of their number or name: an index of single signs and pairs of signs."""

import django.contrib.postgres.indexes
from django.db import migrations

import csd.database.fields

GRAMS = """
CREATE FUNCTION csd_grams(a text, b text DEFAULT '') RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(whole.text, place, length)), '{}')
    FROM (SELECT lower(btrim(a || ' ' || b)) AS text) whole, generate_series(1, length(whole.text)) place, generate_series(1, 2) length
    WHERE place + length - 1 <= length(whole.text)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("csd", "0011_seal_personal_data")]

    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION csd_grams(text, text)"),
        migrations.AddIndex(
            model_name="employee",
            index=django.contrib.postgres.indexes.GinIndex(csd.database.fields.Grams("employee_no", "name"), name="employee_by_part"),
        ),
    ]
