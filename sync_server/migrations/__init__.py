"""How the hub's own tables grow from version to version (Alembic); record tables are made anew and need none.

A revision *expands* (adds; hubs of the version before go on beside it) or *contracts* (takes away what no running
version uses any more). A hub that starts expands by itself; only ``forecourt-hub migrate --contract`` contracts.
"""

#: The newest revision; a test holds it to the files.
HEAD = "0010"
