"""What every test may rely on: no screen, keyring or folders of the person's own; repeatable properties."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.patience import PatientBot, open_dialogs
from tests.support.processes import Program

# Before any test imports Qt or asks where settings live.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As on a machine without a keyring; a test that wants one sets one of its own.
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
# Devices without their hub would find each other; a test that wants them to takes this away.
os.environ.setdefault("FORECOURT_NEIGHBOURS", "never")

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_HOME_VARIABLES = (
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "LOCALAPPDATA",
    "APPDATA",
)
_homes: list[Path] = []


def pytest_configure() -> None:
    """Point the folders of the person at an empty one, for this process and those it starts."""
    home = Path(tempfile.mkdtemp(prefix="forecourt-tests-"))
    _homes.append(home)
    for variable in _HOME_VARIABLES:
        os.environ[variable] = str(home / variable.lower())


def pytest_unconfigure() -> None:
    """Take the folders away again."""
    while _homes:
        shutil.rmtree(_homes.pop(), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where workers share the files out, the journeys go first, few tests that take long, then the largest files.

    By the number of tests alone, as is usual, they would come last, and one worker would wait for the other's.
    """
    if hasattr(config, "workerinput"):
        files = {item: item.nodeid.partition("::")[0] for item in items}
        tests = Counter(files.values())
        items.sort(key=lambda item: (not files[item].startswith("tests/journeys/"), -tests[files[item]]))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real data files that FORECOURT_DATA names; without it, tests that need it are skipped."""
    folder = os.environ.get("FORECOURT_DATA")
    if not folder:
        pytest.skip("FORECOURT_DATA names no folder of real data")
    if not Path(folder).is_dir():
        pytest.fail(f"FORECOURT_DATA names {folder}, which is no folder")
    return Path(folder)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> Iterator[PatientBot]:
    """Drives windows, with patience.

    Nothing that an earlier test had still to say is said in this one, and no dialog that it leaves open blocks the
    windows of the next or is taken for one of its own.
    """
    announcer = sys.modules.get("accessibility.widgets.announcer")
    if announcer is not None:
        announcer.announcer().forget()
    before = open_dialogs()
    yield PatientBot(request)
    for dialog in open_dialogs():
        if dialog not in before:
            dialog.hide()


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Start real programs: `start("-m", "sync_server", "serve")`; what still runs at the end is killed."""
    programs: list[Program] = []

    def starter(*arguments: str | Path, **options: str | Path | dict[str, str]) -> Program:
        programs.append(Program(*arguments, **options))  # type: ignore[arg-type]
        return programs[-1]

    yield starter
    for program in programs:
        program.close()


@pytest.fixture(autouse=True, scope="module")
def _windows_go_where_they_were_made(request: pytest.FixtureRequest) -> Iterator[None]:
    """Python collects garbage on whatever thread happens to allocate; a window or timer must not end on another's.

    All that lives is looked through after a module with windows; after another one only what came since. What lives
    when the first one ends, modules and classes for the most part, stays, and is not looked through again.
    """
    gc.disable()
    yield
    here = (item for item in request.session.items if item.getparent(pytest.Module) is request.node)
    windows = any("qapp" in getattr(item, "fixturenames", ()) for item in here)
    gc.collect(2 if windows else 1)
    if windows and not gc.get_freeze_count():
        gc.freeze()
