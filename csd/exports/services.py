"""Asking for exports, ending them, taking them away (docs/rulebook.md O4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from csd.errors import NotAllowed, Refused
from csd.exports import files
from csd.exports.engine import EXPORTS, order_of
from csd.exports.log import Event, log_export
from csd.exports.models import OPEN_STATES, Export, ExportState
from csd.exports.registry import ExportKind, post_of
from csd.exports.selectors import open_exports, own_export
from csd.jobs.waking import wake as wake_workers
from csd.organisation.models import Employee
from csd.organisation.standing import standing_of

NOT_FOR_YOU = _("You may not export this.")


def ask_export(*, actor: Employee, kind: ExportKind, given: Mapping[str, Any], format: str, wake: bool = True) -> Export:
    """A new export of the person's own; the one under way where the very same is being written.

    NotAllowed for what they may not have; Refused for what makes no sense, and with too many under way.
    """
    who = standing_of(actor, timezone.localdate())
    parameters = dict(kind.read(given, who))
    if format not in kind.makers or not kind.seen_by(who, parameters):
        raise NotAllowed("not_allowed", NOT_FOR_YOU)
    language = translation.get_language() or settings.LANGUAGE_CODE
    made_for = hashlib.sha256(json.dumps([kind.name, parameters, format, language], sort_keys=True).encode()).hexdigest()
    row = {
        "post": post_of(who),
        "kind": kind.name,
        "title": kind.title(parameters)[:200],
        "parameters": parameters,
        "format": format,
        "language": language,
        "file": files.new_name(),
        "asked_at": timezone.now(),
    }
    same = Export.objects.filter(owner=actor, made_for=made_for).order_by("-id")
    running = same.filter(state__in=OPEN_STATES).first()
    if running:
        return running
    if (count := open_exports(actor)) >= settings.CSD_EXPORTS_OPEN_MAX:
        raise Refused("too_many", _("%(count)d exports of yours are under way. Wait for one of them, or end one."), count=count)
    try:
        with transaction.atomic():
            export = Export.objects.create(owner=actor, made_for=made_for, **row)
            log_export(export, Event.ASKED, kind.scope(parameters))
            if wake:
                transaction.on_commit(lambda: wake_workers(EXPORTS, export.pk))
    except IntegrityError:
        # the same form sent twice at once
        return same[0]
    return export


@transaction.atomic
def cancel_export(*, actor: Employee, export_id: int) -> bool:
    """End an export of one's own that is under way: nothing of the file is kept. False when it was over already."""
    export = own_export(actor, export_id)
    ended = {"state": ExportState.CANCELLED, "finished_at": timezone.now()}
    if export is None or not Export.objects.filter(pk=export.pk, state__in=OPEN_STATES).update(**ended):
        return False
    log_export(export, Event.CANCELLED)
    transaction.on_commit(lambda: files.remove(export.file))
    return True


def may_take(export: Export) -> bool:
    """Whether the owner may still have the file (O4): asked again whenever it is offered or taken."""
    try:
        order_of(export)
    except (KeyError, NotAllowed):
        return False
    return True


@transaction.atomic
def take_export(*, actor: Employee, export_id: int) -> tuple[Export, Path] | None:
    """The file of one's own export, recorded; None where it is not, or no longer, theirs, not ready, too old or gone."""
    export = own_export(actor, export_id)
    if export is None or export.state != ExportState.DONE or not may_take(export):
        return None
    path = files.path_of(export.file)
    if export.expires_at is None or export.expires_at <= timezone.now() or not path.is_file():
        return None
    log_export(export, Event.TAKEN)
    return export, path
