"""The workers and the beat of `manage.py run`, under its own supervisor, without web and servers: `python -m tests.faults.crew [APP]`.

APP is the Celery application they load: the product's own, or tests.faults.patched, which leaves guards out on demand.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from csd.installation.processes import Supervisor, commands, die_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = "csd.celery"
PATCHED = "tests.faults.patched"


def main(app: str) -> int:
    """Supervise until SIGTERM; returns the exit code."""
    die_with_parent(15)
    supervisor = Supervisor()
    environment = {**os.environ, "CSD_AUTOSTART": "0", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    for name, command in commands("127.0.0.1", 0, web_workers=0, run_workers=2, with_watch=False).items():
        if name != "web":
            supervisor.add_process(name, [app if word == PRODUCT else word for word in command], env=environment, cwd=str(ROOT))
    supervisor.loop()
    return int(supervisor.returncode or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else PRODUCT))
