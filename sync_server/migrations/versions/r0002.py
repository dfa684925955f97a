"""Signing in by more than a password, the audit, privacy, limits and whatever else doors need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    _alert()
    _audit()
    _recovery_code()


def downgrade() -> None:
    """Take it back."""
    for name in (
        "totp",
        "sign_in_policy",
        "recovery_code",
        "proven_device",
        "audit_head",
        "audit",
        "attempt",
        "alert",
    ):
        op.drop_table(name)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=True),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("seen_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_alert_tenant"), "alert", ["tenant"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("audit_subject", "audit", ["tenant", "subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proven_device",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "device"),
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person", "hash"),
    )
    op.create_table(
        "sign_in_policy",
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("second_factor", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "role"),
    )
    op.create_table(
        "totp",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
