"""Runs of a month: what people enter for them, their life, and what an attempt computes."""

from payroll.runs.models.inputs import Adjustment, Nomination, OpeningBalance, PoolName, Special
from payroll.runs.models.results import AgentSales, CampaignResult, Payslip, PayslipLine, Pool, PoolShare, Waterfall
from payroll.runs.models.run import Difference, Run, RunEvent, RunException, RunState

__all__ = [
    "Adjustment",
    "AgentSales",
    "CampaignResult",
    "Difference",
    "Nomination",
    "OpeningBalance",
    "Payslip",
    "PayslipLine",
    "Pool",
    "PoolName",
    "PoolShare",
    "Run",
    "RunEvent",
    "RunException",
    "RunState",
    "Special",
    "Waterfall",
]
