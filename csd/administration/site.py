"""The site of the administration: who may open it, and no ModelAdmin but those of csd.administration.base."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd.access.asking import opens_admin, operates
from csd.administration.queues import queue_page
from csd.jobs.selectors import sweep_states


class DeskAdminSite(admin.AdminSite):
    """One site: opened by standing (csd.access.permissions), not by a flag of the login; for everybody else it does not exist."""

    site_header = gettext_lazy("Administration")
    site_title = gettext_lazy("Administration")
    index_title = gettext_lazy("What you may look after")
    site_url = "/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what derives from ScopedAdmin: a package's own ModelAdmin would be a door of its own (attack A94)."""
        if getattr(admin_class, "scoped", False):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Foremen and above and whoever holds a role, while employed; and operators."""
        return opens_admin(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # type: ignore[override]
        """404 for anyone signed in who may not open it."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def get_urls(self) -> list[Any]:
        """And the page of the queue; passwords are changed in the shell, which checks more than Django's page does."""
        return [path("queue/", self.admin_view(self.queue), name="queue"), *super().get_urls()]

    def queue(self, request: HttpRequest) -> HttpResponse:
        """What waits in the queues, what is under way, what stands still."""
        if not operates(request):
            raise Http404
        context = {
            **self.each_context(request),
            "title": _("Queues and work"),
            "queue": queue_page(),
            "sweeps": sweep_states(timezone.now()),
        }
        return TemplateResponse(request, "admin/queue.html", context)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Not here."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Not here."""
        raise Http404

    def each_context(self, request: Any) -> dict[str, Any]:
        """And whether the asker looks after the program."""
        return {**super().each_context(request), "operates": operates(request)}
