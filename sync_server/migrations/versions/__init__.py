"""The revisions of the hub's tables, one file each."""
