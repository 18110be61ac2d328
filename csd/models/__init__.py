"""The tables of the organisation, policy, imports and of work in progress."""

from csd.models.access import AccessRequest, Ask, AuthenticatorApp, Invite, Passkey, RecoveryCode, Session, UsedCode
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
from csd.models.sign_in import SignInAttempt, SignInOutcome
from csd.models.users import User
from csd.models.work import Attempt, AttemptPerson, AttemptState, Chunk, MonthLock

__all__ = [
    "AccessRequest",
    "Ask",
    "Attempt",
    "AttemptPerson",
    "AttemptState",
    "AuthenticatorApp",
    "CalendarDay",
    "CalendarYear",
    "Chunk",
    "DayKind",
    "Department",
    "DepartmentKind",
    "Employee",
    "Grade",
    "Happened",
    "ImportBatch",
    "ImportFile",
    "Invite",
    "ListColumns",
    "Look",
    "LookedAt",
    "MonthLock",
    "Passkey",
    "PersonalData",
    "Plan",
    "PolicyValue",
    "RecoveryCode",
    "Role",
    "RoleAssignment",
    "SecurityEvent",
    "Seniority",
    "Session",
    "SignInAttempt",
    "SignInOutcome",
    "Terms",
    "UsedCode",
    "User",
]
