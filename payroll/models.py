"""All tables of payroll, for Django to find; they live in the packages by subject."""

from payroll.costs.models import Cost, CostKind
from payroll.runs.models import (
    Adjustment,
    AgentSales,
    CampaignResult,
    Difference,
    Nomination,
    OpeningBalance,
    Payslip,
    PayslipLine,
    Pool,
    PoolName,
    PoolShare,
    Run,
    RunEvent,
    RunException,
    RunState,
    Special,
    Waterfall,
)
from payroll.sales.models import Campaign, Sale, SaleKind, SaleStatus

__all__ = [
    "Adjustment",
    "AgentSales",
    "Campaign",
    "CampaignResult",
    "Cost",
    "CostKind",
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
    "Sale",
    "SaleKind",
    "SaleStatus",
    "Special",
    "Waterfall",
]
