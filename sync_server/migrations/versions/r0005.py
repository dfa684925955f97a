"""Passkeys, and what browsers were given to sign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "passkey",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(op.f("ix_passkey_person"), "passkey", ["person"], unique=False)
    op.create_table(
        "passkey_challenge",
        sa.Column("browser", sa.LargeBinary(length=32), nullable=False),
        sa.Column("challenge", sa.LargeBinary(length=64), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("browser"),
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("passkey_challenge", "passkey"):
        op.drop_table(name)
