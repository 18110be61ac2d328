"""How many statements a page takes: the same for 13 people and for 73."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.preparing import prepare_month
from tests.pages.world import AUGUST, client_of

# address, who opens it, how many statements it takes
PAGES = [
    ("/", "staff", 11),
    ("/", "foreman", 14),
    ("/", "supervisor", 14),
    ("/", "manager", 12),
    ("/", "hr", 15),
    ("/", "finance", 15),
    ("/", "general manager", 15),
    ("/", "auditor", 14),
    ("/inbox/", "staff", 7),
    ("/inbox/", "finance", 9),
    ("/absence/", "finance", 7),
    ("/points/", "staff", 20),
    ("/points/2026-08/", "staff", 20),
    ("/points/2026-07/", "staff", 10),
    ("/points/team/2026-08/S1/", "hr", 22),
    ("/points/team/2026-08/", "manager", 11),
    ("/points/team/2026-08/?sort=score", "hr", 11),
    ("/points/team/2026-07/", "hr", 11),
    ("/points/close/2026-08/", "hr", 8),
    ("/points/close/2026-08/missing/", "hr", 8),
    ("/pay-runs/", "finance", 8),
    ("/pay-runs/2026-08/", "finance", 27),
    ("/pay-runs/2026-08/", "hr", 19),
    ("/pay-runs/2026-08/people/", "finance", 12),
    ("/pay-runs/2026-08/people/?sort=change&down=on", "finance", 12),
    ("/pay-runs/2026-08/people/S1/", "finance", 14),
    ("/pay-runs/2026-08/people/S1/comm_sales/", "finance", 15),
    ("/pay-runs/2026-08/people/S1/comm_sales/fact/net_sales/", "finance", 15),
    ("/pay-runs/2026-08/people/S1/absence/fact/unpaid_days/", "finance", 22),
    ("/pay-runs/2026-08/differences/", "finance", 8),
    ("/exports/", "finance", 8),
    ("/exports/log/", "auditor", 8),
    ("/pay-runs/2026-08/exceptions/", "hr", 9),
    ("/pay-runs/2026-08/people/?only=share", "finance", 14),
    ("/pay-runs/2026-08/people/?more=35", "finance", 14),
    ("/pay-runs/2026-07/people/S1/base/", "finance", 18),
    ("/payslips/2026-07/base/", "staff", 19),
    ("/my-orders/2026-08/", "staff", 12),
    ("/entries/sales/?month=2026-08", "finance", 7),
    ("/entries/sales/?month=2026-08", "manager", 8),
    ("/entries/sales/?order=A08", "staff", 7),
    ("/entries/2026-08/campaigns/", "finance", 8),
    ("/entries/2026-08/costs/", "finance", 8),
    ("/entries/2026-08/nominations/", "hr", 9),
    ("/entries/2026-08/specials/", "finance", 7),
    ("/corrections/adjustments/", "finance", 8),
    ("/corrections/receivables/", "finance", 8),
    ("/payslips/", "staff", 6),
    ("/payslips/2026-07/", "staff", 15),
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
    ("/waterfalls/2026-08/sales/fact/sales_net/", "auditor", 13),
    ("/my-security/", "staff", 12),
    ("/my-security/looks/", "staff", 7),
    ("/looks/", "auditor", 7),
    ("/security-log/", "auditor", 7),
    ("/access/S1/", "hr", 19),
    ("/personal-data/S1/", "hr", 7),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Twice, with few and with many people."""
    metafunc.parametrize("company", [0, 60], indirect=True, scope="module")


@pytest.mark.parametrize(("url", "role", "statements"), PAGES)
def test_a_page_takes_as_many_statements_for_many_people_as_for_few(company: object, url: str, role: str, statements: int) -> None:
    client = client_of(role)
    prepare_month(month=AUGUST)
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    assert len(counted) == statements, [query["sql"][:120] for query in counted]
