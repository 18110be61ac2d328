"""Passkeys (WebAuthn): made and used in the browser, checked here. A challenge is made for one session and good for one answer."""

from __future__ import annotations

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from csd.access.log import Origin, note
from csd.access.models import Happened, User
from csd.errors import Refused
from csd.signin.models import Passkey
from csd.signin.services.sign_in import Answer, Try, attempt

ANSWER_LENGTH_MAX = 20_000
NAME_LENGTH = 60


def server(host: str) -> Fido2Server:
    """For the host name that the browser sees; a passkey of one host is not one of another."""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="csd"))


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(passkey.credential)) for passkey in Passkey.objects.filter(user=user)]


def begin_adding(*, user: User, host: str) -> tuple[str, Any]:
    """What the browser is asked to make, as JSON, and what the session keeps of it; empty without a host that passkeys can belong to."""
    if not host:
        return "", None
    name = str(user.employee.name if user.employee else user.login)
    entity = PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.login, display_name=name)
    asked, state = server(host).register_begin(entity, _credentials(user), user_verification=UserVerificationRequirement.PREFERRED)
    return json.dumps(dict(asked)["publicKey"], default=dict), state


def add_passkey(*, user: User, host: str, state: Any, answer: str, name: str, place: Origin) -> None:
    """Begin to use a passkey; Refused where the answer is not one to the challenge of this session."""
    try:
        if not host or not state:
            raise ValueError("not asked")
        made = server(host).register_complete(state, _read(answer))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("passkey", _("The passkey was not made. Try again, or use an app.")) from error
    data = made.credential_data
    if data is None:
        raise Refused("passkey", _("The passkey was not made. Try again, or use an app."))
    try:
        with transaction.atomic():
            Passkey.objects.create(
                user=user, name=name[:NAME_LENGTH], credential_id=data.credential_id, credential=bytes(data), uses=made.counter
            )
            note(Happened.FACTOR_ADDED, user=user, whom=user.employee, place=place, detail="passkey")
    except IntegrityError as error:
        raise Refused("passkey_twice", _("This passkey is in use already.")) from error


def begin_checking(*, user: User, host: str) -> tuple[str, Any]:
    """What the browser is asked to sign, as JSON, and what the session keeps of it; empty for anyone without a passkey."""
    credentials = _credentials(user)
    if not credentials or not host:
        return "", None
    asked, state = server(host).authenticate_begin(credentials, user_verification=UserVerificationRequirement.PREFERRED)
    return json.dumps(dict(asked)["publicKey"], default=dict), state


def check_passkey(*, user: User, host: str, state: Any, answer: str, who: Try, place: Origin) -> Answer:
    """Whether the browser signed the challenge of this session with a passkey of this login."""
    counted = Try(f"{who.login[:50]} second step", who.address, who.device)
    return attempt(counted, lambda: user if _signed(user, host, state, answer) else None, place, Happened.CODE_FAILED)


def _signed(user: User, host: str, state: Any, answer: str) -> bool:
    if not state or not host:
        return False
    try:
        read = AuthenticationResponse.from_dict(_read(answer))
        used = server(host).authenticate_complete(state, _credentials(user), read)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return _count_up(user, used.credential_id, read.response.authenticator_data.counter)


@transaction.atomic
def _count_up(user: User, credential_id: bytes, counter: int) -> bool:
    passkey = Passkey.objects.select_for_update().get(user=user, credential_id=credential_id)
    # a counter that does not grow tells of a copy; most passkeys have none and always say 0
    if (counter or passkey.uses) and counter <= passkey.uses:
        return False
    passkey.uses, passkey.last_used_at = counter, timezone.now()
    passkey.save(update_fields=["uses", "last_used_at"])
    return True


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > ANSWER_LENGTH_MAX:
        raise ValueError("too long")
    try:
        read = json.loads(answer)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(read, dict):
        raise ValueError("no object")
    return read
