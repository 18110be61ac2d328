"""Walking through the pages as somebody would, link by link, and reading what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

# what a person, a file or another language says is not ours to translate: templates mark it
OWN_MARKS = {"data-own", "data-text", "data-code", "data-other-language"}
SAID = ("aria-label", "title", "placeholder", "alt", "data-label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# a title may name a document of the company's own
SILENT = {"script", "style", "title"}
PER_ROUTE = 1


@dataclass
class Form:
    """A form of a page: where it goes, how, and its fields with what stands in them (`kind` is the input's type or the tag)."""

    action: str
    method: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    def sent(self, typed: str | None = None) -> dict[str, str]:
        """What a browser sends: what stands there, with `typed` in everything that takes typing."""
        taken = ("text", "search", "number", "date", "month", "tel", "textarea", "password", "hidden")
        return {
            name: typed if typed is not None and kind in taken and name != "csrfmiddlewaretoken" else value
            for name, (kind, value) in self.fields.items()
        }


class Page(HTMLParser):
    """A page read: `texts` are what is said on it, `links` where it leads, `forms` what can be sent from it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    @property
    def _quiet(self) -> bool:
        return any(quiet for _tag, quiet in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what attributes say, and where a link leads."""
        given = dict(attrs)
        quiet = tag in SILENT or bool(OWN_MARKS & given.keys())
        if not quiet and not self._quiet:
            self.texts += [given[name] or "" for name in SAID if name in given]
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.texts.append(given.get("value") or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        self._note_form(tag, given)
        if tag not in VOID:
            self._open.append((tag, quiet))

    def _note_form(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "form":
            self.forms.append(Form(given.get("action") or "", (given.get("method") or "get").lower()))
        name = given.get("name")
        if not self.forms or not name:
            return
        if tag in {"input", "textarea", "button"}:
            self.forms[-1].fields[name] = (given.get("type") or ("text" if tag == "input" else tag), given.get("value") or "")
        elif tag == "select":
            self.forms[-1].fields[name] = ("select", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those inside that were never closed."""
        while self._open:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        """Note the text, unless it is somebody's own."""
        if data.strip() and not self._quiet:
            self.texts.append(data.strip())


def walk(client: Client, start: str = "/") -> Iterator[tuple[str, Page]]:
    """Every page somebody reaches by links, at most PER_ROUTE of each kind; redirects are followed."""
    waiting, seen, of_route = [start], {start}, dict[str, int]()
    while waiting:
        url = waiting.pop(0)
        route = route_of(url)
        if route is None or of_route.get(route, 0) >= PER_ROUTE:
            continue
        of_route[route] = of_route.get(route, 0) + 1
        answer = client.get(url, follow=True)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page(answer.content.decode())
        yield url, page
        for link in page.links:
            parts = urlsplit(urljoin(url, link))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and target not in seen:
                seen.add(target)
                waiting.append(target)


def route_of(url: str) -> str | None:
    """The name of the address; None for anything but the product's pages."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    return found.view_name
