"""What is agreed with insurers, and the copies they have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0007", "0006"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "agreed_field",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "type", "field"),
    )
    op.create_table(
        "agreed_copy",
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("copy", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_index(op.f("ix_agreed_copy_copy"), "agreed_copy", ["copy"], unique=False)


def downgrade() -> None:
    """Take it back."""
    for name in ("agreed_copy", "agreed_field"):
        op.drop_table(name)
