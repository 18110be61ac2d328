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
    ("/pay-runs/2026-08/", "hr", 20),
    ("/pay-runs/2026-08/people/", "finance", 14),
    ("/pay-runs/2026-08/people/?sort=change&down=on", "finance", 14),
    ("/pay-runs/2026-08/people/S1/", "finance", 13),
    ("/pay-runs/2026-08/people/S1/comm_sales/", "finance", 14),
    ("/pay-runs/2026-08/people/S1/comm_sales/fact/net_sales/", "finance", 14),
    ("/pay-runs/2026-08/people/S1/absence/fact/unpaid_days/", "finance", 21),
    ("/pay-runs/2026-08/differences/", "finance", 7),
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
