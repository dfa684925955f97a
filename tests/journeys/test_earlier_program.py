"""A mixed fleet with the real earlier program: its hub beside today's on one log, and devices of both at each."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sync_server.config import load_config
from sync_server.copying import write_file
from sync_server.database import database_of
from sync_server.keys import KEY_FILES
from tests.chaos.checker import check
from tests.chaos.node import Node
from tests.chaos.simulated_time import SimulatedTime
from tests.cluster.cluster import Hub
from tests.cluster.walk import in_step, work
from tests.support.earlier_program import TODAY, Release, earlier_release
from tests.support.hubs import person
from tests.support.nats import Nats
from tests.support.postgres import Postgres
from tests.support.processes import PATIENCE, wait_until

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]

PEOPLE = [person("dana", "sales_manager"), person("sam", "salesperson"), person("fay", "fleet_manager")]
PEOPLE.append(person("lee", "sales_manager"))
PLAN: dict[str, Any] = {"tenant": "acme", "people": PEOPLE, "codes": 8}


@pytest.fixture(scope="module")
def earlier() -> Iterator[Release]:
    with tempfile.TemporaryDirectory(prefix="forecourt-earlier-") as folder:
        release = earlier_release(Path(folder).resolve())
        where = release.run("-c", "import client, shared_models, sync_server as s; print(client.__file__, s.__file__)")
        assert all(Path(module).is_relative_to(release.root) for module in where.split()), "it runs its own code"
        yield release


def fleet(folder: Path, stack: ExitStack, code: list[str], at: Sequence[tuple[str, Release, str]]) -> list[Node]:
    """Devices, each with who works at it, its program and the address of its hub; enrolled by their own program."""
    time = SimulatedTime(folder / "time")
    nodes = []
    for login, release, address in at:
        release.enrol(folder / login, address, code.pop(), login)
        nodes.append(Node(folder / login, 0.0, time.path, root=release.root))
        stack.callback(nodes[-1].kill)
        nodes[-1].start()
    return nodes


def begun(hub: Hub, stack: ExitStack) -> Hub:
    stack.callback(hub.kill)
    hub.begin()
    wait_until(lambda: hub.answers() or not hub.running, "the hub answers", 2 * PATIENCE)
    assert hub.running, (hub.folder / "hub.log").read_text("utf-8")
    return hub


def found_wrong(hub: Hub, nodes: Sequence[Node], folder: Path) -> list[str]:
    """Read the hub's log and every device by an independent reader; refusals and errors are wrong here too."""
    for node in nodes:
        node.close()
    database = database_of(load_config({"data": hub.folder}, {}))
    try:
        write_file(database, folder / "written.sqlite", None)
    finally:
        database.close()
    found = check(folder / "written.sqlite", [node.folder for node in nodes], mixed=True)
    assert found.counted["rows compared"] > 20
    assert found.counted["deeds confirmed to people"] > 60
    return [*found.wrong, *(f"{count} {said}" for said, count in found.counted.items() if said.startswith("refused"))]


def revision(hub: Hub) -> str:
    """The revision that the tables of its database have."""
    database = database_of(load_config({"data": hub.folder}, {}))
    try:
        with database.read() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    finally:
        database.close()


def errors(hub: Hub) -> list[str]:
    lines = (hub.folder / "hub.log").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("{") and json.loads(line)["level"] == "error"]


def test_both_hubs_on_one_log_and_devices_of_both_programs_at_each(earlier: Release, tmp_path: Path) -> None:
    with ExitStack() as stack:
        data = Path(tempfile.mkdtemp(prefix="forecourt-postgres-"))
        data.chmod(0o755)
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        postgres = Postgres(data).start()
        stack.callback(postgres.stop)
        nats = Nats().start()
        stack.callback(nats.kill)
        files = (tmp_path / "files").as_posix()
        settings = f'database = "{postgres.new_database(made=False)}"\nbus = "{nats.url}"\nfiles = "{files}"\n'
        old = Hub(tmp_path / "earlier-hub", settings, earlier.root)
        codes = earlier.provision(old.folder, PLAN)
        begun(old, stack)
        nodes = fleet(tmp_path, stack, codes, [("dana", earlier, old.address)])
        work(nodes, 1)
        assert revision(old) == earlier.revision
        new = Hub(tmp_path / "hub", settings)
        for name in KEY_FILES:
            shutil.copy2(old.folder / name, new.folder / name)
        begun(new, stack)  # it expands the tables beside the earlier hub, which serves on
        assert revision(new) == TODAY.revision
        rest = [("sam", TODAY, old.address), ("fay", earlier, new.address), ("lee", TODAY, new.address)]
        nodes += fleet(tmp_path, stack, codes, rest)
        for seed in (10, 20, 30):
            work(nodes, seed)
            in_step(nodes)
        old.kill()
        work(nodes, 40)
        begun(old, stack)  # started on tables that are newer than it
        work(nodes, 50)
        in_step(nodes)
        assert not found_wrong(new, nodes, tmp_path)
        assert not errors(old) + errors(new)


def test_one_hub_goes_up_and_back_while_devices_of_both_programs_stay(earlier: Release, tmp_path: Path) -> None:
    """On SQLite one hub serves at a time: the earlier one, today's on the same file, and the earlier one again."""
    with ExitStack() as stack:
        old = Hub(tmp_path / "hub", "", earlier.root)
        codes = earlier.provision(old.folder, PLAN)
        begun(old, stack)
        at = [("dana", earlier, old.address), ("sam", TODAY, old.address), ("lee", TODAY, old.address)]
        nodes = fleet(tmp_path, stack, codes, at)
        for seed, release in enumerate((earlier, TODAY, earlier, TODAY)):
            if seed:
                old.kill()
                work(nodes, 10 * seed)
                old.root = release.root
                begun(old, stack)
            work(nodes, 100 * seed + 1)
            in_step(nodes)
        assert not found_wrong(old, nodes, tmp_path)
        assert not errors(old)
