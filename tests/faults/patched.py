"""The product's Celery application, its guards made optional."""

from importlib import import_module

import django

from csd.celery import app

__all__ = ["app"]

# what the guards patch are models and their services, which want Django set up
django.setup()
import_module("tests.faults.guards").make_optional()
