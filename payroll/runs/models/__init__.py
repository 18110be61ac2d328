"""Runs of a month: what people enter for them, their life, and what an attempt computes."""

from payroll.runs.models.inputs import Adjustment, Nomination, OpeningBalance, PoolName, Special
from payroll.runs.models.proposals import Places, Proposal, ProposalDecision, ProposalKind, Settlement, Side
from payroll.runs.models.results import AgentSales, CampaignResult, DaySales, Payslip, PayslipLine, Pool, PoolShare, Waterfall
from payroll.runs.models.run import Difference, Run, RunEvent, RunException, RunState
from payroll.runs.models.talk import About, Comment, CommentKind, SlipAnswer, SlipAnswerKind

__all__ = [
    "About",
    "Adjustment",
    "AgentSales",
    "CampaignResult",
    "Comment",
    "CommentKind",
    "DaySales",
    "Difference",
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
    "Settlement",
    "Side",
    "SlipAnswer",
    "SlipAnswerKind",
    "Special",
    "Waterfall",
]
