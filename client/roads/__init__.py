"""The roads that changes take beside the hub: a file carried by hand, and devices in one network."""
