"""Where the files and sockets of the embedded servers lie, and as whom the servers run.

PostgreSQL refuses to run as root, so root's servers run as uid 65534 (nobody). Where that user cannot reach the data
folder (a project in a 0700 home), the servers' files go to /var/lib/csd instead of opening anybody's folder.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from csd.installation.embedded.errors import EmbeddedError
from csd.installation.embedded.record import Record

NOBODY = 65534
SYSTEM_HOME = Path("/var/lib/csd")
# sockaddr_un holds 108 bytes with the closing zero on Linux, 104 on macOS.
SOCKET_PATH_BYTES_MAX = 103 if sys.platform == "darwin" else 107
LONGEST_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """The folders of one installation; `uid` is the servers' user, None meaning whoever runs this."""

    data_dir: Path
    home: Path
    sockets: Path
    uid: int | None

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's working directory with its append-only file."""
        return self.home / "valkey"

    @property
    def logs(self) -> Path:
        """The servers' logs."""
        return self.home / "log"


def server_uid() -> int | None:
    """The user the servers run as: None for an ordinary user, who runs them as themselves."""
    return NOBODY if os.geteuid() == 0 else None


def find(data_dir: Path, record: Record) -> Places:
    """The places a record names."""
    home = Path(record.home) if record.home else data_dir / "embedded"
    sockets = Path(record.sockets) if record.sockets else home / "run"
    return Places(data_dir, home, sockets, server_uid())


def choose(data_dir: Path) -> Record:
    """A record for a fresh installation, with new passwords. Makes only the private socket folder, where one is needed."""
    record = Record()
    if server_uid() is not None and not reachable(data_dir):
        # The random part keeps a folder that was moved away apart from a new one made in its old place.
        name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
        record.home = str(SYSTEM_HOME / f"{name}-{secrets.token_hex(3)}")
    if not _fits(find(data_dir, record).sockets):
        record.sockets = private_folder()
    return record


def private_folder() -> str:
    """A short folder for sockets whose own path would be too long, owned by the servers' user and closed to others."""
    folder = tempfile.mkdtemp(prefix="csd-", dir="/tmp" if os.access("/tmp", os.W_OK) else None)  # noqa: S108 (mkdtemp is private)
    uid = server_uid()
    if uid is not None:
        os.chown(folder, uid, uid)
    return folder


def is_private(folder: Path) -> bool:
    """Whether the folder is a real one, of the servers' user, closed to others: somebody else could have put one in /tmp."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    owner = os.geteuid() if server_uid() is None else server_uid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) & 0o077 == 0


def reachable(path: Path) -> bool:
    """Whether a user without rights of his own gets to the path: every folder above lets others through."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists())


def prepare(places: Places) -> None:
    """Makes the installation's own folders; changes nothing outside of them."""
    if places.home.parent == SYSTEM_HOME:
        SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    _claim(places)
    for folder in (places.home, places.valkey, places.logs, places.sockets):
        folder.mkdir(mode=0o700, exist_ok=True)
        if places.uid is not None and folder.stat().st_uid != places.uid:
            os.chown(folder, places.uid, places.uid)


def _claim(places: Places) -> None:
    # A copied data folder names the servers of the one it was copied from; two masters of one database would wreck it.
    if places.home.is_relative_to(places.data_dir):
        return
    claim = places.home.with_name(places.home.name + ".folder")
    other = Path(claim.read_text()) if claim.exists() else places.data_dir
    if other != places.data_dir and _names(other, places.home):
        raise EmbeddedError(
            f"{places.data_dir} is a copy of {other}, which uses {places.home}; remove embedded.json and restore a dump there instead."
        )
    claim.write_text(str(places.data_dir))


def _names(data_dir: Path, home: Path) -> bool:
    record = data_dir / "embedded.json"
    return record.exists() and str(home) in record.read_text()


def _fits(sockets: Path) -> bool:
    return len(os.fsencode(sockets / LONGEST_SOCKET)) <= SOCKET_PATH_BYTES_MAX
