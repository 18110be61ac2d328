"""The app's name and what it registers when Django starts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CsdConfig(AppConfig):
    """The organisation, policy, calendar and the shell."""

    name = "csd"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Connect rights and checks, then let every app register what it adds to the close of a month, to loading and to the pages (its registrations.py)."""
        from csd.database import checks  # noqa: PLC0415 (Celery reads the settings, which are only complete now)

        checks.connect(self)
        autodiscover_modules("registrations")
