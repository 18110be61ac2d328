"""What duty does in the close of a month, and on the home page."""

from csd.loading.registry import register_files
from csd.shell.home import register_tile
from csd.work.registry import register_results, register_sources, register_step
from duty.facts import steps, tiles
from duty.facts.loading import FILES

register_sources("duty_shift", "duty_punch", "duty_leave", "duty_swap", "duty_breach", "duty_onlinecheck")
register_step(steps.SWAPS)
register_results("duty_shiftmove")
register_files(*FILES)
for tile in tiles.TILES:
    register_tile(tile)
