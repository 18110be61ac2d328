"""What somebody chose for themselves: which columns of a list they see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.access.models import User


class ListColumns(models.Model):
    """The columns of a list (csd.lists.listing) that a person wants to see; without a row all of them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("login"))
    listing = models.CharField(_("list"), max_length=64)
    columns = ArrayField(models.CharField(max_length=64), verbose_name=_("columns"))

    class Meta:
        verbose_name = _("columns of a list")
        verbose_name_plural = _("columns of lists")
        constraints = [models.UniqueConstraint(name="list_columns_once", fields=["user", "listing"])]

    def __str__(self) -> str:
        return f"{self.user} {self.listing}"
