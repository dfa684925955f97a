"""Models that run on the device: pure functions over plain values; no database, no Qt."""
