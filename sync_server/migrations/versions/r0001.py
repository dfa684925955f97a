"""The tables of the hub as they were when migrations began (format 1)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None
#: Only adds, so that hubs of the version before go on beside it.
phase = "expand"


def upgrade() -> None:
    """Make what is new."""
    _people()
    _devices()
    _sessions()
    _log()
    _documents()
    _stakes()


def downgrade() -> None:
    """Take it back."""
    for name in (
        "stake_end",
        "stake",
        "actor",
        "change",
        "document",
        "log",
        "space",
        "return",
        "backed_up",
        "setting",
        "escrow",
        "device_standing",
        "spent_challenge",
        "refresh",
        "device_person",
        "device",
        "enrol_code",
        "account",
        "tenant",
    ):
        op.drop_table(name)


def _people() -> None:
    op.create_table(
        "tenant",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "account",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("store", sa.String(length=32), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant"],
            ["tenant.name"],
        ),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("tenant", "login"),
    )
    op.create_table(
        "enrol_code",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant"],
            ["tenant.name"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )


def _devices() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.Column("enrolled", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant"],
            ["tenant.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "device_person",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"],
            ["device.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["account.person"],
        ),
        sa.PrimaryKeyConstraint("device", "person"),
        sqlite_with_rowid=False,
    )


def _sessions() -> None:
    op.create_table(
        "refresh",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("successor", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(op.f("ix_refresh_expires"), "refresh", ["expires"], unique=False)
    op.create_index(op.f("ix_refresh_family"), "refresh", ["family"], unique=False)
    op.create_table(
        "spent_challenge",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(op.f("ix_spent_challenge_expires"), "spent_challenge", ["expires"], unique=False)
    op.create_table(
        "device_standing",
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"],
            ["device.id"],
        ),
        sa.PrimaryKeyConstraint("device"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "escrow",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("bringer", sa.String(length=32), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("ordinal"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index(op.f("ix_escrow_tenant"), "escrow", ["tenant"], unique=False)


def _log() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "backed_up",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "return",
        sa.Column("generation", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device"],
            ["device.id"],
        ),
        sa.PrimaryKeyConstraint("generation", "device", "space"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "space",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("space", "seq"),
        sqlite_with_rowid=False,
    )


def _documents() -> None:
    op.create_table(
        "document",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("is_fact", sa.Boolean(), nullable=False),
        sa.Column("first_stamp", sa.BigInteger(), nullable=False),
        sa.Column("last_stamp", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_author", sa.String(length=32), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ordinal"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("document_space", "document", ["space", "ordinal"], unique=False)
    op.create_table(
        "change",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("last_op", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ordinal", "hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "actor",
        sa.Column("actor", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("actor"),
        sqlite_with_rowid=False,
    )


def _stakes() -> None:
    op.create_table(
        "stake",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("fact", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("secured", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("lost_to", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("fact"),
        sqlite_with_rowid=False,
    )
    op.create_index("stake_lost", "stake", ["space", "lost_to"], unique=False)
    op.create_index("stake_thing", "stake", ["space", "thing"], unique=False)
    op.create_table(
        "stake_end",
        sa.Column("space", sa.String(length=200), nullable=False),
        sa.Column("fact", sa.String(length=32), nullable=False),
        sa.Column("stake", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("fact"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stake_end_stake"), "stake_end", ["stake"], unique=False)
