"""`explain_month MONTH [--check] [EMPLOYEE_NO [LINE]]`: where every figure comes from, and whether it still does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from payroll.explanations.as_text import lines_of_slip, lines_of_waterfall
from payroll.explanations.explanation import Explanation
from payroll.recheck import check_month
from payroll.runs.selectors import computed_attempt

SHOWN_FINDINGS = 10_000


class Command(Base):
    """Explains a slip, or checks a whole month."""

    help = "Prints a slip's lines with rule, formula, inputs, parameters and sources; --check recomputes every line of every slip."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month, whose slip (or `waterfall`), which line, or --check."""
        self.add_month(parser)
        parser.add_argument("employee_no", nargs="?", metavar="EMPLOYEE_NO", help="whose slip; `waterfall` for the waterfall")
        parser.add_argument("line", nargs="?", metavar="LINE", help="only this line, with its source rows")
        parser.add_argument("--check", action="store_true", help="recompute every line from its stored trace and add up its sources again")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """`--check` may stand before the employee number, as docs/formats.md writes it."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign, assignment]
        return parser

    def work(self, **options: Any) -> None:
        """Explain, check, or both."""
        attempt = computed_attempt(self.month_of(options["month"]))
        who = options["employee_no"]
        if options["check"]:
            self._check(attempt, who)
            return
        if who is None:
            raise CommandError(_("Say whose slip to explain, or --check for all of them."))
        explained = lines_of_waterfall(attempt) if who == "waterfall" else lines_of_slip(attempt, who)
        chosen = [(e, rows) for e, rows in explained if options["line"] in (None, e.name)]
        if not chosen:
            raise CommandError(_("There is no line %(line)s.") % {"line": options["line"]})
        for entry, rows in chosen:
            self._write(entry, rows() if options["line"] else [])

    def _check(self, attempt: Any, who: str | None) -> None:
        found = 0
        for finding in check_month(attempt):
            if who in (None, finding.slip):
                found += 1
                if found <= SHOWN_FINDINGS:
                    self.stderr.write(str(finding))
        if found:
            raise CommandError(_("%(count)d differences in %(month)s.") % {"count": found, "month": str(attempt.month)})
        self.stdout.write(
            _("%(month)s: every line of every slip was computed again and every source added up again: no difference.")
            % {"month": str(attempt.month)}
        )

    def _write(self, entry: Explanation, rows: list[str]) -> None:
        self.stdout.write(f"{entry.name} {entry.shown}  [{entry.edition}] {entry.label}")
        self.stdout.write(f"    {entry.in_words}")
        self.stdout.write(f"    = {entry.in_numbers}")
        for given in entry.inputs:
            source = f"  <- {given.source}" if given.source else ""
            self.stdout.write(f"      {given.kind} {given.name} = {given.shown}{source}")
        for row in rows:
            self.stdout.write(f"        {row}")
