"""The app's name and what it registers when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutyConfig(AppConfig):
    """The facts of time."""

    name = "duty"
    verbose_name = _("Duty")
