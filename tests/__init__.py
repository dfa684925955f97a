"""Forecourt's tests: one folder per room, journeys through all of them, the house test and the benchmarks."""
