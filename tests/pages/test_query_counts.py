"""How many statements a page takes: the same for 13 people and for 73."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.world import client_of

# address, who opens it, how many statements it takes
PAGES = [
    ("/pay-runs/", "finance", 7),
    ("/pay-runs/2026-08/", "finance", 26),
    ("/pay-runs/2026-08/", "hr", 19),
    ("/pay-runs/2026-08/people/", "finance", 11),
    ("/pay-runs/2026-08/people/?sort=change&down=on", "finance", 11),
    ("/pay-runs/2026-08/people/S1/", "finance", 13),
    ("/pay-runs/2026-08/people/S1/comm_sales/", "finance", 14),
    ("/pay-runs/2026-08/people/S1/comm_sales/fact/net_sales/", "finance", 14),
    ("/pay-runs/2026-08/people/S1/absence/fact/unpaid_days/", "finance", 21),
    ("/pay-runs/2026-08/differences/", "finance", 7),
    ("/payslips/", "staff", 6),
    ("/payslips/2026-07/", "staff", 11),
    ("/waterfalls/", "operations", 7),
    ("/waterfalls/2026-08/", "operations", 10),
    ("/waterfalls/2026-08/sales/fact/sales_net/", "auditor", 12),
    ("/people/", "hr", 10),
    ("/people/", "manager", 10),
    ("/people/?state=here&department=CS&find=S", "auditor", 10),
    ("/people/?sort=name&down=on", "supervisor", 10),
    ("/people/S1/", "hr", 13),
    ("/people/S1/", "foreman", 13),
    ("/people/S1/terms/add/", "hr", 14),
    ("/departments/", "hr", 8),
    ("/departments/CS/", "hr", 7),
    ("/policy/", "finance", 6),
    ("/policy/sales_rate/", "finance", 7),
    ("/policy/sales_rate/set/", "finance", 6),
    ("/calendar/", "hr", 8),
    ("/regulations/", "staff", 6),
    ("/regulations/9001/", "staff", 8),
    ("/regulations/9001/versions/1/people/", "hr", 10),
    ("/proposals/", "general manager", 8),
    ("/proposals/9001/", "manager", 6),
    ("/imports/", "hr", 8),
    ("/admin/", "auditor", 5),
    ("/admin/csd/employee/", "manager", 7),
    ("/admin/csd/terms/", "auditor", 7),
    ("/admin/csd/proposal/", "general manager", 7),
    ("/admin/queue/", "administrator", 7),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Twice, with few and with many people."""
    metafunc.parametrize("company", [0, 60], indirect=True, scope="module")


@pytest.mark.parametrize(("url", "role", "statements"), PAGES)
def test_a_page_takes_as_many_statements_for_many_people_as_for_few(company: object, url: str, role: str, statements: int) -> None:
    client = client_of(role)
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    assert len(counted) == statements, [query["sql"][:120] for query in counted]
