"""The addresses of the product."""

from django.contrib import admin
from django.urls import include, path

from csd.health import health
from csd.views import account, exports, listings

urlpatterns = [
    path("", account.home, name="home"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("language/", account.language, name="language"),
    path("appearance/", account.appearance, name="appearance"),
    path("lists/<slug:name>/columns/", listings.columns, name="listing-columns"),
    path("lists/<slug:name>/export/", exports.ask_list, name="export-list"),
    path("exports/", exports.exports, name="exports"),
    path("exports/ask/", exports.ask, name="export-ask"),
    path("exports/log/", exports.export_log, name="export-log"),
    path("exports/<int:export_id>/", exports.export, name="export"),
    path("exports/<int:export_id>/progress/", exports.progress, name="export-progress"),
    path("exports/<int:export_id>/cancel/", exports.cancel, name="export-cancel"),
    path("exports/<int:export_id>/download/", exports.download, name="export-download"),
    path("health/", health, name="health"),
    # one door only: the administration has no sign-in page of its own
    path("admin/login/", account.admin_door, name="admin-door"),
    path("admin/", admin.site.urls),
    path("", include("payroll.urls")),
]
handler400 = "csd.views.errors.bad_request"
handler403 = "csd.views.errors.forbidden"
handler404 = "csd.views.errors.not_found"
handler500 = "csd.views.errors.broken"
