"""The record of an installation: where its servers lie and the passwords of their roles, in one file that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from csd.installation.embedded.errors import EmbeddedError

ROLES = ("postgres", "csd_owner", "csd_app", "csd_read")
FILE_NAME = "embedded.json"


def _new_passwords() -> dict[str, str]:
    return {name: secrets.token_urlsafe(24) for name in (*ROLES, "valkey")}


@dataclass
class Record:
    """`home` and `sockets` are absolute, or None where they lie inside the data folder, so that it can be moved."""

    home: str | None = None
    sockets: str | None = None
    passwords: dict[str, str] = field(default_factory=_new_passwords)


def read(data_dir: Path) -> Record | None:
    """The record, or None in a fresh folder; refuses one that cannot be understood, for the passwords in it are needed."""
    path = data_dir / FILE_NAME
    try:
        return Record(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise EmbeddedError(f"{path} is damaged ({error}); restore it or move {data_dir} away.") from error
    except PermissionError as error:
        raise EmbeddedError(f"{path} belongs to another user; run this as that user or set CSD_DATA_DIR.") from error


def write(data_dir: Path, record: Record) -> None:
    """Replaces the record in one step, readable by its owner only."""
    path = data_dir / FILE_NAME
    temporary = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(record), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
