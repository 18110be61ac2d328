"""What the browser tests of all pages share: a company seen by somebody signed in, and where the pages are."""

from __future__ import annotations

from django.urls import reverse

AUGUST, S1 = {"month": "2026-08"}, {"number": "S1"}
# a page of every kind, as finance sees it
PAGES = {
    "pay runs": reverse("pay-runs"),
    "a pay run": reverse("pay-run", kwargs=AUGUST),
    "its people": reverse("pay-run-people", kwargs=AUGUST),
    "a payslip explained": reverse("pay-run-person-line", kwargs=AUGUST | S1 | {"line": "comm_sales"}),
    "where a number comes from": reverse(
        "pay-run-person-input", kwargs=AUGUST | S1 | {"line": "comm_sales", "kind": "fact", "name": "net_sales"}
    ),
    "waterfall": reverse("waterfall", kwargs=AUGUST),
    "my payslips": reverse("payslips"),
    "parts": reverse("parts"),
}
