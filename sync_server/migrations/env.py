"""Alembic's door into the hub's migrations: it runs them on the connection it is handed, in that transaction."""

from __future__ import annotations

from alembic import context

from sync_server.tables import HUB_TABLES

context.configure(connection=context.config.attributes["connection"], target_metadata=HUB_TABLES, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
