"""Long work as rows: what an attempt at a month consists of, how workers share it, how it ends."""
