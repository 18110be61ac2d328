"""The addresses of the product."""

from django.contrib import admin
from django.urls import include, path

from csd.health import health
from csd.views import account, home, listings

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", home.inbox, name="inbox"),
    path("inbox/decide/", home.inbox_decide, name="inbox-decide"),
    path("absence/", home.absence, name="absence"),
    path("absence/<int:delegation_id>/end/", home.absence_end, name="absence-end"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("language/", account.language, name="language"),
    path("appearance/", account.appearance, name="appearance"),
    path("lists/<slug:name>/columns/", listings.columns, name="listing-columns"),
    path("health/", health, name="health"),
    # one door only: the administration has no sign-in page of its own
    path("admin/login/", account.admin_door, name="admin-door"),
    path("admin/", admin.site.urls),
    path("", include("attendance.urls")),
    path("", include("payroll.urls")),
]
handler400 = "csd.views.errors.bad_request"
handler403 = "csd.views.errors.forbidden"
handler404 = "csd.views.errors.not_found"
handler500 = "csd.views.errors.broken"
