"""What the commands of manage.py share: words in the caller's language, a reason in one line, who acts, which month."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from functools import partial
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import translation
from django.utils.translation import gettext as _

from csd.database.lost_connections import connection_lost
from csd.errors import Refused
from csd.months import Month
from csd.organisation.models import Employee
from csd.organisation.standing import employee_typed


class Reasons(CommandError):
    """Reasons of a refusal, a line each, in a form of their own; shown as they are."""


class Command(BaseCommand, ABC):
    """A thin command: `work` calls a service. A refusal is one line on stderr and exit code 1, never a traceback."""

    _from_shell = False

    def run_from_argv(self, argv: list[str]) -> None:
        """Called by a person, not by code."""
        self._from_shell = True
        super().run_from_argv(argv)

    @abstractmethod
    def work(self, **options: Any) -> None:
        """What the command does; options as argparse read them."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run `work` in the caller's language."""
        with translation.override(caller_language()):
            try:
                self.work(**options)
            except Reasons as reasons:
                if not self._from_shell:
                    raise
                # Django would begin the first of them with the name of the class
                self.stderr.write(str(reasons))
                sys.exit(reasons.returncode)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            except Error as error:
                if not connection_lost(error):
                    raise
                reason = (str(error).strip() or type(error).__name__).splitlines()[0]
                raise CommandError(_("The database cannot be reached: %(error)s") % {"error": reason}) from error

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A command line that cannot be read is one line and exit code 1 as well (docs/formats.md)."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if parser.called_from_command_line:
            parser.error = partial(_refuse_line, parser)  # type: ignore[method-assign]  # Django makes the parser itself
        return parser

    def add_month(self, parser: CommandParser) -> None:
        """The positional MONTH."""
        parser.add_argument("month", metavar="MONTH", help="2026-07")

    def add_actor(self, parser: CommandParser) -> None:
        """`--as EMPLOYEE_NO`: who acts."""
        parser.add_argument("--as", dest="actor", metavar="EMPLOYEE_NO", required=True, help="who acts, by employee number")

    def month_of(self, text: str) -> Month:
        """The month that was asked for."""
        try:
            return Month.parse(text)
        except ValueError as error:
            raise CommandError(_("“%(text)s” is not a month like 2026-07.") % {"text": text[:40]}) from error

    def actor_of(self, employee_no: str) -> Employee:
        """The employee who acts."""
        employee = employee_typed(employee_no)
        if employee is None:
            raise CommandError(_("There is no employee %(number)s.") % {"number": employee_no[:40]})
        return employee


def _refuse_line(parser: CommandParser, message: str) -> NoReturn:
    parser.exit(1, f"{parser.prog}: {message}\n")


def caller_language() -> str:
    """Chinese where the terminal's locale is Chinese, else English."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh-hans" if chosen.lower().startswith("zh") else "en"
