"""The administration as an app: with a site of our own."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """django.contrib.admin with csd.administration.site."""

    default_site = "csd.administration.site.DeskAdminSite"
