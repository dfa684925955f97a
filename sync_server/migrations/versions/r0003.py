"""Who was erased, and how far that has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_erasure_tenant"), "erasure", ["tenant"], unique=False)
    _marks()


def _marks() -> None:
    op.create_table(
        "erased_entry",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("erasure", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("space", "seq"),
    )
    op.create_index(op.f("ix_erased_entry_erasure"), "erased_entry", ["erasure"], unique=False)
    op.create_table(
        "erased_document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("erasure", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("becomes", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_erased_document_erasure"), "erased_document", ["erasure"], unique=False)
    op.create_table(
        "erasure_notice",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("erasure", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("space", "seq"),
    )
    op.create_index(op.f("ix_erasure_notice_erasure"), "erasure_notice", ["erasure"], unique=False)
    op.create_table(
        "erasure_heeded",
        sa.Column("erasure", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("erasure", "device", "person"),
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("erasure_heeded", "erasure_notice", "erased_document", "erased_entry", "erasure"):
        op.drop_table(name)
