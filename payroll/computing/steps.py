"""The steps of a close that need everybody: pools, campaigns, waterfall and bonuses (docs/rulebook.md P4-P8); then everyone's slip."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from csd.database.rows import copy_lines, copy_rows, plan_for_sets, rows_of
from csd.faultpoints import fault_point
from csd.models import Attempt, Chunk
from csd.work.context import AttemptContext
from csd.work.registry import Step
from payroll.computing import pools
from payroll.computing.finishing import finish
from payroll.computing.slips import LINE_COLUMNS, SLIP_COLUMNS, slips_of
from payroll.lines.facts.gathering import batch_of
from payroll.lines.rules import PAYSLIP


def share_out(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Write campaigns, order pools, waterfall and bonus pools."""
    plan_for_sets()
    month = pools.gather(context)
    fault_point("pools.computed")
    produced = pools.write(context, month)
    fault_point("pools.written")
    return produced


def make_slips(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Compute and write the slips of a chunk's people; whoever cannot be computed becomes an exception."""
    slips, lines, exceptions = slips_of(PAYSLIP.at(context.month), batch_of(context, chunk.low, chunk.high))
    fault_point("slips.computed")
    copy_rows("payroll_payslip", SLIP_COLUMNS, slips)
    fault_point("slips.half_written")
    copy_lines("payroll_payslipline", LINE_COLUMNS, lines)
    # whoever the pools could not count is named already
    named = {row[0] for row in rows_of(_NAMED, [context.attempt_id])} if exceptions else set()
    pools.write_exceptions(context.attempt_id, [problem for problem in exceptions if problem.employee not in named])
    return {"slips": len(slips), "lines": len(lines), "exceptions": len(exceptions)}


_NAMED = "SELECT employee_id FROM payroll_runexception WHERE attempt_id = %s AND code = 'rule_failed'"


def close_up(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Audit what the attempt wrote and let the run stand on it."""
    plan_for_sets()
    return finish(Attempt.objects.get(pk=context.attempt_id))


POOLS = Step("pools", 2, share_out, _("Pools and waterfall"))
SLIPS = Step("slips", 3, make_slips, _("Payslips"), per_person=True)
FINISH = Step("finish", 4, close_up, _("Adding up and comparing"))
