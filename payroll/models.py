"""All tables of payroll, for Django to find; they live in the packages by subject."""

from payroll.adjustments.models import Adjustment
from payroll.answers.models import SlipAnswer, SlipAnswerKind
from payroll.computing.models import AgentSales, CampaignResult, Payslip, PayslipLine, Pool, PoolShare, Waterfall
from payroll.costs.models import Cost, CostKind
from payroll.opening_balances.models import OpeningBalance
from payroll.proposals.models import Nomination, Places, PoolName, Proposal, ProposalDecision, ProposalKind, Side, Special
from payroll.receivables.models import Settlement
from payroll.runs.models import Difference, Run, RunEvent, RunException, RunState
from payroll.sales.models import Campaign, Entry, Sale, SaleKind, SaleStatus
from payroll.talk.models import About, Comment, CommentKind

__all__ = [
    "About",
    "Adjustment",
    "AgentSales",
    "Campaign",
    "CampaignResult",
    "Comment",
    "CommentKind",
    "Cost",
    "CostKind",
    "Difference",
    "Entry",
    "Nomination",
    "OpeningBalance",
    "Payslip",
    "PayslipLine",
    "Places",
    "Pool",
    "PoolName",
    "PoolShare",
    "Proposal",
    "ProposalDecision",
    "ProposalKind",
    "Run",
    "RunEvent",
    "RunException",
    "RunState",
    "Sale",
    "SaleKind",
    "SaleStatus",
    "Settlement",
    "Side",
    "SlipAnswer",
    "SlipAnswerKind",
    "Special",
    "Waterfall",
]
