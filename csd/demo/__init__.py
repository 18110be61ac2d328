"""A made-up company as a folder of CSV files: the demo company, the bench's months and the random companies of the tests.

Standard library only, reproducible from a seed. It makes plausible rows and, on purpose, rows at every boundary that the
rule book draws; it computes nothing of what the rules make of them.
"""

from csd.demo.company import Cast, Spec, bench_spec, demo_spec, finished_months, generate, random_spec

__all__ = ["Cast", "Spec", "bench_spec", "demo_spec", "finished_months", "generate", "random_spec"]
