"""The hub's own pages: devices that ask to be let in, browsers, a company's own provider; files that spaces name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    _pages()
    _providers()
    op.create_table(
        "file_mention",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("digest", "space"),
    )


def _pages() -> None:
    op.create_table(
        "device_request",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("interval", sa.BigInteger(), nullable=False),
        sa.Column("polled", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("tenant", sa.String(length=60), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("store", sa.String(length=32), nullable=True),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
        sa.UniqueConstraint("user_hash"),
    )
    op.create_table(
        "page_session",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("challenge", sa.String(length=60), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def _providers() -> None:
    op.create_table(
        "provider",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_secret", sa.LargeBinary(), nullable=False),
        sa.Column("first_login", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "provider_person",
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("provider", "subject"),
    )
    op.create_table(
        "provider_login",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser", sa.LargeBinary(length=32), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("nonce", sa.String(length=100), nullable=False),
        sa.Column("verifier", sa.String(length=100), nullable=False),
        sa.Column("next", sa.String(length=2100), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def downgrade() -> None:
    """Take it back."""
    names = ("provider_login", "provider_person", "provider", "sign_in_code", "page_session", "device_request")
    for name in ("file_mention", *names):
        op.drop_table(name)
