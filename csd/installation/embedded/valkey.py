"""The embedded Valkey (a Redis): started, stopped. It listens on a Unix socket only, asks for a password and keeps an append-only file."""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path

from csd.installation.embedded import binaries, processes
from csd.installation.embedded.errors import EmbeddedError
from csd.installation.embedded.places import Places
from csd.installation.embedded.record import Record

STOP_SECONDS_MAX = 20
ANSWERS = 2  # one to AUTH, one to the command


def socket_path(places: Places) -> Path:
    """The socket clients connect to."""
    return places.sockets / "valkey.sock"


def is_up(places: Places, record: Record) -> bool:
    """Whether the server answers questions: it accepts connections already while it reads its file, and ends where that is damaged."""
    try:
        return _say(places, record, "PING", 2).endswith("+PONG\r\n")
    except OSError:
        return False


def start(places: Places, record: Record) -> None:
    """Starts the server. Queues are hints here and rows the truth, so a damaged file is put aside rather than left in the way."""
    if is_up(places, record):
        return
    if not _try_start(places, record):
        places.valkey.rename(places.valkey.with_name(f"valkey.damaged-{int(time.time())}"))
        _own(places.valkey, places.uid)
        if not _try_start(places, record):
            raise EmbeddedError(f"Valkey did not start (see {places.logs / 'valkey.log'}).")


def stop(places: Places, record: Record) -> None:
    """Stops the server after it wrote its file."""
    if not is_up(places, record):
        return
    server = pid(places)
    _say(places, record, "SHUTDOWN", STOP_SECONDS_MAX)
    # It closes its socket first and writes its file after that.
    if not processes.wait_until(lambda: not is_up(places, record) and not (server and processes.is_program(server, "")), STOP_SECONDS_MAX):
        raise EmbeddedError("Valkey did not stop.")


def pid(places: Places) -> int | None:
    """The process number of the running server, None when it does not run."""
    try:
        found = int((places.valkey / "valkey.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return found if processes.is_program(found, "server") else None


def _try_start(places: Places, record: Record) -> bool:
    settings = places.valkey / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(_settings(places, record))
    if places.uid is not None:
        shutil.chown(settings, places.uid, places.uid)
    done = processes.run_as(places.uid, [binaries.valkey_program(places.uid), settings])
    return done.returncode == 0 and processes.wait_until(lambda: is_up(places, record), 20 if pid(places) else 3)


def _say(places: Places, record: Record, command: str, seconds: float) -> str:
    # Spoken by hand: the client library costs every command of the product half a second to import.
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(seconds)
        client.connect(os.fspath(socket_path(places)))
        client.sendall(f"AUTH {record.passwords['valkey']}\r\n{command}\r\n".encode())
        heard = b""
        while heard.count(b"\n") < ANSWERS and (part := client.recv(1024)):
            heard += part
        return heard.decode(errors="replace")


def _settings(places: Places, record: Record) -> str:
    values = {
        "port": "0",
        "unixsocket": _quoted(socket_path(places)),
        "unixsocketperm": "700",
        "requirepass": _quoted(record.passwords["valkey"]),
        "dir": _quoted(places.valkey),
        "pidfile": _quoted(places.valkey / "valkey.pid"),
        "logfile": _quoted(places.logs / "valkey.log"),
        "daemonize": "yes",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "databases": "16",
    }
    return "".join(f"{name} {value}\n" for name, value in values.items())


def _quoted(value: Path | str) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _own(folder: Path, uid: int | None) -> None:
    folder.mkdir(mode=0o700)
    if uid is not None:
        os.chown(folder, uid, uid)
