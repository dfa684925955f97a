"""Commands of ``forecourt-hub models``: hand in a candidate, measure, sign, release by rings, roll back, list."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from sync_server.administration import Administration, tell
from sync_server.audit import OPERATOR
from sync_server.config import HubConfig
from sync_server.errors import SetupProblem
from sync_server.keys import load_key
from sync_server.model_releases import (
    EVERYBODY,
    Keeper,
    candidate,
    in_use_everywhere,
    keep_verdict,
    measure,
    overview,
    release,
    roll_back,
    sign,
    upload,
)
from sync_server.model_watch import health, learn

Parser = argparse.ArgumentParser


def add_commands(group: Callable[[str, str], Any], common: Callable[[Parser, Any], None]) -> None:
    """Add the commands; ``group`` makes a command of several words, ``common`` gives one its options and its work."""
    models = group("models", "Review, sign, release and take back models of the house's own")
    adding = models.add_parser("add", help="Take a candidate in and print its identifier")
    common(adding, _add)
    adding.add_argument("model", help="what it is a model of, such as lead_conversion")
    adding.add_argument("file", type=Path, help="the file that training wrote, weights.json")
    measuring = models.add_parser("measure", help="Measure a candidate beside the model in use; 1 if the gate refuses")
    common(measuring, _measure)
    measuring.add_argument("--table", type=Path, required=True, help="CSV file of rows it was not trained on")
    measuring.add_argument("--target", help="the column to compare with, if it is called otherwise than in training")
    signing = models.add_parser("sign", help="Sign a candidate that was measured and passed the gate")
    common(signing, _sign)
    releasing = models.add_parser("release", help="Give a signed file to a share of the devices")
    common(releasing, _release)
    releasing.add_argument("--share", type=int, default=EVERYBODY, help="per cent of the devices (100)")
    releasing.add_argument("--store", action="append", default=[], help="a store all of whose devices get it too")
    for made in (measuring, signing, releasing):
        made.add_argument("candidate", help="the candidate's identifier")
    back = models.add_parser("rollback", help="Give everybody the model that was in use before")
    common(back, _roll_back)
    back.add_argument("model")
    watching = models.add_parser("health", help="Print how a model does on the house's own records")
    common(watching, _health)
    learning = models.add_parser("learn", help="Make a measured candidate out of the house's own outcomes")
    common(learning, _learn)
    learning.add_argument("--kind", choices=("level", "ridge"), default="ridge", help="what is learned (ridge)")
    for made in (watching, learning):
        made.add_argument("model")
    listing = models.add_parser("list", help="Print all files and releases")
    common(listing, _list)
    for made in (adding, measuring, signing, releasing, back, watching, learning, listing):
        made.add_argument("--tenant", help="needed when there are several")


def _add(config: HubConfig, options: argparse.Namespace) -> None:
    content = _read(options.file)
    tell(_done(config, options, lambda connection, keeper: upload(connection, keeper, options.model, content)))


def _measure(config: HubConfig, options: argparse.Namespace) -> int:
    data = _read(options.table)
    with Administration(config) as administration:
        keeper = Keeper(administration.tenant(options.tenant), OPERATOR)
        with administration.reading() as connection:
            found = candidate(connection, keeper.tenant, options.candidate)
            in_use = in_use_everywhere(connection, keeper.tenant, found.model)
        verdict = measure(found, None if in_use is None else in_use.content, data, options.target)
        with administration.writing() as connection:
            keep_verdict(connection, keeper, found.id, verdict)
    tell(verdict)
    return 1 if verdict["against"] else 0


def _sign(config: HubConfig, options: argparse.Namespace) -> None:
    key = load_key(config.data)
    tell(_done(config, options, lambda connection, keeper: sign(connection, keeper, options.candidate, key)))


def _release(config: HubConfig, options: argparse.Namespace) -> None:
    def job(connection: Connection, keeper: Keeper) -> dict[str, Any]:
        return {"release": release(connection, keeper, options.candidate, options.share, options.store)}

    tell(_done(config, options, job))


def _roll_back(config: HubConfig, options: argparse.Namespace) -> None:
    tell(_done(config, options, lambda connection, keeper: roll_back(connection, keeper, options.model)))


def _health(config: HubConfig, options: argparse.Namespace) -> None:
    with Administration(config) as administration, administration.reading() as connection:
        tell(health(connection, administration.tenant(options.tenant), options.model, datetime.now(UTC)))


def _learn(config: HubConfig, options: argparse.Namespace) -> int:
    with Administration(config) as administration:
        keeper = Keeper(administration.tenant(options.tenant), OPERATOR)
        with administration.reading() as connection:
            content, verdict = learn(connection, keeper.tenant, options.model, options.kind)
        with administration.writing() as connection:
            made = upload(connection, keeper, options.model, content)
            keep_verdict(connection, keeper, made["id"], verdict)
    tell({**made, "verdict": verdict})
    return 1 if verdict["against"] else 0


def _list(config: HubConfig, options: argparse.Namespace) -> None:
    with Administration(config) as administration, administration.reading() as connection:
        tell(overview(connection, administration.tenant(options.tenant)))


def _done(
    config: HubConfig, options: argparse.Namespace, job: Callable[[Connection, Keeper], dict[str, Any]]
) -> dict[str, Any]:
    with Administration(config) as administration:
        keeper = Keeper(administration.tenant(options.tenant), OPERATOR)
        with administration.writing() as connection:
            return job(connection, keeper)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupProblem(f"{path}: {error.strerror}") from error
