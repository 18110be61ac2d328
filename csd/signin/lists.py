"""The lists of the two logs (csd.access.models): each over its newest rows first, by an index on the time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.access.models import Happened, LookedAt
from csd.access.permissions import may
from csd.database.rows import Query
from csd.lists.declared import Arguments, Filter, Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.months import Month
from csd.organisation.standing import Standing

_WHEN = (Key("at", "timestamptz"), Key("id", "bigint"))
_EVENTS = """
    SELECT e.id, e.at, e.kind, coalesce(p.employee_no || ' ' || p.name, e.login) AS who, coalesce(w.employee_no || ' ' || w.name, '') AS whom,
           coalesce(host(e.address), '') AS address, e.browser, e.detail
    FROM csd_securityevent e LEFT JOIN csd_employee p ON p.id = e.who_id LEFT JOIN csd_employee w ON w.id = e.whom_id
"""  # noqa: E501
_LOOKS = """
    SELECT l.id, l.at, l.what, p.employee_no || ' ' || p.name AS who, coalesce(w.employee_no || ' ' || w.name, '') AS whose,
           l.month, coalesce(host(l.address), '') AS address, l.detail
    FROM csd_look l JOIN csd_employee p ON p.id = l.who_id LEFT JOIN csd_employee w ON w.id = l.whose_id
"""


def _all_events(who: Standing, arguments: Arguments) -> Query:
    return Query(_EVENTS)


def _all_looks(who: Standing, arguments: Arguments) -> Query:
    return Query(_LOOKS)


def _looks_at_me(who: Standing, arguments: Arguments) -> Query:
    return Query(f"{_LOOKS} WHERE l.whose_id = %(me)s", {"me": who.employee.pk})


def _month(row: Row) -> Month | None:
    return Month.of(row["month"]) if row["month"] else None


_AT = Column(_("When"), "moment", key="at", sort="at")
_WHO = Column(pgettext_lazy("log", "Who"), words={"console": _("Operator of the machine"), "clock": _("By itself")}, key="who")
_DETAILS = {"second step": _("in two steps"), "app": _("app on the phone"), "passkey": _("passkey")}
_ADDRESS = Column(_("Address"), key="address", minor=True)
_MONTH = Column(_("Month"), "month", key="month")
_WHAT = Column(_("What"), words=dict(LookedAt.choices), key="what")


def _read_here_only(who: Standing) -> bool:
    """A log is read where it is kept: no file of it is handed out."""
    return False


_EMPTY = (_("Nothing yet"), _("What happens is kept here by itself."))

EVENTS = Listing(
    "security-events",
    _("Security log"),
    lambda who: may(who, "security.see"),
    _all_events,
    (
        _AT,
        Column(_("What happened"), words=dict(Happened.choices), key="kind"),
        _WHO,
        Column(_("About whom"), key="whom"),
        _ADDRESS,
        Column(_("Browser"), key="browser", hidden=True),
        Column(_("Detail"), words=_DETAILS, key="detail", hidden=True),
    ),
    {"at": _WHEN},
    search=("who", "whom", "address"),
    search_label=_("Number, name or address"),
    filters=(Filter("kind", _("What happened"), dict(Happened.choices), "kind = %(filter_kind)s"),),
    empty=_EMPTY,
    descending=True,
    counted=False,
    exported_by=_read_here_only,
)
LOOKS = Listing(
    "looks",
    _("Looks at pay"),
    lambda who: may(who, "looks.see"),
    _all_looks,
    (_AT, _WHO, Column(_("Whose"), key="whose"), _WHAT, _MONTH, _ADDRESS, Column(_("Detail"), key="detail", hidden=True)),
    {"at": _WHEN},
    links={"month": _month},
    search=("who", "whose"),
    search_label=_("Number or name"),
    filters=(Filter("what", _("What"), dict(LookedAt.choices), "what = %(filter_what)s", chips=True),),
    empty=_EMPTY,
    descending=True,
    counted=False,
    exported_by=_read_here_only,
)
MY_LOOKS = Listing(
    "my-looks",
    _("Who looked at my pay"),
    lambda who: who.employed,
    _looks_at_me,
    (_AT, _WHO, _WHAT, _MONTH),
    {"at": _WHEN},
    links={"month": _month},
    empty=(_("Nobody has looked at your pay"), _("When somebody does, it is kept here by itself.")),
    descending=True,
    counted=False,
    exported_by=_read_here_only,
)
