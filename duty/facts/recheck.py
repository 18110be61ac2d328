"""Who holds each shift, settled again from today's swaps and shifts, against what an attempt stored (docs/rulebook.md A6, P18)."""

from __future__ import annotations

from collections.abc import Iterator

from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from duty.facts.steps import moves_of

_STORED = "SELECT shift_id, rostered_id, holder_id, swap_id FROM duty_shiftmove WHERE attempt_id = %s"
_NUMBERS = "SELECT id, employee_no FROM csd_employee WHERE id = ANY(%s)"


def moves_differing(context: AttemptContext) -> Iterator[tuple[str, str, str]]:
    """(employee number, swap and shift, what) of each shift that would be held by somebody else."""
    stored = {row[0]: row[1:] for row in rows_of(_STORED, [context.attempt_id])}
    now = {row[0]: row[1:] for row in moves_of(context)[1]}
    people = {person for move in (*stored.values(), *now.values()) for person in move[:2]}
    numbers = dict(rows_of(_NUMBERS, [list(people)]))
    for shift in sorted({*stored, *now}):
        kept, found = stored.get(shift), now.get(shift)
        if kept != found:
            rostered, _holder, swap = kept or found or (0, 0, 0)
            held = [f"held by {numbers[move[1]]}" if move else "not moved" for move in (kept, found)]
            yield numbers[rostered], f"swap {swap}, shift {shift}", f"{held[0]} stored, {held[1]} now"
