"""The addresses of points."""

from django.urls import URLPattern, URLResolver, path

from attendance.close import views as close
from attendance.points import views as months
from csd.lists import converters  # noqa: F401  (registers <month:…> and <key:…>)

urlpatterns: list[URLPattern | URLResolver] = [
    path("points/", months.my_points, name="points"),
    path("points/<month:month>/", months.points_of_month, name="points-month"),
    path("points/<month:month>/<key:entry>/", months.points_entry, name="points-entry"),
    path("points/team/<month:month>/", close.team, name="points-team"),
    path("points/team/<month:month>/<key:number>/", months.points_of_month, name="points-person"),
    path("points/team/<month:month>/<key:number>/<key:entry>/", months.points_entry, name="points-person-entry"),
    path("points/close/<month:month>/", close.month_close, name="points-close"),
    path("points/close/<month:month>/missing/", close.missing, name="points-missing"),
    path("points/close/<month:month>/prepare/", close.prepare, name="points-prepare"),
]
