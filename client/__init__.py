"""The desktop and tablet app: screens over a local replica that works with or without the hub."""

__version__ = "0.1.0"
