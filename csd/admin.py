"""Where Django looks for the administration of this app; it lives in csd.administration."""

from csd.administration import pages  # noqa: F401 (registers every ModelAdmin of csd)
