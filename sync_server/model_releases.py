"""Models of a tenant's own: handed in, measured against the model in use, signed, released by rings, taken back.

Every step is in the audit. Nothing is signed that was not measured, or that the gate refused; nothing is released that
is not signed; no file and no release is ever taken out, so that what scored on a day can be told years later.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Row, func, insert, select, update

from shared_models.clock import system_milliseconds
from shared_models.errors import ForecourtError
from shared_models.identifiers import new_id
from shared_models.model_releases import certificate_bytes, in_ring
from sync_server.audit import note
from sync_server.keys import model_key
from sync_server.model_tables import MODEL_FILE, MODEL_RELEASE

if TYPE_CHECKING:
    from ml_models.model_file import ModelFile
    from ml_models.registry import Registered

EVERYBODY = 100


class ModelRefused(ForecourtError):
    """A step of a release that cannot be taken; ``code`` says which, the sentence why, and the way out."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who does it: the tenant, the person (or the operator) and the device, as the audit names them."""

    tenant: str
    person: str
    device: str = ""


def known_model(name: str) -> Registered:
    """The model of a name. Raises ModelRefused for one that this program does not know."""
    from ml_models.registry import MODELS  # numpy, when the first model is handled

    if name not in MODELS:
        raise ModelRefused("unknown_model", f"There is no model {name!r}. There are: {', '.join(MODELS)}.")
    return MODELS[name]


def upload(connection: Connection, keeper: Keeper, name: str, content: bytes) -> dict[str, str]:
    """Take a candidate in. Raises ModelRefused when it is no whole file of that model."""
    file = opened_file(name, content)
    identifier = new_id()
    row = {
        "id": identifier, "tenant": keeper.tenant, "model": name, "version": file.version, "content": content,
        "verdict": "", "signature": "", "by": keeper.person, "at": system_milliseconds(),
    }  # fmt: skip
    connection.execute(insert(MODEL_FILE).values(row))
    _note(connection, keeper, "model_uploaded", identifier, {"model": name, "version": file.version})
    return {"id": identifier, "model": name, "version": file.version}


def measure(candidate: Row[Any], in_use: bytes | None, data: bytes, target: str | None) -> dict[str, Any]:
    """The verdict on a candidate by a labelled file (CSV, also gzipped). Raises ModelRefused. Takes seconds."""
    from ml_models.labelled_table import TableFault
    from ml_models.release_gate import measured

    model = known_model(candidate.model)
    new = opened_file(candidate.model, candidate.content)
    old = model.read_bundled() if in_use is None else opened_file(candidate.model, in_use)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("data.csv.gz" if data[:2] == b"\x1f\x8b" else "data.csv")
        path.write_bytes(data)
        try:
            return measured(model, new, old, path, target)
        except TableFault as fault:
            raise ModelRefused("bad_table", str(fault)) from fault


def keep_verdict(connection: Connection, keeper: Keeper, file: str, verdict: dict[str, Any]) -> None:
    """Keep what was measured; a signature that was there before goes on."""
    told = json.dumps(verdict, default=float)
    connection.execute(update(MODEL_FILE).where(MODEL_FILE.c.id == file).values(verdict=told))
    found = candidate(connection, keeper.tenant, file)
    measure_of = known_model(found.model).measure
    _note(connection, keeper, "model_measured", file, {
        "model": found.model, "measure": measure_of, "candidate": verdict["candidate"].get(measure_of),
        "in_use": verdict["in_use"].get(measure_of), "against": len(verdict["against"]),
    })  # fmt: skip


def sign(connection: Connection, keeper: Keeper, file: str, key: Ed25519PrivateKey) -> dict[str, str]:
    """Sign a candidate with the tenant's key. Raises ModelRefused unless it was measured and the gate let it pass."""
    from ml_models.signing import signed

    found = candidate(connection, keeper.tenant, file)
    if not found.verdict:
        raise ModelRefused("not_measured", "This candidate was not measured yet. Measure it on held-out data first.")
    if against := json.loads(found.verdict)["against"]:
        raise ModelRefused("gate", f"The gate refuses this candidate. {' '.join(against)}")
    signature = signed(found.content, model_key(key, keeper.tenant), keeper.tenant)
    connection.execute(update(MODEL_FILE).where(MODEL_FILE.c.id == file).values(signature=signature))
    _note(connection, keeper, "model_signed", file, {"model": found.model, "version": found.version})
    return {"id": file, "model": found.model, "version": found.version}


def release(connection: Connection, keeper: Keeper, file: str, share: int, stores: Sequence[str] = ()) -> int:
    """Give a signed file to a share of the devices (per cent) and to those of some stores; the release's number."""
    found = candidate(connection, keeper.tenant, file)
    if not found.signature:
        raise ModelRefused("not_signed", "This candidate is not signed. Sign it before it is released.")
    if not 0 <= share <= EVERYBODY:
        raise ModelRefused("share", "The share must be from 0 to 100 per cent.")
    number = _append(connection, keeper, found.model, file, share, stores)
    detail = {"model": found.model, "version": found.version, "share": share, "stores": list(stores)}
    _note(connection, keeper, "model_released", file, detail)
    return number


def roll_back(connection: Connection, keeper: Keeper, name: str) -> dict[str, str]:
    """Give everybody the file that was for everybody before the last one was released; the bundled one at last."""
    known_model(name)
    releases = _releases(connection, keeper.tenant, name)
    if not releases or (not releases[0].file and releases[0].share == EVERYBODY):
        raise ModelRefused("nothing_released", "The bundled model is in use everywhere: there is nothing to take back.")
    bad = releases[0].file
    taken = {bad, *(row.instead_of for row in releases)}
    before = next((row.file for row in releases if row.share == EVERYBODY and row.file not in taken), "")
    _append(connection, keeper, name, before, EVERYBODY, (), instead_of=bad)
    _note(connection, keeper, "model_rolled_back", bad, {"model": name, "to": before or "bundled"})
    return {"model": name, "file": before}


def for_device(connection: Connection, tenant: str, device: str, store: str | None) -> dict[str, Row[Any]]:
    """What a device is to score with, by model: rows of files; a model that is not there is the bundled one."""
    found: dict[str, Row[Any]] = {}
    for name in connection.execute(
        select(MODEL_RELEASE.c.model).where(MODEL_RELEASE.c.tenant == tenant).distinct()
    ).scalars():
        releases = _releases(connection, tenant, name)
        file = next((row.file for row in releases if _reaches(row, device, store)), "")
        if file:
            found[name] = candidate(connection, tenant, file)
    return found


def in_use_everywhere(connection: Connection, tenant: str, name: str) -> Row[Any] | None:
    """The file that was last released to everybody; None: the bundled one."""
    file = next((row.file for row in _releases(connection, tenant, name) if row.share == EVERYBODY), "")
    return candidate(connection, tenant, file) if file else None


def candidate(connection: Connection, tenant: str, file: str) -> Row[Any]:
    """A file of the tenant. Raises ModelRefused when there is none of the identifier."""
    known = MODEL_FILE.c
    found = connection.execute(select(MODEL_FILE).where(known.id == file, known.tenant == tenant)).first()
    if found is None:
        raise ModelRefused("unknown_file", "There is no such model file.")
    return found


def overview(connection: Connection, tenant: str) -> dict[str, list[dict[str, Any]]]:
    """All files (without their content) and all releases of a tenant, the newest first."""
    known, made = MODEL_FILE.c, MODEL_RELEASE.c
    wanted = select(known.id, known.model, known.version, known.verdict, known.signature, known.by, known.at)
    files = connection.execute(wanted.where(known.tenant == tenant).order_by(known.at.desc(), known.id)).all()
    releases = connection.execute(
        select(MODEL_RELEASE).where(made.tenant == tenant).order_by(made.number.desc())
    ).all()  # fmt: skip
    return {
        "files": [
            {**row._mapping, "verdict": json.loads(row.verdict or "{}"), "signature": bool(row.signature)}
            for row in files
        ],
        "releases": [{**row._mapping, "stores": json.loads(row.stores)} for row in releases],
    }


def key_for(key: Ed25519PrivateKey, tenant: str) -> dict[str, str]:
    """The public half of the tenant's key, with the hub's signature under it (both hexadecimal)."""
    public = model_key(key, tenant).public_key().public_bytes_raw()
    return {"key": public.hex(), "certificate": key.sign(certificate_bytes(tenant, public)).hex()}


def opened_file(name: str, content: bytes) -> ModelFile:
    """The model file that these bytes are. Raises ModelRefused."""
    from ml_models.model_file import ModelFileBroken, opened

    model = known_model(name)
    try:
        return opened(content, name, Path(model.weights))
    except ModelFileBroken as error:
        raise ModelRefused("bad_model", f"This is no model file of {name}: {error.why}") from error


def _releases(connection: Connection, tenant: str, name: str) -> Sequence[Row[Any]]:
    made = MODEL_RELEASE.c
    wanted = select(MODEL_RELEASE).where(made.tenant == tenant, made.model == name)
    return connection.execute(wanted.order_by(made.number.desc())).all()


def _reaches(row: Row[Any], device: str, store: str | None) -> bool:
    return (store is not None and store in json.loads(row.stores)) or in_ring(row.file, device, row.share)


def _append(
    connection: Connection, keeper: Keeper, name: str, file: str, share: int, stores: Sequence[str],
    instead_of: str = "",
) -> int:  # fmt: skip
    made = MODEL_RELEASE.c
    last = connection.execute(select(func.max(made.number)).where(made.tenant == keeper.tenant)).scalar()
    number = (last or 0) + 1
    connection.execute(insert(MODEL_RELEASE).values(
        tenant=keeper.tenant, number=number, model=name, file=file, instead_of=instead_of, share=share,
        stores=json.dumps(list(stores)), by=keeper.person, at=system_milliseconds(),
    ))  # fmt: skip
    return number


def _note(connection: Connection, keeper: Keeper, action: str, subject: str, detail: dict[str, Any]) -> None:
    note(connection, keeper.tenant, keeper.person, keeper.device, action, subject, detail)
