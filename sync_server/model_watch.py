"""How a model does on the house's own records, and candidates that learned from what became of them."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from shared_models.claim_counts import counts
from shared_models.cover import covered_on
from shared_models.records import RECORD_TYPES
from sync_server.model_releases import ModelRefused, in_use_everywhere, known_model, opened_file

if TYPE_CHECKING:
    from ml_models.cases import Records
    from ml_models.model_file import ModelFile
    from ml_models.registry import Registered

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def health(connection: Connection, tenant: str, name: str, now: datetime) -> dict[str, Any]:
    """Drift of its inputs, predicted against observed by month, and how well it orders. Raises ModelRefused."""
    from ml_models.drift import as_plain
    from ml_models.watching import watch

    model, file = _watched(connection, tenant, name)
    return dict(as_plain(watch(model, file, records_of(connection, tenant), now)))


def learn(connection: Connection, tenant: str, name: str, kind: str) -> tuple[bytes, dict[str, Any]]:
    """A candidate out of the model in use and the house's own outcomes, and the verdict on it. Raises ModelRefused.

    ``kind`` is ``level`` (from 50 outcomes) or ``ridge`` (from 200).
    """
    from ml_models.model_file import write
    from ml_models.refitting import LEAST, TooFewOutcomes
    from ml_models.watching import learned

    if kind not in LEAST:
        raise ModelRefused("unknown_kind", f"A model learns by one of: {', '.join(LEAST)}.")
    model, file = _watched(connection, tenant, name)
    try:
        made, verdict = learned(model, file, records_of(connection, tenant), kind)
    except TooFewOutcomes as error:
        raise ModelRefused("too_few_outcomes", str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / model.weights
        write(path, name, made.additive, made.settings, made.parts)
        return path.read_bytes(), verdict


def _watched(connection: Connection, tenant: str, name: str) -> tuple[Registered, ModelFile]:
    model = known_model(name)
    if model.outcomes() is None:
        raise ModelRefused("no_outcomes", f"Records tell no outcome of what {name} scores.")
    row = in_use_everywhere(connection, tenant, name)
    return model, model.read_bundled() if row is None else opened_file(name, row.content)


def records_of(connection: Connection, tenant: str) -> Records:
    """The tenant's records as the models' outcomes read them."""
    from ml_models.cases import Records, Seen

    def read(name: str) -> list[Seen]:
        record_type = RECORD_TYPES[name]
        table = record_type.table()
        rows = connection.execute(select(table).where(table.c.space.startswith(f"{tenant}/"))).mappings()
        return [
            Seen(record_type.values_of(dict(row)), _instant(row["created"]), _instant(row["updated"]), row["id"],
                 bool(row["archived"]))
            for row in rows
        ]  # fmt: skip

    return Records(read, lambda policy, vehicle, named, day: covered_on(policy, vehicle, named, day).covered, counts)


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
