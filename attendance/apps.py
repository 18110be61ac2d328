"""The app's name and what it registers when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    """Points and month close."""

    name = "attendance"
    verbose_name = _("Attendance")
