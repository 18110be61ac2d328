"""What the browser tests of all pages share: where the pages are, how large a screen is, what axe and a ruler find."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from tests.browser.chromium import ROOT

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
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 780}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIND = (
    "levels => axe.run(document, {runOnly: levels}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => "
    "n.target.join(' ')).join(' | ')))"
)


def violations(page: Page) -> list[str]:
    """What axe finds on the page, with where."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FIND, LEVELS)
    return found


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
