"""What can be wrong with a policy value, in words: the same in a file and in the browser."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

# P13: amounts that are agreed in a version of the regulations
NEEDS_REGULATION = ("penalty", "severe")


UNKNOWN_KEY = _("“%(value)s” is no policy key; `manage.py policy` lists them all")


PENALTY = _("%(key)s is “%(value)s”: an amount above 0 needs a version of the regulations that agrees it (P13)")


SENTENCES = {
    "empty": _("is empty; %(key)s needs a value in %(unit)s"),
    "not_a_number": _("“%(value)s” is not a plain number, as %(key)s needs it (%(unit)s)"),
    "out_of_range": _("“%(value)s” is not between %(low)s and %(high)s, as %(key)s needs it (%(unit)s)"),
    "not_whole": _("“%(value)s” is not a whole number, as %(key)s needs it (%(unit)s)"),
    "not_positive": _("“%(value)s” is not above 0, as %(key)s needs it (%(unit)s)"),
    "one_place": _("“%(value)s” has more than one decimal place; %(key)s is in %(unit)s"),
    "month_or_quarter": _("“%(value)s” is neither month nor quarter, as %(key)s needs it"),
    "not_a_range": _("“%(value)s” is no range like 2000-5000, lower end first, as %(key)s needs it"),
    "not_brackets": _("“%(value)s” is no table like 36000:0.03:0;...;:0.45:181920, as %(key)s needs it"),
}


OTHERWISE_WRONG = _("“%(value)s” cannot be the value of %(key)s (%(unit)s)")
