"""The Celery application. Tasks lie in the apps' tasks.py, settings in csd.settings; the timetable is what apps register (csd.jobs)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csd.settings")

ROOT = Path(__file__).resolve().parent.parent
# a worker of its own for each: what somebody waits for is not held up by a close, nor a close by a long search
QUEUES = ("interactive", "payroll", "optimiser", "exports")

app = Celery("csd")
app.config_from_object("django.conf:settings", namespace="CELERY")


def packages_with_tasks() -> list[str]:
    """Every package of the project with a tasks.py, also the rooms inside an app, which Celery would not look into."""
    folders = {path.parent for app in ROOT.glob("*/apps.py") for path in app.parent.rglob("tasks.py")}
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
