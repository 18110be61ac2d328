"""Files that people take away: what kinds there are, how workers write them, the log of it."""
