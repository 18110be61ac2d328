"""What the environment and .env say, and how mistakes in them read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from csd.installation import configuration
from csd.installation.environment import database_login, flag, read_env_file, words

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def test_a_url_becomes_a_login() -> None:
    login = database_login("postgresql://csd:p%40ss@db.example:6432/csd?sslmode=require", "DATABASE_URL")
    assert login == {
        "NAME": "csd",
        "USER": "csd",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_url_may_name_a_socket() -> None:
    login = database_login("postgres://csd@/csd?host=/run/my postgres", "DATABASE_URL")
    assert (login["HOST"], login["PORT"], login["OPTIONS"]) == ("/run/my postgres", "", {})


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mysql://csd@db/csd", "DATABASE_URL must start with postgresql://; other databases do not serve."),
        ("postgresql://csd@db", "DATABASE_URL names no database: postgresql://user:password@host/NAME."),
    ],
)
def test_a_url_that_cannot_serve_is_refused_in_words(url: str, complaint: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_login(url, "DATABASE_URL")
    assert str(refusal.value) == complaint


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSD_TEST_A", "nearer")
    monkeypatch.setenv("CSD_TEST_B", "")
    monkeypatch.delenv("CSD_TEST_B")
    (tmp_path / ".env").write_text("# a comment\nCSD_TEST_A=file\nexport CSD_TEST_B='two words'\n")
    read_env_file(tmp_path / ".env")
    assert words("CSD_TEST_A") == ["nearer"]
    assert words("CSD_TEST_B") == ["two words"]


def test_a_line_that_sets_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\nnonsense\n")
    with pytest.raises(ImproperlyConfigured, match=r"\.env:2: expected NAME=value"):
        read_env_file(tmp_path / ".env")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must start with postgresql://; other databases do not serve."),
        ({"CSD_DATA_DIR": "/proc/nowhere"}, "the data folder /proc/nowhere cannot be made: No such file or directory."),
        ({"DATABASE_URL": "postgresql://csd@127.0.0.1:1/csd", "REDIS_URL": "redis://127.0.0.1:1/0"}, "Connection refused"),
    ],
)
def test_a_mistake_in_the_environment_is_one_line_and_no_traceback(variables: dict[str, str], complaint: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "showmigrations"], cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert complaint in done.stderr


def test_a_relative_data_folder_means_from_here_for_all_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSD_DATA_DIR", "here")
    assert configuration.data_dir() == tmp_path / "here"
    assert os.environ["CSD_DATA_DIR"] == str(tmp_path / "here")


def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSD_TEST_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="CSD_TEST_FLAG is 'maybe'; say 1 or 0"):
        flag("CSD_TEST_FLAG")
