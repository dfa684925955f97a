"""Benchmarks: each `bench_<name>.py` has `run()`, which measures one promise against a bare baseline in the same run."""
