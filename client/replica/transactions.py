"""One transaction of the replica's file: all of what is written in it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared_models.encrypted_sqlite import Connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Write what the block writes as one, also where the commit itself fails. Raises whatever went wrong.

    The connection has ``isolation_level=None``. Where SQLite has taken everything back by itself, as on a full disk,
    nothing is left to take back.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
