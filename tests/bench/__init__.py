"""Benchmarks: the `run()` of each `bench_<name>.py` measures one promise against a bare baseline."""
