"""What `manage.py run` starts: a worker for each queue."""

from __future__ import annotations

import pytest

from csd.celery import QUEUES
from csd.installation.processes import commands


def served(**options: bool) -> list[str]:
    """The queues that have a worker, one entry for each."""
    started = commands("127.0.0.1", 0, 1, 2, with_watch=False, **options)  # type: ignore[arg-type]
    return [command[command.index("--queues") + 1] for command in started.values() if "--queues" in command]


def test_every_queue_has_a_worker_and_the_optimiser_only_one() -> None:
    assert set(served()) == set(QUEUES)
    assert served().count("optimiser") == 1


@pytest.mark.parametrize("with_optimiser", [True, False])
def test_a_small_machine_can_do_without_the_optimiser(with_optimiser: bool) -> None:
    assert ("optimiser" in served(with_optimiser=with_optimiser)) is with_optimiser
