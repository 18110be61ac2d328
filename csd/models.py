"""The tables of the organisation, policy, imports and of work in progress."""

from csd.access.models import Happened, Look, LookedAt, SecurityEvent, Session, User
from csd.calendar.models import CalendarDay, CalendarYear, DayKind
from csd.closing.models import Attempt, AttemptPerson, AttemptState, Chunk, MonthLock
from csd.exports.models import OPEN_STATES, Export, ExportLog, ExportPart, ExportState
from csd.inbox.models import Delegation, Matters
from csd.jobs.models import Job, JobPart, JobState, SweepRun
from csd.lists.models import ListColumns
from csd.loading.models import ImportBatch, ImportFile
from csd.organisation.models import Department, DepartmentKind, Employee, Grade, PersonalData, Plan, Role, RoleAssignment, Seniority, Terms
from csd.policy.models import PolicyValue
from csd.regulations.models import Acknowledgement, Proposal, ProposalDecision, ProposalKind, Regulation, RegulationVersion
from csd.shell.models import UnexpectedError
from csd.signin.models import AccessRequest, Ask, AuthenticatorApp, Invite, Passkey, RecoveryCode, SignInAttempt, SignInOutcome, UsedCode

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
    "Job",
    "JobPart",
    "JobState",
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
    "SweepRun",
    "Terms",
    "UnexpectedError",
    "UsedCode",
    "User",
]
