"""The app's name and what it registers when Django starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PayrollConfig(AppConfig):
    """Sales, costs, runs."""

    name = "payroll"
    verbose_name = _("Payroll")
