"""`messages extract|compile|check`: the translations, without the gettext programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from csd.installation import translations


class Command(BaseCommand):
    """Thin: the work is done by csd.installation.translations."""

    help = "extract: find new texts; compile: make them usable; check: exit 1 with one line for each text that is not translated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One action."""
        parser.add_argument("action", choices=("extract", "compile", "check"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Does it for every language."""
        (folder,) = (Path(path) for path in settings.LOCALE_PATHS)
        if options["action"] == "compile":
            for locale in translations.LOCALES:
                translations.compile_catalogue(folder, locale)
            return
        template = translations.extract_messages()
        if options["action"] == "extract":
            for locale in translations.LOCALES:
                translations.update(folder, locale, template)
            return
        found = [line for locale in translations.LOCALES for line in translations.problems(folder, locale, template)]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(template)} texts in {len(translations.LOCALES)} languages, all translated.")
