"""The Celery application. Tasks lie in the apps' tasks.py; settings in csd.settings, the timetable here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csd.settings")

ROOT = Path(__file__).resolve().parent.parent
QUEUES = ("interactive", "payroll", "optimiser", "exports")

app = Celery("csd")
app.config_from_object("django.conf:settings", namespace="CELERY")
# What runs by the clock: name -> {"task": dotted name, "schedule": seconds or crontab, "options": ...}.
app.conf.beat_schedule = {
    "wake runs that nobody works on": {"task": "payroll.computing.tasks.sweep_attempts", "schedule": 10, "options": {"expires": 10}},
    "where everybody stands this month": {"task": "attendance.close.tasks.sweep_points", "schedule": crontab(hour=2, minute=30)},
    "wake exports that nobody writes": {"task": "csd.exports.tasks.sweep_exports", "schedule": 10, "options": {"expires": 10}},
    "remove old exports": {"task": "csd.exports.tasks.remove_old_exports", "schedule": 3600, "options": {"expires": 3600}},
    "end the access of leavers": {"task": "csd.signin.tasks.end_access_of_leavers", "schedule": 900, "options": {"expires": 900}},
    "forget what is over": {"task": "csd.signin.tasks.forget_what_is_over", "schedule": 3600, "options": {"expires": 3600}},
}


def packages_with_tasks() -> list[str]:
    """Every package of the project with a tasks.py, also the rooms inside an app, which Celery would not look into."""
    folders = {path.parent for name in ("csd", "duty", "attendance", "payroll", "hazmat") for path in (ROOT / name).rglob("tasks.py")}
    return sorted(".".join(folder.relative_to(ROOT).parts) for folder in folders)


app.autodiscover_tasks(packages_with_tasks)


@setup_logging.connect
def use_the_projects_logging(**_: Any) -> None:
    """Keeps Celery from replacing the logging that Django set up."""


@worker_process_init.connect
def forget_inherited_connections(**_: Any) -> None:
    """A forked worker must not share its parent's database connections: their replies would mix.

    Forgotten, not closed: closing would end the parent's session over the shared socket.
    """
    for connection in connections.all(initialized_only=True):
        connection.connection = None
