"""Every page that anybody reaches, in both languages: nothing of one stands in the other."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from csd.database.rows import rows_of
from tests.pages.crawling import Page, walk
from tests.pages.world import CAST, client_of
from tests.sampling import sample

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{4,}")
BLANK = re.compile(r"[。，；：！？] +\S")
# names of things that have no Chinese name
NAMES = {"Excel"}


def in_another(texts: Iterable[str], language: str) -> list[str]:
    """The texts that are not in this language."""
    if language == "en":
        return [text for text in texts if CHINESE.search(text)]
    return [text for text in texts if set(LATIN.findall(text)) - NAMES]


def foreign(page: Page, language: str) -> list[str]:
    """What a page says in the other language."""
    return in_another(page.texts, language)


# columns whose text is the company's or the program's own: Django's pages cannot mark it
OWN_COLUMNS = """
    SELECT name FROM csd_employee UNION SELECT name FROM csd_department UNION SELECT folder FROM csd_importbatch
    UNION SELECT loaded_by FROM csd_importbatch UNION SELECT name FROM csd_importfile UNION SELECT sha256 FROM csd_importfile
    UNION SELECT key FROM csd_policyvalue UNION SELECT value FROM csd_policyvalue UNION SELECT login FROM csd_user
    UNION SELECT title FROM csd_regulation UNION SELECT name FROM django_celery_beat_periodictask
    UNION SELECT task FROM django_celery_beat_periodictask
"""


def said_by_the_program(texts: list[str], own: list[str]) -> list[str]:
    """The texts without what stands in the rows, the longest first."""
    pattern = re.compile("|".join(re.escape(text) for text in sorted(own, key=len, reverse=True) if text))
    return [pattern.sub("", text) for text in texts]


# whoever sees most is walked as in both languages for every commit, and one in four of the others
WALKS = [("finance", "zh-hans"), ("finance", "en")]
WALKS += sample([(role, language) for role in [*CAST, "stranger"] if role != "finance" for language in ("zh-hans", "en")], 4)


@pytest.mark.parametrize(("role", "language"), [walk for walk in WALKS if walk[0] == "stranger" or CAST[walk[0]]])
def test_pages_speak_one_language(role: str, language: str) -> None:
    client = client_of(role, language=language)
    own = [text for (text,) in rows_of(OWN_COLUMNS)]
    found = {}
    for url, page in walk(client):
        # two Chinese sentences put side by side with a blank between them are not one text
        apart = [text for text in page.texts if BLANK.search(text)]
        if url.startswith("/admin/"):
            page.texts = said_by_the_program(page.texts, own)
        if texts := foreign(page, language) + apart:
            found[url] = texts
    assert found == {}


def test_the_administration_is_walked_through() -> None:
    walked = {url for url, _page in walk(client_of("administrator"))}
    assert sum(url.startswith("/admin/csd/") and url.endswith("/change/") for url in walked) > 5


def test_whoever_sees_most_reaches_most_kinds_of_page() -> None:
    assert len({url.split("?")[0] for url, _page in walk(client_of("finance"))}) > 15


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("path", "status"), [("/no-such-page/", 404), ("/payslips/2026-01/", 404), ("/pay-runs/begin/", 405)])
def test_errors_speak_one_language(language: str, path: str, status: int) -> None:
    answer = client_of("finance", language=language).get(path)
    assert answer.status_code == status
    assert foreign(Page(answer.content.decode()), language) == []


@pytest.mark.parametrize(
    ("html", "language", "found"),
    [
        ("<p>工资 payslip</p>", "zh-hans", ["工资 payslip"]),
        ("<button title='Search'>查找</button>", "zh-hans", ["Search"]),
        ("<td data-label='Name'>王</td>", "zh-hans", ["Name"]),
        ("<p>Pay 工资</p>", "en", ["Pay 工资"]),
        ("<p data-own>王小明</p><p>Pay</p>", "en", []),
        ("<p data-own><b>王小明<br></b></p><p>工资</p>", "en", ["工资"]),
    ],
)
def test_the_check_finds_what_it_is_there_for(html: str, language: str, found: list[str]) -> None:
    assert foreign(Page(html), language) == found
