"""Import batches: every row that was loaded points to who loaded it, when and from which file."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only


class ImportBatch(models.Model):
    """One load of a folder, all or nothing."""

    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)
    loaded_by = models.CharField(_("loaded by"), max_length=100)
    folder = models.TextField(_("folder"))

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"#{self.pk} {self.folder}"


class ImportFile(models.Model):
    """One file of a batch: `rows` in the file, of which `added` were new and `updated` changed a row."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="files", verbose_name=_("import"))
    name = models.CharField(_("file"), max_length=100)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField(_("rows"))
    added = models.PositiveBigIntegerField(_("added"))
    updated = models.PositiveBigIntegerField(_("updated"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        constraints = [models.UniqueConstraint(name="import_file_once", fields=["batch", "name"])]
        triggers = append_only()

    def __str__(self) -> str:
        return self.name
