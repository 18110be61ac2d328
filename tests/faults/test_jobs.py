"""Jobs whose workers are killed, whose messages come repeatedly or are lost: done once, the same, no try counted.

What happens without the guards stands in test_controls.
"""

from __future__ import annotations

import pytest

from csd.installation.embedded.processes import wait_until
from csd.jobs.lines import JOBS_LINE
from csd.jobs.services import cancel
from csd.jobs.waking import wake
from csd.models import Job, JobPart
from tests.faults.job_scenarios import PARTS, asked, delivered_in_parallel, undisturbed, wrong_with
from tests.faults.rig import FAULTS, Rig

pytestmark = FAULTS
KILLS = """
    kill job.begun 1    killgroup job.begun 3    kill job.results 2    killgroup job.marked 3
    kill job.marked 4   kill job.part.over 2     killgroup job.task.over 1
"""
CASES = [(f"{how} {point}", int(nth)) for how, point, nth in zip(*[iter(KILLS.split())] * 3, strict=True)]


@pytest.fixture
def expected(rig: Rig) -> list[str]:
    """What is written where nothing happens."""
    return undisturbed()


@pytest.mark.parametrize(("point", "nth"), CASES, ids=[f"{point}-{nth}" for point, nth in CASES])
def test_a_worker_killed_at_any_point_changes_nothing(rig: Rig, expected: list[str], point: str, nth: int) -> None:
    how = point.split(maxsplit=1)[0]
    deaths = rig.deaths(how)
    with rig.fault(point, nth) as fault:
        job = asked(tell=True)
        assert wrong_with(job, expected) == []
        assert fault.met(10)
    assert wait_until(lambda: rig.deaths(how) > deaths, 10), "nothing died"


def test_messages_that_come_twice_at_once_let_no_part_be_begun_twice(rig: Rig, expected: list[str]) -> None:
    assert delivered_in_parallel(rig, expected) == []


def test_a_message_that_was_lost_is_made_up_for_by_the_sweep(rig: Rig, expected: list[str]) -> None:
    assert wrong_with(asked(), expected) == []


def test_ended_in_the_middle_of_a_part_nothing_of_it_is_marked(rig: Rig) -> None:
    with rig.fault("stop job.begun", 2) as fault:
        job = asked()
        wake(JOBS_LINE, job.pk)
        assert fault.met(30)
        assert cancel(job_id=job.pk)
    assert wait_until(lambda: JOBS_LINE.idle() == [], 20)
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    assert JobPart.objects.filter(job=job, done=True).count() < len(PARTS) - 1
