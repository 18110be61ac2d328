"""What was loaded: by whom, when, which files with how many rows and which checksum."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from csd import formats
from csd.access.asking import sees
from csd.access.permissions import may
from csd.lists.declared import Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link, Table
from csd.lists.views import page_of_list
from csd.loading.selectors import batch_by_id, batches_query, files_of


def _link(row: Row) -> Link:
    return Link(formats.moment(row["loaded_at"]), reverse("import", kwargs={"batch_id": row["id"]}))


IMPORTS = Listing(
    "imports",
    gettext_lazy("Imports"),
    lambda who: may(who, "imports.see"),
    batches_query,
    (
        Column(gettext_lazy("When"), key="loaded_at", sort="when"),
        Column(gettext_lazy("By"), key="loaded_by"),
        Column(gettext_lazy("Files"), "number", key="files"),
        Column(gettext_lazy("Rows added"), "number", key="added"),
        Column(gettext_lazy("Rows changed"), "number", key="updated"),
        Column(gettext_lazy("Folder"), key="folder", minor=True),
    ),
    {"when": (Key("id", "bigint"),)},
    search=("loaded_by", "folder"),
    search_label=gettext_lazy("Person or folder"),
    links={"loaded_at": _link},
    empty=(
        gettext_lazy("Nothing has been imported yet"),
        gettext_lazy("Whoever runs the program loads a company folder with load_company."),
    ),
    descending=True,
)
_FILES = (
    Column(gettext_lazy("File")),
    Column(gettext_lazy("Rows"), "number"),
    Column(gettext_lazy("Rows added"), "number"),
    Column(gettext_lazy("Rows changed"), "number"),
    Column(gettext_lazy("Checksum"), minor=True),
)


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The list."""
    return render(request, "csd/imports.html", {"listed": page_of_list(request, IMPORTS)})


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One batch with its files."""
    sees(request, "imports.see")
    found = batch_by_id(batch_id)
    if found is None:
        raise Http404
    rows = [(file.name, file.rows, file.added, file.updated, file.sha256) for file in files_of(found)]
    return render(request, "csd/import.html", {"batch": found, "table": Table(_FILES, rows, caption=IMPORTS.title)})
