"""How many statements a page takes: the same for 13 people and for 73, and for 5,013 in `make test-all`."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from attendance.close.preparing import prepare_month
from tests.pages.world import AUGUST, TODAY, client_of
from tests.sampling import WHOLE

# address, who opens it, how many statements it takes
PAGES = [
    ("/", "staff", 14),
    ("/", "foreman", 18),
    ("/", "supervisor", 18),
    ("/", "manager", 17),
    ("/", "hr", 20),
    ("/", "finance", 19),
    ("/", "general manager", 20),
    ("/", "auditor", 19),
    ("/inbox/", "staff", 9),
    ("/inbox/", "finance", 12),
    ("/absence/", "finance", 7),
    ("/points/", "staff", 21),
    ("/points/2026-08/", "staff", 21),
    ("/points/2026-07/", "staff", 11),
    ("/points/team/2026-08/S1/", "hr", 23),
    ("/points/team/2026-08/", "manager", 13),
    ("/points/team/2026-08/?sort=score", "hr", 12),
    ("/points/team/2026-07/", "hr", 12),
    ("/points/close/2026-08/", "hr", 10),
    ("/points/close/2026-08/missing/", "hr", 9),
    ("/pay-runs/", "finance", 8),
    ("/pay-runs/2026-08/", "finance", 21),
    ("/pay-runs/2026-08/", "hr", 15),
    ("/pay-runs/2026-08/people/", "finance", 16),
    ("/pay-runs/2026-08/people/?sort=change&down=on", "finance", 16),
    ("/pay-runs/2026-08/people/S1/", "finance", 15),
    ("/pay-runs/2026-08/people/S1/comm_sales/", "finance", 16),
    ("/pay-runs/2026-08/people/S1/comm_sales/fact/net_sales/", "finance", 16),
    ("/pay-runs/2026-08/people/S1/absence/fact/unpaid_days/", "finance", 23),
    ("/pay-runs/2026-08/differences/", "finance", 9),
    ("/exports/", "finance", 9),
    ("/exports/log/", "auditor", 9),
    ("/pay-runs/2026-08/exceptions/", "hr", 10),
    ("/pay-runs/2026-08/people/?only=share", "finance", 16),
    ("/pay-runs/2026-08/people/?more=35", "finance", 16),
    ("/pay-runs/2026-07/people/S1/base/", "finance", 20),
    ("/payslips/2026-07/base/", "staff", 20),
    ("/my-orders/2026-08/", "staff", 13),
    ("/entries/sales/?month=2026-08", "finance", 8),
    ("/entries/sales/?month=2026-08", "manager", 9),
    ("/entries/sales/?order=A08", "staff", 9),
    ("/entries/2026-08/campaigns/", "finance", 9),
    ("/entries/2026-08/costs/", "finance", 9),
    ("/entries/2026-08/nominations/", "hr", 10),
    ("/entries/2026-08/specials/", "finance", 9),
    ("/corrections/adjustments/", "finance", 10),
    ("/corrections/receivables/", "finance", 10),
    ("/payslips/", "staff", 7),
    ("/payslips/2026-07/", "staff", 16),
    ("/waterfalls/", "operations", 8),
    ("/waterfalls/2026-08/", "operations", 11),
    ("/waterfalls/2026-08/sales/fact/sales_net/", "auditor", 14),
    ("/people/", "hr", 11),
    ("/people/", "manager", 12),
    ("/people/?state=here&department=CS&find=S", "auditor", 14),
    ("/people/?sort=name&down=on", "supervisor", 12),
    ("/people/S1/", "hr", 15),
    ("/people/S1/", "foreman", 14),
    ("/people/S1/terms/add/", "hr", 16),
    ("/departments/", "hr", 11),
    ("/departments/CS/", "hr", 8),
    ("/policy/", "finance", 7),
    ("/policy/sales_rate/", "finance", 8),
    ("/policy/sales_rate/set/", "finance", 7),
    ("/calendar/", "hr", 9),
    ("/regulations/", "staff", 7),
    ("/regulations/9001/", "staff", 9),
    ("/regulations/9001/versions/1/people/", "hr", 11),
    ("/proposals/", "general manager", 9),
    ("/proposals/9001/", "manager", 7),
    ("/imports/", "hr", 9),
    ("/admin/", "auditor", 5),
    ("/admin/csd/employee/", "manager", 7),
    ("/admin/csd/terms/", "auditor", 8),
    ("/admin/csd/proposal/", "general manager", 7),
    ("/admin/queue/", "administrator", 10),
    ("/my-security/", "staff", 13),
    ("/my-security/looks/", "staff", 8),
    ("/looks/", "auditor", 8),
    ("/security-log/", "auditor", 8),
    ("/access/S1/", "hr", 20),
    ("/personal-data/S1/", "hr", 8),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With few people and with more than a page of them; with thousands where everything is tested."""
    metafunc.parametrize("company", [0, 60, *([5000] if WHOLE else [])], indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def _prepared(company: object, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), time_machine.travel(TODAY, tick=False):
        prepare_month(month=AUGUST)


@pytest.mark.parametrize(("url", "role", "statements"), PAGES)
def test_a_page_takes_as_many_statements_for_many_people_as_for_few(company: object, url: str, role: str, statements: int) -> None:
    client = client_of(role)
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    assert len(counted) == statements, [query["sql"][:120] for query in counted]
