"""The administration as an app: with a site of our own."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """django.contrib.admin with csd.admin_site."""

    default_site = "csd.admin_site.DeskAdminSite"
