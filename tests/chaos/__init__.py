"""The chaos suite: many devices and a hub through weeks of faults, then an independent reading of what they left."""
