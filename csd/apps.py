"""The app's name and what it registers when Django starts."""

from celery.signals import beat_init
from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CsdConfig(AppConfig):
    """The organisation, policy, calendar and the shell."""

    name = "csd"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Connect rights and checks, then let every app register (its registrations.py) what it adds to closes, loading and pages."""
        from csd import celery  # noqa: PLC0415 (Celery reads the settings, which are only complete now)
        from csd.database import checks  # noqa: PLC0415
        from csd.jobs import registry, services  # noqa: PLC0415

        checks.connect(self)
        post_migrate.connect(services.drop_old_entries, sender=self, dispatch_uid="csd.timetable")
        beat_init.connect(services.drop_old_entries, dispatch_uid="csd.timetable")
        autodiscover_modules("registrations")
        celery.app.conf.beat_schedule = registry.beat_schedule()
