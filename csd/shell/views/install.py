"""What makes the product installable on a phone: manifest, a page for when there is no network, the authority's certificate."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from csd.installation.office_network import authority_file

_ICONS = (("img/icon-192.png", "192x192", "any"), ("img/icon-512.png", "512x512", "any"), ("img/icon-maskable.png", "512x512", "maskable"))


@login_not_required
@require_safe
@cache_control(max_age=3600, private=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, icons and colours of the installed product, in the language of whoever installs it."""
    icons = [{"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose} for path, sizes, purpose in _ICONS]
    described = {
        "id": "/",
        "name": _("Customer service desk"),
        "short_name": _("Service desk"),
        "lang": "zh-Hans" if get_language() == "zh-hans" else "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f0ea",
        "theme_color": "#0b5d5a",
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the page for no network; it must lie at the root to hold for every page."""
    return render(request, "csd/service-worker.js", content_type="text/javascript")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a network: nothing about anybody, so that it may be kept."""
    return render(request, "csd/offline.html")


@login_not_required
@require_safe
def certificate(request: HttpRequest) -> FileResponse:
    """The authority that signed this installation's certificate (`make run-lan`), for phones to install; 404 elsewhere."""
    path = authority_file(settings.DATA_DIR)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename="csd.crt", content_type="application/x-x509-ca-cert")
