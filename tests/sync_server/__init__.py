"""Tests of the hub, driven over real sockets as devices drive it."""
