"""Keys of sealed fields, wrapped for the devices that may have them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0008", "0007"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "key_holder",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "holder"),
    )
    op.create_table(
        "key_generation",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.LargeBinary(length=8), nullable=False),
        sa.Column("maker", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "type", "number"),
    )
    op.create_table(
        "key_wrap",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("giver", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "type", "number", "holder"),
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("key_wrap", "key_generation", "key_holder"):
        op.drop_table(name)
