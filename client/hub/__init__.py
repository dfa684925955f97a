"""The device's side of the hub: session, push, pull, live, first sync, files, and how things stand."""
