"""This installation: its data folder, secret key and servers, as the environment says. Read by the settings, once per process."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csd.installation.embedded import Installation
from csd.installation.embedded.installation import make_data_dir
from csd.installation.embedded.processes import locked
from csd.installation.embedded.roles import APP, OWNER
from csd.installation.environment import database_login, flag

ROOT = Path(__file__).resolve().parent.parent.parent
APP_ROLE = APP


def data_dir() -> Path:
    """Where everything of this installation is kept; a relative CSD_DATA_DIR means from where the first command was called."""
    path = Path(os.environ.get("CSD_DATA_DIR") or ROOT / ".data").expanduser().absolute()
    # Workers start in another folder and must find the same one.
    os.environ["CSD_DATA_DIR"] = str(path)
    return path


def embedded() -> Installation:
    """The servers of this installation that no URL in the environment replaces."""
    replaced = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return Installation(data_dir(), frozenset(name for name, variable in replaced.items() if not os.environ.get(variable)))


def starts_servers() -> bool:
    """Whether this process may start the embedded servers: under `manage.py run` only the supervisor does."""
    return flag("CSD_AUTOSTART", default=True)


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES: the application's login, and under OWNER the one that migrates.

    APP_ROLE is the role that a connection takes on where the login itself is not the application's.
    """
    common = {"ENGINE": "csd.database.backend", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "TEST": {"NAME": "test_csd"}}
    url = os.environ.get("DATABASE_URL")
    login: dict[str, Any]
    owner: dict[str, Any]
    if not url:
        servers = embedded()
        login, owner, role = {**servers.login(APP)}, {**servers.login(OWNER)}, ""
    else:
        login, role = database_login(url, "DATABASE_URL"), APP_ROLE
        owner = database_login(os.environ.get("DATABASE_OWNER_URL") or url, "DATABASE_OWNER_URL")
    options: dict[str, Any] = {"connect_timeout": 5, "application_name": "csd", **login.pop("OPTIONS", {})}
    owner_login = {name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    return {"default": {**common, **login, "OPTIONS": options, "OWNER": owner_login, "APP_ROLE": role}}


def redis_url() -> str:
    """The broker's URL; CSD_REDIS_DB chooses the database of the embedded one."""
    return os.environ.get("REDIS_URL") or embedded().redis_url(int(os.environ.get("CSD_REDIS_DB") or 0))


def secret_key() -> str:
    """SECRET_KEY, else one made once and kept in the data folder for its owner's eyes only."""
    return os.environ.get("SECRET_KEY") or _kept("secret_key", lambda: secrets.token_urlsafe(50))


def field_keys() -> str:
    """CSD_FIELD_KEYS (csd.database.encryption), else a key made once and kept in the data folder."""
    return os.environ.get("CSD_FIELD_KEYS") or _kept("field_keys", new_field_key)


def new_field_key(name: str = "k1") -> str:
    """A fresh key as CSD_FIELD_KEYS writes it."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def add_field_key() -> None:
    """Put a fresh key before the others in the data folder; the file is replaced whole. Two at once add two, one after the other."""
    path = data_dir() / "field_keys"
    # there may be none yet, and making it locks too
    field_keys()
    with locked(path.parent / "lock"):
        there = path.read_text()
        taken = {key.partition(":")[0] for key in there.split(",")}
        name = next(name for n in range(1, len(taken) + 2) if (name := f"k{n}") not in taken)
        _write(path, f"{new_field_key(name)},{there}")


def _kept(name: str, make: Callable[[], str]) -> str:
    path = data_dir() / name
    if not path.exists():
        make_data_dir(path.parent)
        with locked(path.parent / "lock"):
            if not path.exists():
                _write(path, make())
    return path.read_text()


def _write(path: Path, text: str) -> None:
    # whoever reads meanwhile finds the old file, or none, but never half of one
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
