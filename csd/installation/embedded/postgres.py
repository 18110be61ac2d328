"""The embedded PostgreSQL: made, started, stopped. It listens on a Unix socket only and trusts nobody."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from csd.installation.embedded import binaries, processes
from csd.installation.embedded.errors import EmbeddedError
from csd.installation.embedded.places import Places
from csd.installation.embedded.postgres_settings import hba_file, settings_file
from csd.installation.embedded.record import Record
from csd.installation.embedded.roles import create_roles

PORT = 5432
READY = "csd_roles_made"
# After a crash the old backends need a moment to notice that their master is gone; until then a start is refused.
START_TRIES = 20


def socket_path(places: Places) -> Path:
    """The socket clients connect to (they name its folder and the port)."""
    return places.sockets / f".s.PGSQL.{PORT}"


def is_up(places: Places) -> bool:
    """Whether the server accepts connections and has its roles."""
    return processes.answers(socket_path(places)) and (places.postgres / READY).exists()


def start(places: Places, record: Record) -> None:
    """Starts the server, making its files first where there are none. The caller holds the installation's lock."""
    programs = binaries.postgres_programs(places.uid)
    if not (places.postgres / "PG_VERSION").exists():
        _initialise(places, record, programs)
    if not processes.answers(socket_path(places)):
        _configure(places)
        _forget_stale_pid(places)
        _pg_ctl_start(places, programs)
    if not (places.postgres / READY).exists():
        create_roles(places.sockets, PORT, record.passwords)
        (places.postgres / READY).touch()


def stop(places: Places) -> None:
    """Stops the server and waits for it; running transactions are rolled back."""
    if pid(places) is None:
        return
    programs = binaries.postgres_programs(places.uid)
    done = processes.run_as(
        places.uid, [programs / "pg_ctl", "stop", "-D", places.postgres, "-m", "fast", "-w", "-t", str(processes.START_SECONDS_MAX)]
    )
    if done.returncode and pid(places) is not None:
        raise EmbeddedError(f"PostgreSQL did not stop: {done.stdout.strip()}")


def pid(places: Places) -> int | None:
    """The process number of the running server, None when it does not run."""
    found = _pid_in_file(places)
    return found if found is not None and processes.is_program(found, "postgres") else None


def _initialise(places: Places, record: Record, programs: Path) -> None:
    # Made aside and renamed, so that a killed initdb leaves nothing that looks like a database.
    fresh = places.postgres.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    password_file = places.home / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(record.passwords["postgres"])
    if places.uid is not None:
        shutil.chown(password_file, places.uid, places.uid)
    command: list[str | Path] = [
        programs / "initdb", "-D", fresh, "--username=postgres", f"--pwfile={password_file}", "--auth=scram-sha-256",
        "--encoding=UTF8", "--data-checksums", *_locale(programs, places.uid),
    ]  # fmt: skip
    try:
        done = processes.run_as(places.uid, command)
    finally:
        password_file.unlink()
    if done.returncode:
        raise EmbeddedError(f"PostgreSQL's files could not be made in {places.home}: {_last_line(done.stdout)}")
    fresh.rename(places.postgres)


def _locale(programs: Path, uid: int | None) -> list[str]:
    # The same order and upper case on every machine, whatever its C library: the provider built into 17 and newer.
    version = processes.run_as(uid, [programs / "postgres", "--version"]).stdout.split()[2]
    if int(version.split(".")[0]) < binaries.POSTGRES_OLDEST:
        raise EmbeddedError(f"PostgreSQL {version} in {programs} is too old: {binaries.POSTGRES_OLDEST} or newer is needed.")
    return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if int(version.split(".")[0]) >= 17 else ["--locale=C"]


def _configure(places: Places) -> None:
    for name, text in (("postgresql.conf", settings_file(places.sockets, PORT)), ("pg_hba.conf", hba_file())):
        path = places.postgres / name
        path.write_text(text)
        if places.uid is not None:
            shutil.chown(path, places.uid, places.uid)


def _forget_stale_pid(places: Places) -> None:
    # PostgreSQL itself refuses to start when the number in one of its lock files belongs to any process now: after a reboot,
    # or when nobody has yet waited for the killed one. Both files are this installation's alone.
    if pid(places) is None:
        (places.postgres / "postmaster.pid").unlink(missing_ok=True)
        socket_path(places).with_name(f"{socket_path(places).name}.lock").unlink(missing_ok=True)


def _pid_in_file(places: Places) -> int | None:
    try:
        return int((places.postgres / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _pg_ctl_start(places: Places, programs: Path) -> None:
    log = places.logs / "postgres.log"
    command: list[str | Path] = [
        programs / "pg_ctl",
        "start",
        "-D",
        places.postgres,
        "-l",
        log,
        "-w",
        "-t",
        str(processes.START_SECONDS_MAX),
        "-s",
    ]
    for _ in range(START_TRIES):
        if processes.run_as(places.uid, command).returncode == 0:
            return
        if not log.exists() or "still in use" not in log.read_text(errors="replace")[-1000:]:
            break
        time.sleep(0.5)
    raise EmbeddedError(
        f"PostgreSQL did not start: {_last_line(log.read_text(errors='replace')) if log.exists() else 'no log was written'} (see {log})"
    )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if "FATAL" in line or "error" in line.lower()] or text.splitlines()
    return lines[-1].strip() if lines else "no reason was given"
