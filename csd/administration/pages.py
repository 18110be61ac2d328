"""The administration of the organisation and of the program (csd.administration.base)."""

# many imports: every table that the administration shows is named here
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_celery_beat.models import PeriodicTask

from csd.access.models import User
from csd.access.permissions import may
from csd.access.scope import only_seen_rows
from csd.administration.base import ScopedAdmin, act_under
from csd.calendar.models import CalendarDay, CalendarYear
from csd.calendar.services import confirm_year
from csd.closing.models import Attempt, Chunk
from csd.history.stamps import stamp
from csd.loading.models import ImportBatch, ImportFile
from csd.organisation.models import Department, Employee, RoleAssignment, Terms
from csd.organisation.standing import Standing
from csd.people.services.people import ROLE_FIELDS, end_employment, end_role
from csd.people.services.terms import TERMS_FIELDS
from csd.policy.models import PolicyValue
from csd.policy.words import LABELS
from csd.regulations.models import Proposal, RegulationVersion
from csd.regulations.services import decide
from csd.shell.models import UnexpectedError
from csd.signin.models import SignInAttempt
from csd.work.registry import STEPS


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    """Departments."""

    permission = "people.see_all"
    list_display = fields = ("code", "name", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    kept = fields

    def page_of(self, record: Department) -> str:
        """The department's page."""
        return reverse("department", kwargs={"code": record.code})


@admin.register(Employee)
class EmployeeAdmin(ScopedAdmin):
    """People, each manager their own."""

    permission = "admin.open"
    list_display = ("employee_no", "name", "hire_date", "leave_date", "manager", "phone")
    # in the orders that an index has
    sortable_by = ("employee_no", "name", "hire_date")
    fields = kept = ("employee_no", "name", "hire_date", "leave_date", "manager", "phone")
    list_select_related = ("manager",)
    search_fields = ("employee_no", "name")
    actions = ("end_today",)

    def scope(self, rows: Any, who: Standing) -> Any:
        """Whom O4 names."""
        return only_seen_rows(who, rows)

    def page_of(self, record: Employee) -> str:
        """The person's page."""
        return reverse("person", kwargs={"number": record.employee_no})

    @act_under("people.change", gettext_lazy("End employment with today"))
    def end_today(self, request: HttpRequest, rows: Any) -> None:
        """The last day of the ticked people is today."""
        today = timezone.localdate()
        self.run(
            request,
            rows,
            lambda person, who: end_employment(employee=person, leave_date=today, seen=stamp(person, ("leave_date",)), actor=who),
            _("The last day is saved."),
        )


@admin.register(Terms)
class TermsAdmin(ScopedAdmin):
    """Pay terms, for anyone who sees those of others."""

    permission = "terms.see"
    list_display = ("employee", "effective_from", "department", "position", "grade", "seniority", "base_salary", "plan")
    fields = kept = TERMS_FIELDS
    list_filter = ("grade", "seniority", "plan")
    list_select_related = ("employee", "department")
    search_fields = ("employee__employee_no", "employee__name")

    def page_of(self, record: Terms) -> str:
        """The person's page."""
        return reverse("person", kwargs={"number": record.employee.employee_no})


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ScopedAdmin):
    """Roles."""

    permission = "people.see_all"
    list_display = fields = ("employee", "role", "since", "until")
    kept = ROLE_FIELDS
    list_filter = ("role",)
    list_select_related = ("employee",)
    search_fields = ("employee__employee_no", "employee__name")
    actions = ("end_today",)

    @act_under("roles.change", gettext_lazy("End these roles with today"))
    def end_today(self, request: HttpRequest, rows: Any) -> None:
        """The last day of the ticked roles is today."""
        today = timezone.localdate()
        self.run(
            request,
            rows,
            lambda role, who: end_role(assignment=role, until=today, seen=stamp(role, ROLE_FIELDS), actor=who),
            _("The role ends on that day."),
        )


@admin.register(CalendarDay)
class CalendarDayAdmin(ScopedAdmin):
    """Days that the company entered."""

    permission = "policy.see"
    list_display = fields = kept = ("date", "kind", "name", "source")
    list_filter = ("kind",)
    search_fields = ("name", "source")
    actions = ("confirm",)

    def page_of(self, record: CalendarDay) -> str:
        """The year's page."""
        return reverse("calendar") + f"?year={record.date.year}"

    @act_under("calendar.confirm", gettext_lazy("Confirm the years of these days"))
    def confirm(self, request: HttpRequest, rows: Any) -> None:
        """The years of the ticked days are confirmed as they stand."""
        years = sorted({day.date.year for day in rows})
        self.run(request, years, lambda year, who: confirm_year(year=year, actor=who), _("The calendar is confirmed."))


@admin.register(CalendarYear)
class CalendarYearAdmin(ScopedAdmin):
    """Years somebody confirmed."""

    permission = "policy.see"
    list_display = fields = ("year", "confirmed_by", "confirmed_at")
    list_select_related = ("confirmed_by",)
    kept = ("confirmed_by",)


@admin.register(PolicyValue)
class PolicyValueAdmin(ScopedAdmin):
    """Values of the policy."""

    permission = "policy.see"
    list_display = fields = readonly_fields = ("key", "label", "effective_from", "value", "set_by", "set_at", "agreed_in")
    kept = ("key", "effective_from", "value", "set_by", "agreed_in")
    list_select_related = ("set_by", "agreed_in__regulation")
    search_fields = ("key",)

    @admin.display(description=gettext_lazy("parameter"), ordering="key")
    def label(self, record: PolicyValue) -> str:
        """What the parameter is called."""
        return str(LABELS.get(record.key, record.key))

    def page_of(self, record: PolicyValue) -> str:
        """The parameter's page."""
        return reverse("parameter", kwargs={"key": record.key})


@admin.register(Proposal)
class ProposalAdmin(ScopedAdmin):
    """Proposals that wait and that were decided."""

    permission = "proposal.see"
    list_display = fields = ("kind", "employee", "what", "reason", "proposed_by", "proposed_at")
    list_filter = ("kind",)
    list_select_related = ("employee", "proposed_by")
    search_fields = ("employee__employee_no", "employee__name", "what")
    actions = ("accept",)

    def scope(self, rows: Any, who: Standing) -> Any:
        """All for whoever follows them; for others, their own."""
        return rows if may(who, "proposal.see_all") else rows.filter(proposed_by=who.employee)

    def page_of(self, record: Proposal) -> str:
        """The proposal's page."""
        return reverse("proposal", kwargs={"proposal_id": record.pk})

    @act_under("proposal.decide", gettext_lazy("Accept these proposals"))
    def accept(self, request: HttpRequest, rows: Any) -> None:
        """The ticked proposals are accepted; to refuse needs a reason and is done on the page of each."""
        self.run(
            request, rows, lambda found, who: decide(proposal=found, accepted=True, reason="", actor=who), _("The proposal is accepted.")
        )


@admin.register(RegulationVersion)
class RegulationVersionAdmin(ScopedAdmin):
    """Versions of the regulations."""

    permission = "admin.open"
    list_display = ("regulation", "number", "effective_from", "published_by", "published_at")
    fields = ("regulation", "number", "effective_from", "text", "consulted", "published_by", "published_at")
    list_select_related = ("regulation", "published_by")
    search_fields = ("regulation__title",)

    def page_of(self, record: RegulationVersion) -> str:
        """The regulation's page."""
        return reverse("regulation", kwargs={"regulation_id": record.regulation_id}) + f"?version={record.number}"


@admin.register(ImportBatch)
class ImportBatchAdmin(ScopedAdmin):
    """Imports."""

    permission = "imports.see"
    technical = True
    list_display = fields = ("id", "loaded_at", "loaded_by", "folder")
    search_fields = ("loaded_by", "folder")

    def page_of(self, record: ImportBatch) -> str:
        """The import's page."""
        return reverse("import", kwargs={"batch_id": record.pk})


@admin.register(ImportFile)
class ImportFileAdmin(ScopedAdmin):
    """Files of imports."""

    permission = "imports.see"
    technical = True
    list_display = fields = ("batch", "name", "rows", "added", "updated", "sha256")
    list_select_related = ("batch",)
    search_fields = ("name", "sha256")


@admin.register(Attempt)
class AttemptAdmin(ScopedAdmin):
    """Computings of a month: when, by whom, how they ended."""

    permission = "run.watch"
    technical = True
    # not the reason of a failure: it may name an amount
    list_display = fields = ("month", "number", "state", "started_by", "started_at", "finished_at", "sealed")
    list_filter = ("state",)
    list_select_related = ("started_by",)
    ordering = ("-month", "-number")


class PartFilter(admin.SimpleListFilter):
    """By step, in words."""

    title = gettext_lazy("step")
    parameter_name = "step"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The steps there are."""
        return [(step.name, step.words) for step in STEPS.values()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those of one step."""
        return queryset.filter(step=self.value()) if self.value() else queryset


@admin.register(Chunk)
class ChunkAdmin(ScopedAdmin):
    """Parts of a computing."""

    permission = "run.watch"
    technical = True
    list_display = fields = readonly_fields = ("attempt", "stage", "part", "low", "high", "done", "done_at", "tries")
    list_filter = ("done", PartFilter)
    list_select_related = ("attempt",)
    ordering = ("-attempt", "stage", "id")

    @admin.display(description=gettext_lazy("step"), ordering="step")
    def part(self, record: Chunk) -> str:
        """The step in words."""
        return str(STEPS[record.step].words) if record.step in STEPS else record.step


@admin.register(SignInAttempt)
class SignInAttemptAdmin(ScopedAdmin):
    """Tries at signing in."""

    permission = "operations.see"
    technical = True
    list_display = fields = ("login", "address", "at", "outcome")
    list_filter = ("outcome",)
    search_fields = ("login",)
    ordering = ("-id",)


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Logins, without anything to sign in by."""

    permission = "operations.see"
    technical = True
    list_display = fields = ("login", "employee", "is_active", "last_login", "date_joined")
    list_filter = ("is_active",)
    list_select_related = ("employee",)
    search_fields = ("login",)


@admin.register(UnexpectedError)
class UnexpectedErrorAdmin(ScopedAdmin):
    """Answers 500."""

    permission = "operations.see"
    technical = True
    list_display = ("number", "at", "method", "page", "error", "login")
    fields = ("number", "at", "method", "page", "error", "place", "login")
    search_fields = ("number", "page", "error")


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(ScopedAdmin):
    """What runs by the clock."""

    permission = "operations.see"
    technical = True
    list_display = fields = ("name", "task", "enabled", "interval", "crontab", "last_run_at", "total_run_count")
    list_select_related = ("interval", "crontab")
    search_fields = ("name", "task")
