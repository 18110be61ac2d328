"""The second step of signing in: codes of an app (RFC 6238) and recovery codes. Passkeys are in csd.signin.services.passkeys.

A code lets somebody in once: the step it belongs to is a row of its own, and a second use runs into its unique key, also at the
same moment. Whoever changes a second step ends all other sessions.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import get_hasher
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.log import NOWHERE, Origin, note
from csd.access.models import Happened, User
from csd.access.services import end_sessions
from csd.database.rows import execute
from csd.errors import Refused
from csd.signin.models import AuthenticatorApp, Passkey, RecoveryCode, UsedCode
from csd.signin.services.sign_in import Answer, Try, attempt
from csd.signin.totp import DIGITS, STEP_SECONDS, matching_step

RECOVERY_CODES, RECOVERY_LENGTH = 10, 10
# no letters that look like others
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
USED_KEPT = timedelta(days=1)


def check_code(*, user: User, code: str, who: Try, place: Origin) -> Answer:
    """Whether a code of the app or a recovery code is right; a right one is used up. Tries are counted apart from passwords."""
    plain = "".join(mark for mark in code.upper() if mark.isalnum())
    right = _use_code if len(plain) == DIGITS and plain.isdigit() else _use_recovery_code
    counted = Try(f"{who.login[:50]} second step", who.address, who.device)
    return attempt(counted, lambda: user if right(user, plain, place) else None, place, Happened.CODE_FAILED)


def _use_code(user: User, code: str, place: Origin) -> bool:
    app = AuthenticatorApp.objects.filter(user=user).first()
    step = matching_step(app.seed, code, timezone.now().timestamp()) if app else None
    return step is not None and use_step(user, step)


def use_step(user: User, step: int) -> bool:
    """Use a code up; False where it was used before."""
    sql = "INSERT INTO csd_usedcode (user_id, step, used_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
    return execute(sql, [user.pk, step, timezone.now()]) == 1


def _use_recovery_code(user: User, code: str, place: Origin) -> bool:
    kept = RecoveryCode.objects.filter(user=user, used_at=None).values_list("code_hash", flat=True).first()
    hasher = get_hasher()
    # as slow for anyone who has none
    hashed = hasher.encode(code, hasher.decode(kept)["salt"] if kept else hasher.salt())
    used = RecoveryCode.objects.filter(user=user, used_at=None, code_hash=hashed).update(used_at=timezone.now())
    if used:
        note(Happened.RECOVERY_USED, user=user, place=place)
    return used == 1


@transaction.atomic
def add_app(*, user: User, seed: str, code: str, place: Origin = NOWHERE) -> None:
    """Begin to use an app, once it has shown that it makes the right codes; one that was there is replaced."""
    plain = "".join(mark for mark in code if mark.isalnum())
    step = matching_step(seed, plain, timezone.now().timestamp())
    if step is None:
        raise Refused("wrong_code", _("This is not the code that the app shows now. Type the six digits while they are shown."))
    UsedCode.objects.filter(user=user).delete()
    use_step(user, step)
    AuthenticatorApp.objects.update_or_create(user=user, defaults={"seed": seed, "made_at": timezone.now()})
    note(Happened.FACTOR_ADDED, user=user, whom=user.employee, place=place, detail="app")


@transaction.atomic
def new_recovery_codes(*, user: User, place: Origin = NOWHERE) -> list[str]:
    """Ten new codes, to be shown once; earlier ones no longer count."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _n in range(RECOVERY_LENGTH)) for _n in range(RECOVERY_CODES)]
    hasher = get_hasher()
    salt = hasher.salt()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=hasher.encode(code, salt)) for code in codes])
    note(Happened.RECOVERY_MADE, user=user, whom=user.employee, place=place)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def remove_factor(*, user: User, passkey_id: int | None, must_keep_one: bool, place: Origin, session: str) -> None:
    """Stop using the app, or a passkey; refused where it is the last second step of somebody who needs one. Other sessions end."""
    User.objects.select_for_update().get(pk=user.pk)
    app, passkeys = AuthenticatorApp.objects.filter(user=user), Passkey.objects.filter(user=user)
    gone = app if passkey_id is None else passkeys.filter(pk=passkey_id)
    if must_keep_one and app.count() + passkeys.count() == gone.count():
        raise Refused("last_factor", _("This is your only second step, and you need one. Add another first."))
    if gone.delete()[0]:
        end_sessions(user=user, but=session)
        note(Happened.FACTOR_REMOVED, user=user, whom=user.employee, place=place, detail="app" if passkey_id is None else "passkey")


def clear_factors(user: User) -> int:
    """Remove every second step of a login, within the caller's transaction; says how many."""
    gone = [model.objects.filter(user=user).delete()[0] for model in (AuthenticatorApp, Passkey, RecoveryCode, UsedCode)]
    return gone[0] + gone[1]


def forget_used_codes() -> int:
    """Delete the steps of codes that are long over."""
    oldest = int((timezone.now() - USED_KEPT).timestamp() // STEP_SECONDS)
    return UsedCode.objects.filter(step__lt=oldest).delete()[0]
