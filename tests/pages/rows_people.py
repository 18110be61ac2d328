"""Rows of test_who_sees_what for people, policy, calendar, regulations and imports: who sees, who may change, who acts."""

from __future__ import annotations

from csd.models import ImportBatch, RoleAssignment, Terms

EVERYBODY = {
    "staff", "colleague", "foreman", "supervisor", "manager", "operations", "general manager", "hr", "finance", "finance, computed it",
    "auditor", "administrator",
}  # fmt: skip
FINANCE = {"finance", "finance, computed it"}
SEE_ALL = FINANCE | {"hr", "auditor", "administrator", "general manager"}
POLICY = SEE_ALL | {"manager", "operations"}
HR, ADMINISTRATOR, GENERAL = {"hr"}, {"administrator"}, {"general manager"}
S1, M1 = {"number": "S1"}, {"number": "M1"}
DEPARTMENT, MEAL = {"code": "CS"}, {"key": "meal"}
READ: list[tuple[str, dict[str, str], set[str]]] = [
    ("people", {}, EVERYBODY),
    ("person", S1, SEE_ALL | {"staff", "foreman", "supervisor", "manager"}),
    ("person", M1, SEE_ALL | {"manager"}),
    ("person", {"number": "G1"}, SEE_ALL | {"operations"}),
    ("person", {"number": "L1"}, SEE_ALL | {"manager"}),
    ("person", {"number": "nobody"}, set()),
    ("departments", {}, SEE_ALL),
    ("department", DEPARTMENT, SEE_ALL),
    ("department", {"code": "NONE"}, set()),
    ("policy", {}, POLICY),
    ("parameter", MEAL, POLICY),
    ("parameter", {"key": "order_rate:data"}, POLICY),
    ("parameter", {"key": "nothing"}, set()),
    ("calendar", {}, EVERYBODY),
    ("regulations", {}, EVERYBODY),
    ("regulation", {"regulation_id": "9001"}, EVERYBODY),
    ("regulation", {"regulation_id": "999999"}, set()),
    ("acknowledgements", {"regulation_id": "9001", "number": "1"}, HR | GENERAL | {"auditor"}),
    ("proposals", {}, HR | GENERAL | {"auditor", "manager", "operations"}),
    ("proposal", {"proposal_id": "9001"}, HR | GENERAL | {"auditor", "manager"}),
    ("proposal", {"proposal_id": "999999"}, set()),
    ("imports", {}, FINANCE | HR | ADMINISTRATOR | {"auditor"}),
    ("import", {"batch_id": "@batch"}, FINANCE | HR | ADMINISTRATOR | {"auditor"}),
    ("import", {"batch_id": "999999999999999999"}, set()),
]
# a form: shown to those who may (404 for others), sent by them (403 for others); what is sent, and who
FORMS: list[tuple[str, dict[str, str], dict[str, str], set[str]]] = [
    ("person-add", {}, {"employee_no": "N77", "name": "N77", "hire_date": "2026-09-01"}, HR),
    ("person-change", S1, {"name": "S1", "phone": "13800000000"}, HR),
    ("person-leave", S1, {"leave_date": "2026-12-31"}, HR),
    ("terms-add", S1, {"effective_from": "2026-10-01"}, HR),
    ("terms-correct", S1 | {"terms_id": "@terms"}, {}, HR),
    ("role-add", S1, {"role": "hr", "since": "2026-10-01"}, ADMINISTRATOR),
    ("role-end", {"number": "H1", "role_id": "@role"}, {}, ADMINISTRATOR),
    ("department-add", {}, {"code": "NEW", "name": "NEW", "kind": "other"}, HR),
    ("department-change", DEPARTMENT, {"code": "CS", "name": "Service", "kind": "customer_service"}, HR),
    ("parameter-set", MEAL, {"value": "320", "effective_from": "2026-10-01"}, FINANCE | GENERAL),
    ("calendar-day", {"day": "2026-10-12"}, {"kind": "rest"}, FINANCE | HR),
    ("regulation-add", {}, {"title": "New", "text": "x", "consulted": "y", "effective_from": "2026-10-01"}, HR | GENERAL),
    ("regulation-version-add", {"regulation_id": "9001"}, {"text": "x", "consulted": "y", "effective_from": "2026-10-01"}, HR | GENERAL),
    ("proposal-add", {}, {}, {"manager", "operations"}),
]
ACT: list[tuple[str, dict[str, str], dict[str, str], set[str]]] = [
    ("terms-withdraw", S1 | {"terms_id": "@terms"}, {}, HR),
    ("calendar-confirm", {"year": "2027"}, {}, FINANCE | HR),
    ("proposal-decide", {"proposal_id": "9001"}, {"answer": "accept"}, GENERAL),
]
# everybody acknowledges, each for themselves
OWN = [("acknowledge", {"regulation_id": "9001", "number": "1"})]


def filled(parts: dict[str, str]) -> dict[str, str]:
    """The parts of an address with the ids that the world's rows have this time."""
    found = {
        "@terms": lambda: Terms.objects.get(employee__employee_no="S1").pk,
        "@role": lambda: RoleAssignment.objects.get(employee__employee_no="H1").pk,
        "@batch": lambda: ImportBatch.objects.latest("pk").pk,
    }
    return {name: str(found[value]()) if value in found else value for name, value in parts.items()}
