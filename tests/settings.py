"""The product's settings with a data folder of the tests' own, so that tests and a running product never meet."""

import os
from pathlib import Path

os.environ.setdefault("CSD_DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "test"))
# Each pytest process has its own queues: databases 1, 2 ... of the tests' Valkey.
os.environ.setdefault("CSD_REDIS_DB", str(1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))))

from csd.settings import *  # noqa: F403
from csd.settings import LOGGING, STORAGES

# Fast on purpose: what is tested is who may sign in, not how slowly a password is hashed.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Refusals are what many tests ask for; writing each with its traceback would take longer than the requests.
LOGGING["loggers"] = {**LOGGING.get("loggers", {}), "django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}}
