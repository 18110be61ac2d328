"""People are found in any spelling: dots, blanks, case, width, accents and signs that cannot be seen do not matter (csd.keys.search_form).

The column that people are found by is made anew, which takes a second for 10,000 of them, and numbers and logins get an index of
their plain form; nothing else is touched.
"""

from __future__ import annotations

from django.db import migrations, models

from csd.database.fields import Plain
from csd.database.installing import Together

# Functions name the schema of what they call: pg_dump restores with an empty search path, and fills the column as it does.

# what does not matter: accents, blanks, the dots between parts of a name, what cannot be seen or turns the text
UNSOUGHT = (
    r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    r"\t-\r\u001c- \u0085\u1680\u2028\u2029.\u00b7\u2022\u2027\u2219\u22c5\u2e31\u30fb"
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\u202a-\u202e\u2066-\u2069"
)
PLAIN = f"""
CREATE FUNCTION csd_plain(a text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT normalize(replace(lower(regexp_replace(normalize(a, NFKD), '[{UNSOUGHT}]+', '', 'g')), 'ς', 'σ'), NFKC)
$$
"""
# OFFSET 0: the plain form is made once, not for each of its signs
GRAMS = """
CREATE OR REPLACE FUNCTION csd_grams(a text, b text DEFAULT '') RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(whole.text, place, length)), '{}')
    FROM (SELECT btrim(public.csd_plain(a) || ' ' || public.csd_plain(b)) AS text OFFSET 0) whole, generate_series(1, length(whole.text)) place, generate_series(1, 2) length
    WHERE place + length - 1 <= length(whole.text)
$$
"""
SOUGHT = """
CREATE OR REPLACE FUNCTION csd_sought(sought text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(gram), '{}') FROM unnest(public.csd_grams(sought)) gram WHERE length(gram) = least(2, length(public.csd_plain(sought)))
$$
"""
# as 0012 and 0016 made them
GRAMS_BEFORE = GRAMS.replace("btrim(public.csd_plain(a) || ' ' || public.csd_plain(b)) AS text OFFSET 0", "lower(btrim(a || ' ' || b)) AS text")
SOUGHT_BEFORE = SOUGHT.replace("public.csd_plain(sought)", "btrim(sought)").replace("public.", "")
WITHOUT_COLUMN = "ALTER TABLE csd_employee DROP COLUMN grams"
COLUMN = "ALTER TABLE csd_employee ADD COLUMN grams text[] GENERATED ALWAYS AS (csd_grams(employee_no, name)) STORED"
INDEX = "CREATE INDEX employee_by_part ON csd_employee USING gin (grams)"


class Migration(migrations.Migration):
    dependencies = [("csd", "0019_jobs")]
    operations = [
        Together(
            operations=[
                migrations.RunSQL(
                    [WITHOUT_COLUMN, PLAIN, GRAMS, SOUGHT, COLUMN, INDEX],
                    [WITHOUT_COLUMN, GRAMS_BEFORE, SOUGHT_BEFORE, "DROP FUNCTION csd_plain(text)", COLUMN, INDEX],
                ),
                migrations.AddIndex("employee", models.Index(Plain("employee_no"), name="number_in_any_spelling")),
                migrations.AddIndex("user", models.Index(Plain("login"), name="login_in_any_spelling")),
            ]
        ),
    ]
