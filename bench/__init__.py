"""Measurements anyone can run: `python -m bench.month 10000`. Results are JSON under bench/results, docs/performance.md is made of them."""
