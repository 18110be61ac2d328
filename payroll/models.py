"""All tables of payroll, for Django to find; they live in the packages by subject."""

from payroll.costs.models import Cost, CostKind
from payroll.runs.models import *  # noqa: F403 - the package lists what it offers
from payroll.runs.models import __all__ as _runs
from payroll.sales.models import Campaign, Sale, SaleKind, SaleStatus

__all__ = [*_runs, "Campaign", "Cost", "CostKind", "Sale", "SaleKind", "SaleStatus"]
