"""The one base of every ModelAdmin: rows scoped by docs/rulebook.md O4, nothing added, changed or deleted by a form.

What is changed from here is changed by actions, each of which calls a service; a page of ours is linked where there is one.
History comes from what the database keeps (csd.database.kept_history). A test walks the registry and holds every model against plain SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from csd.access.asking import actor, acts, is_operator, shows, standing_or_none
from csd.access.permissions import may
from csd.database.fields import Plain
from csd.errors import Refused
from csd.formats import DASH
from csd.history.changes import Change, changes_of
from csd.keys import search_form
from csd.lists.listing import PEOPLE_BY_PART
from csd.organisation.standing import Standing

# what Django's own pages say without a Chinese translation
DJANGO_SAYS = (gettext_noop("Model name"), gettext_noop("Add link"), gettext_noop("Change or view list link"), gettext_noop("Search"))
# what may stand behind a filter's field in an address
LOOKUPS = {"exact", "isnull", "gte", "gt", "lt", "lte", "id", "pk"}


class FirstPages(Paginator):
    """Counts all rows but offers no more pages than anybody turns: a late page costs as much as all before it. Search finds the rest."""

    PAGES_MAX = 100

    @cached_property
    def num_pages(self) -> int:  # type: ignore[override]  # a cached property there too
        """How many pages there are to turn."""
        return min(super().num_pages, self.PAGES_MAX)


class ScopedAdmin(admin.ModelAdmin):
    """Read by whoever has `permission`, as far as `scope` lets them; `technical` models also by operators."""

    scoped = True
    permission: ClassVar[str] = ""
    technical: ClassVar[bool] = False
    # fields of its history, where the database keeps one
    kept: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    actions_on_bottom = True
    empty_value_display = DASH

    def __init__(self, model: type[models.Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        said = {field.name: yes_or_no(field) for field in model._meta.get_fields() if isinstance(field, models.BooleanField)}
        desk: Any = self  # whose attributes Django's types take for those of the class
        desk.list_display = self._in_words(self.list_display, said)
        desk.paginator = FirstPages if self.search_fields else Paginator
        if self.fields:
            desk.fields = self._in_words(self.fields, said)
            desk.readonly_fields = [*self.readonly_fields, *(entry for entry in desk.fields if callable(entry))]

    @staticmethod
    def _in_words(names: Any, said: dict[str, Callable[[Any], str]]) -> Any:
        return [said.get(name, name) for name in names]

    def scope(self, rows: Any, who: Standing) -> Any:
        """The rows that a person with the permission sees."""
        return rows

    def page_of(self, record: Any) -> str:
        """The address of our own page of a record; empty where there is none."""
        return ""

    def sees(self, request: HttpRequest) -> bool:
        """Whether the model is there for whoever asks."""
        who = standing_or_none(request)
        return may(who, self.permission) if who else self.technical and is_operator(request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """What the asker sees, everywhere: list, page, search, autocomplete, actions, history."""
        rows = super().get_queryset(request)
        who = standing_or_none(request)
        if not self.sees(request):
            return rows.none()
        return self.scope(rows, who) if who else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the index shows it."""
        return self.sees(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of a record: whether it is in the scope."""
        return self.sees(request) and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never at all."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what a filter of the list itself asks: any other field or relation would reveal what is not shown (attack A17)."""
        field, *rest = lookup.split("__")
        offered = {entry for entry in self.list_filter if isinstance(entry, str)} | ({self.date_hierarchy} - {None})
        return field in offered and set(rest) <= LOOKUPS | {"year", "month", "day"}

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Django's own search; a search for people, in any spelling, among the few who may be meant, by index."""
        for path in ("", "employee__"):
            if set(self.search_fields) == {f"{path}employee_no", f"{path}name"}:
                for word in smart_split(search_term):
                    quoted = word[0] in "'\"" and word[0] == word[-1]
                    queryset = _people_by_part(queryset, path, unescape_string_literal(word) if quoted else word)
                return queryset, False
        return super().get_search_results(request, queryset, search_term)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Only the key (attack A97)."""
        return to_field in ("id", self.opts.pk.name)

    def view_on_site(self, obj: Any) -> str:  # type: ignore[override]  # a method, as Django allows
        """Our own page of the record."""
        return self.page_of(obj)

    def action_checkbox(self, obj: Any) -> SafeString:
        """Django's own box to tick, without a template rendered for each row: half of the time of a list."""
        label = _("Select this object for an action - {}").format(obj)
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">', ACTION_CHECKBOX_NAME, obj.pk, label
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those whose right the asker has."""
        who = standing_or_none(request)
        found: dict[str, Any] = super().get_actions(request) or {}
        return {name: entry for name, entry in found.items() if who and may(who, getattr(entry[0], "permission", "none"))}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; a proof and a look where the right is over the pay of others."""
        self.open(request)
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A record, likewise."""
        record = self.get_object(request, object_id) if object_id else None
        # what is not there is no look at anybody
        if record is not None or not object_id:
            self.open(request, record)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def open(self, request: HttpRequest, record: Any = None) -> None:
        """What the right asks of whoever has it before they see something (csd.access.asking)."""
        if self.permission and self.sees(request):
            shows(request, self.permission, whose=getattr(record, "employee", None), detail=self.opts.label_lower)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What was changed of a record in the scope."""
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        self.open(request, record)
        changes: list[Change] = changes_of(self.model, [record.pk], self.kept) if self.kept else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "opts": self.opts,
            "object": record,
            "module_name": str(self.opts.verbose_name_plural),
            "changes": changes,
            "kept": bool(self.kept),
        }
        return TemplateResponse(request, "admin/desk_history.html", context)

    def run(self, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any, Any], object], done: str) -> None:
        """Do something to each ticked record; what is refused is said, the rest is done."""
        who, count = actor(request), 0
        for record in rows:
            try:
                act(record, who)
            except Refused as refusal:
                messages.error(request, f"{record}: {refusal}")
            else:
                count += 1
        if count:
            messages.success(request, f"{done} ({count})")


def _people_by_part(queryset: Any, path: str, text: str) -> Any:
    """Rows of people with a text in their number or name."""
    if not search_form(text):
        return queryset
    people = RawSQL(PEOPLE_BY_PART.format(text="%s"), [text])  # noqa: S611 (a constant; the text goes as a parameter)
    stands_in = [Q(GreaterThan(StrIndex(Plain(f"{path}{name}"), Plain(Value(text))), 0)) for name in ("employee_no", "name")]
    return queryset.filter(stands_in[0] | stands_in[1], **{f"{path}pk__in": people})


def yes_or_no(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    """A column that says a boolean in words: Django's says True and False in every language."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def said(record: Any) -> str:
        return _("Yes") if getattr(record, field.name) else _("No")

    said.__name__ = field.name
    return said


def act_under(permission: str, description: Any) -> Callable[[Any], Any]:
    """An action that needs a right of csd.access.permissions, and a fresh proof where that is over the pay of others."""

    def mark(function: Any) -> Any:
        @wraps(function)
        def act(desk: Any, request: HttpRequest, rows: Any) -> Any:
            acts(request, permission)
            return function(desk, request, rows)

        act.permission, act.short_description = permission, description  # type: ignore[attr-defined]  # what Django reads
        return act

    return mark
