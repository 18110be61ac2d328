"""What the organisation does in the close of a month, its lists, and its pages of the first level."""

from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may, register_rights
from csd.calendar.inbox import CALENDAR
from csd.exports import listings
from csd.exports.engine import EXPORTS
from csd.exports.lists import LIST
from csd.exports.old import expire_exports
from csd.exports.registry import register_export
from csd.inbox.registry import register_kind
from csd.jobs.engine import register_line
from csd.jobs.lines import JOBS_LINE
from csd.jobs.registry import Sweep, register_sweep
from csd.jobs.tiles import LATE_SWEEPS
from csd.jobs.timetable import Every
from csd.jobs.waking import WAKE_SECONDS, make_up
from csd.key_repair.registry import ORGANISATION, register_keys
from csd.lists.declared import register_listing
from csd.loading import views as imports
from csd.loading.files import FILES
from csd.loading.registry import register_files
from csd.organisation.models import Grade
from csd.people.tiles import PEOPLE as PEOPLE_COMING_AND_GOING
from csd.people.views import departments, people
from csd.regulations.inbox import PROPOSALS
from csd.regulations.tiles import TO_READ
from csd.regulations.views import proposals, regulations
from csd.rights import RIGHTS
from csd.shell.home import register_tile
from csd.shell.navigation import Entry, register_entry
from csd.shell.tiles import WAITING
from csd.shell.views.parts import SAMPLE
from csd.signin.inbox import ACCESS
from csd.signin.lists import EVENTS, LOOKS, MY_LOOKS
from csd.signin.services.forgetting import forget_what_is_over
from csd.signin.services.offboarding import offboard_leavers
from csd.work import people_of_month
from csd.work.engine import ATTEMPTS
from csd.work.registry import register_results, register_sources, register_step

register_rights(*RIGHTS)
for line in (ATTEMPTS, EXPORTS, JOBS_LINE):
    register_line(line)
register_sources("csd_employee", "csd_terms", "csd_policyvalue", "csd_calendarday")
register_step(people_of_month.PEOPLE)
register_results("csd_attemptperson", "csd_chunk")
register_files(*FILES)
register_keys(*ORGANISATION)
register_listing(SAMPLE)
for listing in (people.PEOPLE, departments.DEPARTMENTS, regulations.ACKNOWLEDGEMENTS, proposals.PROPOSALS, imports.IMPORTS):
    register_listing(listing)
register_entry(
    Entry("people", _("People"), "people", 90, "people", lambda who: who.grade not in (None, Grade.STAFF) or may(who, "people.see_all"))
)
register_entry(Entry("regulations", _("Regulations"), "book", 95, "regulations", lambda who: who.employed))
register_entry(Entry("proposals", _("Proposals"), "comment", 97, "proposals", proposals.sees_proposals))
register_entry(Entry("policy", _("Policy"), "policy", 100, "policy", lambda who: may(who, "policy.see")))
register_entry(Entry("calendar", _("Calendar"), "calendar", 105, "calendar", lambda who: may(who, "policy.see")))
register_entry(Entry("imports", _("Imports"), "upload", 110, "imports", lambda who: may(who, "imports.see")))
for inbox_kind in (CALENDAR, PROPOSALS, ACCESS):
    register_kind(inbox_kind)
register_entry(Entry("home", _("Today"), "home", 0, "", lambda who: who.employed, phone=True))
register_entry(Entry("inbox", _("To decide"), "inbox", 10, "inbox", lambda who: who.employed, phone=True))
for tile in (LATE_SWEEPS, WAITING, TO_READ, PEOPLE_COMING_AND_GOING):
    register_tile(tile)
register_export(LIST)
for listing in (listings.MINE, listings.LOG):
    register_listing(listing)
register_entry(Entry("exports", _("Exports"), "download", 200, "exports", lambda who: who.employed))
register_entry(Entry("looks", LOOKS.title, "history", 200, "looks", lambda who: may(who, "looks.see")))
register_entry(Entry("security-log", EVENTS.title, "lock", 210, "security-log", lambda who: may(who, "security.see")))
for listing in (EVENTS, LOOKS, MY_LOOKS):
    register_listing(listing)
register_entry(Entry("admin:index", _("Administration"), "settings", 130, "admin", lambda who: may(who, "admin.open")))
for sweep in (
    Sweep("wake", _("Wake what nobody works on"), Every(WAKE_SECONDS), make_up),
    Sweep("exports.remove", _("Remove old exports"), Every(3600), expire_exports),
    Sweep("access.end", _("End the access of leavers"), Every(900), offboard_leavers),
    Sweep("access.forget", _("Forget sessions and tries that are over"), Every(3600), forget_what_is_over),
):
    register_sweep(sweep)
