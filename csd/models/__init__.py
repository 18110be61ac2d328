"""The tables of the organisation, policy, imports and of work in progress."""

from csd.models.delegation import Delegation, Matters
from csd.models.errors import UnexpectedError
from csd.models.exports import OPEN_STATES, Export, ExportLog, ExportPart, ExportState
from csd.models.imports import ImportBatch, ImportFile
from csd.models.organisation import (
    Department,
    DepartmentKind,
    Employee,
    Grade,
    PersonalData,
    Plan,
    Role,
    RoleAssignment,
    Seniority,
    Terms,
)
from csd.models.policy import CalendarDay, CalendarYear, DayKind, PolicyValue
from csd.models.preferences import ListColumns
from csd.models.regulations import Acknowledgement, Proposal, ProposalDecision, ProposalKind, Regulation, RegulationVersion
from csd.models.sign_in import SignInAttempt, SignInOutcome
from csd.models.users import User
from csd.models.work import Attempt, AttemptPerson, AttemptState, Chunk, MonthLock

__all__ = [
    "OPEN_STATES",
    "Acknowledgement",
    "Attempt",
    "AttemptPerson",
    "AttemptState",
    "CalendarDay",
    "CalendarYear",
    "Chunk",
    "DayKind",
    "Delegation",
    "Department",
    "DepartmentKind",
    "Employee",
    "Export",
    "ExportLog",
    "ExportPart",
    "ExportState",
    "Grade",
    "ImportBatch",
    "ImportFile",
    "ListColumns",
    "Matters",
    "MonthLock",
    "PersonalData",
    "Plan",
    "PolicyValue",
    "Proposal",
    "ProposalDecision",
    "ProposalKind",
    "Regulation",
    "RegulationVersion",
    "Role",
    "RoleAssignment",
    "Seniority",
    "SignInAttempt",
    "SignInOutcome",
    "Terms",
    "UnexpectedError",
    "User",
]
