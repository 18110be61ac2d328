"""The organisation (docs/rulebook.md O1-O4): departments, people, dated pay terms, roles."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.database.append_only import never_deleted
from csd.database.closed_months import LAST_DAY_APPROVED, closed, refuse_where
from csd.database.encrypted_field import EncryptedField
from csd.database.fields import MoneyField, PhoneDigits, Plain, finite
from csd.database.kept_history import changes, changes_and_entries


class DepartmentKind(models.TextChoices):
    """O1: what a department does; pools and base ranges go by it."""

    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    MARKETING = "marketing", _("Marketing")
    LOGISTICS = "logistics", _("Logistics")
    PRODUCT = "product", pgettext_lazy("department", "Product")
    DATA = "data", _("Data")
    OPERATIONS = "operations", _("Operations")
    OTHER = "other", _("Other")


class Grade(models.TextChoices):
    """O2: the grades, lowest first."""

    STAFF = "staff", _("Staff")
    FOREMAN = "foreman", _("Foreman")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")
    GENERAL_MANAGER = "general_manager", _("General manager")


class Seniority(models.TextChoices):
    """O3: the seniority class."""

    NEW = "new", _("New")
    SENIOR = "senior", _("Senior")


class Plan(models.TextChoices):
    """P3-P6: the commission plans."""

    NONE = "none", _("No commission")
    SALES_PERCENT = "sales_percent", _("Percentage of sales")
    ORDER_POOL = "order_pool", _("Order pool")
    CAMPAIGN_TARGET = "campaign_target", _("Campaign target")


class Role(models.TextChoices):
    """Functions that a person holds beside the grade (O4, docs/formats.md roles.csv)."""

    FINANCE = "finance", _("Finance")
    HR = "hr", _("HR")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


@pghistory.track(*changes_and_entries())
class Department(models.Model):
    """A department; `parent` is the one it belongs to."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=DepartmentKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent"))
    batch = models.ForeignKey("csd.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="department_kind", condition=models.Q(kind__in=DepartmentKind.values)),
            models.CheckConstraint(name="department_not_its_own_parent", condition=~models.Q(parent=models.F("id"))),
        ]
        # pools go by the kind; who is finance or HR may go by the code
        triggers = [
            closed(
                "update",
                refuse_where(f"""
                    SELECT 1 FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND n.kind = o.kind AND n.code = o.code WHERE n.id IS NULL
                    AND EXISTS (SELECT 1 FROM csd_terms t WHERE t.department_id = o.id AND t.effective_from <= {LAST_DAY_APPROVED})
                """),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


# A number under which somebody was paid stays theirs. When they left may still become known: later than the last day of the month.
_MOVED_IN_AN_APPROVED_MONTH = """
    SELECT 1 FROM old_rows o JOIN new_rows n ON n.id = o.id
    JOIN csd_attemptperson p ON p.employee_id = o.id JOIN csd_attempt a ON a.id = p.attempt_id AND a.sealed
    WHERE n.employee_no <> o.employee_no OR n.hire_date <> o.hire_date OR (n.leave_date IS DISTINCT FROM o.leave_date
        AND least(n.leave_date, o.leave_date) < (a.month + interval '1 month' - interval '1 day'))
"""
# Terms hold from a day on, so those of a paid month, and all before them, stay; new ones must not reach back into it.
_HELD_IN_AN_APPROVED_MONTH = f"SELECT 1 FROM old_rows o WHERE o.effective_from <= {LAST_DAY_APPROVED}"
_REACHES_INTO_AN_APPROVED_MONTH = f"""
    SELECT 1 FROM new_rows n JOIN csd_attemptperson p ON p.employee_id = n.employee_id JOIN csd_attempt a ON a.id = p.attempt_id AND a.sealed
    WHERE n.effective_from <= {LAST_DAY_APPROVED} AND n.effective_from < a.month + interval '1 month'
"""  # noqa: E501


@pghistory.track(*changes_and_entries())
class Employee(models.Model):
    """A person of the company, who leaves but is never deleted; whoever comes back after leaving gets a new number."""

    employee_no = models.CharField(_("employee number"), max_length=32, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    hire_date = models.DateField(_("hire date"))
    leave_date = models.DateField(_("leave date"), null=True, blank=True)
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("line manager"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    batch = models.ForeignKey("csd.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["employee_no"]
        # the orders of the list of people, and who signs in by phone
        indexes = [
            models.Index(name="employee_by_name", fields=["name", "employee_no"]),
            models.Index(name="employee_by_hire_date", fields=["hire_date", "employee_no"]),
            models.Index(name="employee_by_last_day", fields=["leave_date", "employee_no"], condition=models.Q(leave_date__isnull=False)),
            models.Index(PhoneDigits("phone"), name="employee_by_phone"),
            models.Index(Plain("employee_no"), name="number_in_any_spelling"),
        ]
        constraints = [
            models.CheckConstraint(name="employee_leaves_after_hire", condition=models.Q(leave_date__gte=models.F("hire_date"))),
            models.CheckConstraint(name="employee_not_own_manager", condition=~models.Q(manager=models.F("id"))),
        ]
        triggers = [*never_deleted(), closed("update", refuse_where(_MOVED_IN_AN_APPROVED_MONTH))]

    def __str__(self) -> str:
        return f"{self.employee_no} {self.name}"


@pghistory.track(*changes())
class PersonalData(models.Model):
    """What only payment and the tax return need of a person, kept apart from what colleagues see; numbers are encrypted, in history too."""

    employee = models.OneToOneField(Employee, models.PROTECT, primary_key=True, related_name="personal_data")
    id_number = EncryptedField(_("ID number"), about="personal.id_number", mark="id_number_mark", max_length=32, blank=True)
    id_number_mark = models.CharField(max_length=90, blank=True, editable=False)
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    bank_account = EncryptedField(_("bank account"), about="personal.bank_account", mark="bank_account_mark", max_length=40, blank=True)
    bank_account_mark = models.CharField(max_length=90, blank=True, editable=False)
    gender = models.CharField(_("gender"), max_length=16, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)

    class Meta:
        verbose_name = _("personal data")
        verbose_name_plural = _("personal data")
        indexes = [
            models.Index(name="personal_by_id_number", fields=["id_number_mark"]),
            models.Index(name="personal_by_bank_account", fields=["bank_account_mark"]),
        ]

    def __str__(self) -> str:
        return str(self.employee)


@pghistory.track(*changes_and_entries())
class Terms(models.Model):
    """Dated pay terms: they hold from `effective_from` until the next row of the person (docs/rulebook.md P, 'Pay terms')."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="terms", verbose_name=_("employee"))
    effective_from = models.DateField(_("effective from"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    position = models.CharField(_("position"), max_length=100, blank=True)
    grade = models.CharField(_("grade"), max_length=20, choices=Grade)
    seniority = models.CharField(_("seniority"), max_length=10, choices=Seniority)
    base_salary = MoneyField(_("base salary"))
    plan = models.CharField(_("commission plan"), max_length=20, choices=Plan)
    guarantee = MoneyField(_("guarantee"), null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=10, decimal_places=4, default=1)
    social_base = MoneyField(_("social insurance base"), null=True, blank=True)
    housing_base = MoneyField(_("housing fund base"), null=True, blank=True)
    housing_rate = models.DecimalField(_("housing fund rate"), max_digits=6, decimal_places=5, null=True, blank=True)
    special_deduction = MoneyField(_("special deduction per month"), default=0)
    batch = models.ForeignKey("csd.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("pay terms")
        verbose_name_plural = _("pay terms")
        ordering = ["employee", "effective_from"]
        constraints = [
            # with the department, so that everybody's of a day are read from the index alone
            models.UniqueConstraint(name="terms_one_from_a_day", fields=["employee", "effective_from"], include=["department"]),
            finite("terms_amounts", "base_salary", "weight", "special_deduction", minimum="0"),
            finite("terms_guarantee", "guarantee", minimum="0"),
            finite("terms_declared_bases", "social_base", "housing_base", "housing_rate", minimum="0"),
            models.CheckConstraint(name="terms_grade", condition=models.Q(grade__in=Grade.values)),
            models.CheckConstraint(name="terms_plan", condition=models.Q(plan__in=Plan.values)),
            models.CheckConstraint(name="terms_seniority", condition=models.Q(seniority__in=Seniority.values)),
        ]
        triggers = [
            closed("insert", refuse_where(_REACHES_INTO_AN_APPROVED_MONTH)),
            closed("update", f"{refuse_where(_HELD_IN_AN_APPROVED_MONTH)} {refuse_where(_REACHES_INTO_AN_APPROVED_MONTH)}"),
            closed("delete", refuse_where(_HELD_IN_AN_APPROVED_MONTH)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.effective_from}"


@pghistory.track(*changes_and_entries())
class RoleAssignment(models.Model):
    """Who holds a role from when to when; `until` is the last day."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="roles", verbose_name=_("employee"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    batch = models.ForeignKey("csd.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["employee", "role", "since"]
        constraints = [
            models.UniqueConstraint(name="role_once_from_a_day", fields=["employee", "role", "since"]),
            models.CheckConstraint(name="role_ends_after_it_begins", condition=models.Q(until__gte=models.F("since"))),
            models.CheckConstraint(name="role_known", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.get_role_display()}"


LONGEST_NUMBER = 64
