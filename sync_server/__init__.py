"""The hub: admits changes, keeps their order, repeats them to every device, and shows head office the rows."""

__version__ = "0.1.0"
