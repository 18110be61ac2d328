"""SIGKILL of a worker at thirty points: the run ends by itself, as if nothing had happened."""

from __future__ import annotations

import pytest

from csd.installation.embedded.processes import wait_until
from tests.faults.checker import violations
from tests.faults.rig import FAULTS, Rig

pytestmark = FAULTS
# how, where, at which visit of any worker: `kill` ends the child that works, `killgroup` the whole worker, master and all
KILLS = """
    kill attempt.claim.before 1         killgroup attempt.claim.before 4    kill attempt.claim.before 12
    kill attempt.claim.after 1          kill attempt.claim.after 2          killgroup attempt.claim.after 9     kill attempt.claim.after 17
    kill people.computed 1      kill people.half_written 1  kill swaps.computed 1
    killgroup points.computed 2 kill points.half_written 1  kill points.half_written 5
    kill sales.written 1        kill campaigns.computed 1
    kill pools.computed 1       killgroup pools.half_written 1  kill pools.written 1
    kill slips.computed 1       kill slips.half_written 2   killgroup slips.half_written 4
    kill copy.half_sent 1       kill copy.half_sent 6       killgroup copy.half_sent 21
    kill chunk.written 3        kill chunk.marked 17        kill attempt.part.over 1
    kill finish.before 1        killgroup finish.removed 1  kill finish.written 1       killgroup attempt.task.over 1
"""
CASES = [(f"{how} {point}", int(nth)) for how, point, nth in zip(*[iter(KILLS.split())] * 3, strict=True)]


@pytest.mark.parametrize(("point", "nth"), CASES, ids=[f"{point}-{nth}" for point, nth in CASES])
def test_a_worker_killed_at_any_point_changes_nothing(rig: Rig, point: str, nth: int) -> None:
    how = point.split(maxsplit=1)[0]
    deaths = rig.deaths(how)
    with rig.fault(point, nth) as fault:
        attempt = rig.close_month()
        assert violations(rig, attempt) == []
        assert fault.met(10)
    assert wait_until(lambda: rig.deaths(how) > deaths, 10), "nothing died"
