"""Pages of first syncs, kept as they travel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0009", "0008"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "first_page",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("space", "first"),
    )
    op.create_table(
        "first_worn",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("space", "ordinal"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "first_mark",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("space"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("first_mark", "first_worn", "first_page"):
        op.drop_table(name)
