"""The few files of the front-end packages that pages use, offered to collectstatic as vendor/NAME."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

PACKAGES = settings.BASE_DIR / "node_modules"
FILES = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "vendor/bootstrap.bundle.min.js.map": "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
}


class CollectedAssets(CompressedManifestStaticFilesStorage):
    """Files with their hash in the name, compressed with gzip only: brotli takes ten times as long to save a few kilobytes."""

    def create_compressor(self, **options: Any) -> Compressor:
        """WhiteNoise's compressor without brotli."""
        return Compressor(use_brotli=False, **options)


class _Package(FileSystemStorage):
    """The packages' folder, read under the names pages use."""

    def path(self, name: str) -> str:
        """The file behind a name of FILES."""
        return str(PACKAGES / FILES[name])


class PackagedAssets(BaseFinder):
    """Finds what is named in FILES and nothing else: a package's other files are nobody's to download."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file for one name, or nothing."""
        found = str(PACKAGES / FILES[path]) if path in FILES else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        """All names with the storage that reads them; refuses in words where set-up has not brought them."""
        missing = [path for path in FILES.values() if not (PACKAGES / path).exists()]
        if missing:
            raise ImproperlyConfigured(f"node_modules/{missing[0]} is missing: run 'make setup' first.")
        storage = _Package()
        return [(name, storage) for name in FILES]
