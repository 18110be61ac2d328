"""The app's name and what it registers when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HazmatConfig(AppConfig):
    """The ledger of hazardous materials."""

    name = "hazmat"
    verbose_name = _("Hazardous materials")
