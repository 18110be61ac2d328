"""Measurements anyone can run: `python -m bench.month 10000`. Results are JSON under bench/results, the source of docs/performance.md."""
