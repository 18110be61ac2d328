"""The tables of the organisation, policy, imports and of work in progress."""

from csd.models.access import AccessRequest, Ask, AuthenticatorApp, Invite, Passkey, RecoveryCode, Session, UsedCode
from csd.models.delegation import Delegation, Matters
from csd.models.errors import UnexpectedError
from csd.models.exports import OPEN_STATES, Export, ExportLog, ExportPart, ExportState
from csd.models.imports import ImportBatch, ImportFile
from csd.models.logs import Happened, Look, LookedAt, SecurityEvent
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
    "AccessRequest",
    "Acknowledgement",
    "Ask",
    "Attempt",
    "AttemptPerson",
    "AttemptState",
    "AuthenticatorApp",
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
    "Happened",
    "ImportBatch",
    "ImportFile",
    "Invite",
    "ListColumns",
    "Look",
    "LookedAt",
    "Matters",
    "MonthLock",
    "Passkey",
    "PersonalData",
    "Plan",
    "PolicyValue",
    "Proposal",
    "ProposalDecision",
    "ProposalKind",
    "RecoveryCode",
    "Regulation",
    "RegulationVersion",
    "Role",
    "RoleAssignment",
    "SecurityEvent",
    "Seniority",
    "Session",
    "SignInAttempt",
    "SignInOutcome",
    "Terms",
    "UnexpectedError",
    "UsedCode",
    "User",
]
