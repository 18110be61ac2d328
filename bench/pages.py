"""`python -m bench.pages --installation month-100000-0`: server time of the pages in a company that `bench.month` loaded and closed.

Each page is requested by whoever it is made for, 20 times after one to warm up, in this process through all middleware; the slowest
but one of 20 is the 95th percentile. Prints JSON and keeps it under bench/results. Looking at a page changes nothing, so it may be
run again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench.machine import DATA, RESULTS, described, load_average, manage, use_own_installation
from bench.month import MONTH, keep

TIMES = 20
LIMIT_MS = 100
_PEOPLE = """
    SELECT e.id FROM csd_employee e JOIN LATERAL (
        SELECT * FROM csd_terms t WHERE t.employee_id = e.id AND t.effective_from <= current_date ORDER BY t.effective_from DESC LIMIT 1) t ON true
    JOIN csd_department d ON d.id = t.department_id
    WHERE (e.leave_date IS NULL OR e.leave_date >= current_date) AND e.hire_date <= current_date AND {condition} ORDER BY e.id LIMIT 1
"""  # noqa: E501
_HOLDS = """EXISTS (
    SELECT 1 FROM csd_roleassignment r WHERE r.employee_id = e.id AND r.role = '{}' AND r.since <= current_date
    AND (r.until IS NULL OR r.until >= current_date))"""
_WHO = {
    "staff": "t.grade = 'staff' AND d.code NOT IN ('FI', 'HR') AND EXISTS (SELECT 1 FROM payroll_payslip s WHERE s.employee_id = e.id)",
    "foreman": "t.grade = 'foreman'",
    "supervisor": "t.grade = 'supervisor'",
    "manager": "t.grade = 'manager'",
    "hr": _HOLDS.format("hr"),
    "finance": _HOLDS.format("finance"),
    "auditor": _HOLDS.format("auditor"),
}
_WITHOUT_ROLES = {"hr": "d.code = 'HR'", "finance": "d.code = 'FI'"}
# who looks → pages; {n} is the number of somebody with a payslip
PAGES = {
    "staff": ["/", "/inbox/", "/points/", "/points/{month}/", "/payslips/", "/my-orders/{month}/", "/my-security/", "/regulations/"],
    "foreman": ["/", "/people/", "/points/team/{month}/", "/inbox/"],
    "supervisor": ["/", "/people/", "/points/team/{month}/"],
    "manager": ["/", "/people/", "/people/?find=王", "/people/?find=E0", "/points/team/{month}/", "/entries/sales/?month={month}"],
    "hr": [
        "/",
        "/people/",
        "/people/?find={n}",
        "/people/?find=王",
        "/people/?find=王小",
        "/people/?find=E0",
        "/people/?find=E00",
        "/people/?sort=name",
        "/people/?state=left",
        "/people/?department=CS&state=here",
        "/people/?department=LG&state=here",
        "/people/?department=MK&state=here",
        "/people/?department=HR&state=here",
        "/people/{n}/",
        "/admin/csd/employee/",
        "/admin/csd/employee/?q=王小",
        "/admin/csd/employee/?p=100",
        "/admin/csd/terms/",
        "/points/team/{month}/",
        "/points/close/{month}/",
        "/pay-runs/",
        "/calendar/",
        "/policy/",
        "/departments/",
    ],
    "finance": [
        "/",
        "/inbox/",
        "/pay-runs/{month}/",
        "/pay-runs/{month}/people/",
        "/pay-runs/{month}/people/?sort=net&down=on",
        "/pay-runs/{month}/people/?sort=gross&down=on",
        "/pay-runs/{month}/people/?sort=change&down=on",
        "/pay-runs/{month}/people/?find={n}",
        "/pay-runs/{month}/people/?find=王",
        "/pay-runs/{month}/people/?find=E0",
        "/pay-runs/{month}/people/?only=new",
        "/pay-runs/{month}/people/?only=gone",
        "/pay-runs/{month}/people/?only=negative",
        "/pay-runs/{month}/people/?only=provisional",
        "/pay-runs/{month}/people/?more=20",
        "/pay-runs/{month}/people/{n}/",
        "/pay-runs/{month}/people/{n}/gross/",
        "/pay-runs/{month}/exceptions/",
        "/waterfalls/{month}/",
        "/waterfalls/{month}/sales/fact/sales_net/",
        "/entries/sales/?month={month}",
        "/entries/{month}/campaigns/",
        "/entries/{month}/nominations/",
        "/entries/{month}/specials/",
        "/corrections/adjustments/",
        "/corrections/receivables/",
        "/exports/",
    ],
    "auditor": ["/", "/looks/", "/security-log/", "/exports/log/", "/imports/"],
}  # fmt: skip


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--installation", default="month-1000-0", help="a folder under --data that bench.month has loaded and closed")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args()


def main() -> int:
    """Start the servers, ask for every page, report; exit 1 when a page did not answer."""
    options = arguments()
    use_own_installation(options.installation, options.data)
    try:
        manage("services", "start")
        result = measured(options.installation)
    finally:
        manage("services", "stop")
    keep(options.out, f"pages-{options.installation.removeprefix('month-')}", result)
    return 0 if all(page["status"] == 200 for page in result["pages"]) else 1


def measured(installation: str) -> dict[str, Any]:
    """All pages."""
    import django  # noqa: PLC0415 (the data folder had to be chosen first)

    django.setup()
    from django.conf import settings  # noqa: PLC0415 (needs Django)

    from csd.database.prepare import prepare  # noqa: PLC0415 (needs Django)
    from csd.database.rows import rows_of  # noqa: PLC0415 (needs Django)

    prepare()
    settings.ALLOWED_HOSTS = ["testserver"]
    number = rows_of("SELECT e.employee_no FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id ORDER BY s.id LIMIT 1")[0][0]
    words = {"month": MONTH, "n": number}
    pages = []
    for role, urls in PAGES.items():
        client = signed_in(role)
        if client is not None:
            pages += [timed(role, url.format(**words), client.get) for url in urls]
    slow = [page for page in pages if page["p95_ms"] > LIMIT_MS]
    people = rows_of("SELECT count(*) FROM csd_employee")[0][0]
    months = rows_of("SELECT count(*) FROM payroll_run WHERE attempt_id IS NOT NULL")[0][0]
    return {
        "machine": described(),
        "installation": installation,
        "employees": people,
        "months": months,
        "load_average": load_average(),
        "over_100_ms": len(slow),
        "pages": pages,
    }


def signed_in(role: str) -> Any:
    """A browser of somebody in this role, both steps done; None where the company has nobody in it."""
    from django.test import Client  # noqa: PLC0415 (needs Django)

    from csd.access.services import create_login  # noqa: PLC0415 (needs Django)
    from csd.database.rows import rows_of  # noqa: PLC0415 (needs Django)
    from csd.models import Employee, RoleAssignment  # noqa: PLC0415 (needs Django)
    from tests.signing_in import full_session  # noqa: PLC0415 (needs Django)

    conditions = [_WHO[role], *([_WITHOUT_ROLES[role]] if role in _WITHOUT_ROLES else [])]
    for condition in conditions:
        found = rows_of(_PEOPLE.format(condition=condition))
        if found:
            if condition == _WITHOUT_ROLES.get(role):
                RoleAssignment.objects.get_or_create(employee_id=found[0][0], role=role, since=date(2020, 1, 1))
            user = create_login(employee=Employee.objects.get(pk=found[0][0]), password="a long password of the bench")  # noqa: S106
            return full_session(Client(), user)
    return None


def timed(role: str, url: str, get: Callable[[str], Any]) -> dict[str, Any]:
    """Median and 95th percentile of one page in milliseconds, and the first view, in which the process makes what it then remembers."""
    began = time.perf_counter()
    status = get(url).status_code
    first = (time.perf_counter() - began) * 1000
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        get(url)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {
        "role": role,
        "url": url,
        "status": status,
        "median_ms": round(took[TIMES // 2], 1),
        "p95_ms": round(took[-2], 1),
        "first_ms": round(first, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
