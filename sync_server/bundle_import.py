"""Taking a file of changes in at the hub itself: the same admission as a push, while the hub does not serve."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from shared_models.bundles import Bundle, BundleRefused, read_bundle, read_file, tenant_of
from shared_models.clock import system_milliseconds
from shared_models.protocol import MAX_PUSH
from shared_models.roster import read_roster
from sync_server import agreed
from sync_server.config import HubConfig
from sync_server.database import Database, open_database
from sync_server.exchange import Exchange
from sync_server.file_store import FileStore, open_files
from sync_server.keys import load_key
from sync_server.opening import Opened, Opener
from sync_server.serving import only_hub
from sync_server.tables import TENANT


def import_bundle(config: HubConfig, path: Path) -> dict[str, Any]:
    """Take a file in; how many of its changes were accepted, known, refused or wait for others.

    Raises SetupProblem while the hub serves (devices would not hear of the changes; import the file on a device then),
    and BundleRefused, RosterRefused or Refusal for a file that is not to be believed.
    """
    data = read_file(path)
    config.make_folder()
    lock = only_hub(config.data)
    database = open_database(config)
    try:
        return _take(database, config, data, open_files(config))
    finally:
        database.close()
        lock.close()


def _take(database: Database, config: HubConfig, data: bytes, files: FileStore) -> dict[str, Any]:
    tenant, exchange, key = tenant_of(data), Exchange(config.data), load_key(config.data)
    with database.read() as connection:
        if not connection.execute(select(TENANT.c.name).where(TENANT.c.name == tenant)).first():
            raise BundleRefused("This file of changes belongs to another house. Nothing was taken from it.")
        own = read_roster(exchange.roster(connection, tenant, system_milliseconds()), exchange.public_key)
    prefix = f"{tenant}/"
    bundle = read_bundle(
        data, exchange.public_key, own, tenant, lambda space: exchange.key(space) if space.startswith(prefix) else None
    )
    counts: Counter[str] = Counter()
    for at in range(0, len(bundle.envelopes), MAX_PUSH):
        with database.write() as connection:
            opened = Opener(connection, tenant, None, key.public_key()).open_all(bundle.envelopes[at : at + MAX_PUSH])
            spaces = {one.envelope.space for one in opened if isinstance(one, Opened)}
            database.lock(connection, spaces | agreed.spaces_beside(spaces))
            counts.update(one.status for one in agreed.admit(connection, opened, tenant, key).results)
    photos = _keep_files(files, tenant, bundle)
    return {"from device": bundle.device, "changes": len(bundle.envelopes), **counts, **photos}


def _keep_files(files: FileStore, tenant: str, bundle: Bundle) -> dict[str, int]:
    """Keep the photos that came along; how many, and how many are larger than this hub takes."""
    fit = {digest: data for digest, data in bundle.files.items() if len(data) <= files.largest}
    for digest, data in fit.items():
        files.put_piece(tenant, bundle.device, digest, len(data), 0, data)
    counts = {"photos": len(fit), "photos too large": len(bundle.files) - len(fit)}
    return {name: count for name, count in counts.items() if count}
