"""Rivals over a real hub: seen by all with who, when and on which device; one person's choice settles them for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from client.app import App
from client.commands import Edit, Undo
from client.reading.log_queries import device_names
from client.reading.queries import Disagreement
from client.replica.worker import wait
from client.screens.parts.disagreements import settle
from client.screens.why_dialog import device_words
from client.sync_state import Phase
from shared_models.identifiers import new_id
from shared_models.money import Money
from tests.support.hubs import HubProcess, in_step, person
from tests.support.processes import wait_until as eventually
from tests.support.replicas import camry, create, rows


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    people = [person(login, "fleet_manager") for login in ("dana", "sam", "fay")]
    with HubProcess(tmp_path_factory.mktemp("hub"), people, codes=16) as running:
        yield running


@pytest.fixture
def three(hub: HubProcess, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[App, ...]]:
    apps = tuple(hub.device(tmp_path / login, login) for login in ("dana", "sam", "fay"))
    yield apps
    for app in apps:
        app.close()


def _value(app: App, record_type: str, record: str, name: str) -> Any:
    view = app.workspace.reader.record(record_type, record)
    return view.values[name] if view else None


def _edit(app: App, record_type: str, record: str, name: str, new: Any) -> str:
    old = _value(app, record_type, record, name)
    return wait(app.replica.execute(Edit(record_type, record, {name: old}, {name: new}), noted=True)).deed


def _every(apps: tuple[App, ...], is_so: Callable[[App], object], what: str) -> None:
    """Wait until it is so on every device."""
    eventually(lambda: all(is_so(app) for app in apps), what)


def _arrived(apps: tuple[App, ...], record_type: str, record: str) -> None:
    _every(apps, lambda app: app.workspace.reader.record(record_type, record), "the record is there")


def _apart(hub: HubProcess, apps: tuple[App, ...], deeds: list[Any]) -> None:
    """Let each person do something while the hub is down, then bring everybody together again."""
    hub.kill()
    _every(apps, lambda app: app.sync.state.phase is Phase.OFFLINE, "nobody reaches the hub")
    for deed in deeds:
        deed()
    hub.start()
    for app in apps:
        app.sync.wake()
    eventually(lambda: in_step(*apps), "all are in step")


def _dispute(app: App, record: str) -> Disagreement:
    (one,) = app.workspace.reader.disagreements(record)
    return one


def _disputed(app: App, record: str) -> set[Any]:
    """The amounts in dispute on a device; none where nothing is (yet)."""
    return {c.value.minor for one in app.workspace.reader.disagreements(record) for c in one.candidates}


def _settled(apps: tuple[App, ...], record_type: str, record: str) -> None:
    def agreed() -> bool:
        same = all(rows(app.replica, record_type) == rows(apps[0].replica, record_type) for app in apps)
        return same and in_step(*apps) and not any(app.workspace.reader.disagreements(record) for app in apps)

    eventually(agreed, "all agree and nothing is in dispute")


def test_two_disagree_and_a_third_settles_it_for_all(hub: HubProcess, three: tuple[App, ...]) -> None:
    dana, sam, fay = three
    car = create(dana.replica, "vehicle", **camry())
    _arrived(three, "vehicle", car)
    prices = [lambda: _edit(dana, "vehicle", car, "price", Money(1, "EUR"))]
    prices.append(lambda: _edit(sam, "vehicle", car, "price", Money(2, "EUR")))
    _apart(hub, three, prices)
    _every(three, lambda app: app.workspace.reader.disagreements(car), "the dispute is seen")
    for app in three:
        assert _disputed(app, car) == {1, 2}
        candidates = _dispute(app, car).candidates
        assert {c.author for c in candidates} == {dana.replica.identity.person, sam.replica.identity.person}
        assert all(c.offline and c.on_hub for c in candidates)
    eventually(lambda: len(device_names(fay.workspace.reader)) >= 3, "the devices' names have come")
    assert {device_words(c.device, fay.workspace) for c in _dispute(fay, car).candidates} == {"“tablet”"}
    shown = _value(fay, "vehicle", car, "price")  # to keep what is shown already must settle it too
    command = settle(fay.workspace, _dispute(fay, car), shown)
    assert command is not None
    wait(fay.replica.execute(command))
    _settled(three, "vehicle", car)
    assert {str(_value(app, "vehicle", car, "price")) for app in three} == {str(shown)}


def test_a_choice_that_crosses_a_further_edit_loses_neither(hub: HubProcess, three: tuple[App, ...]) -> None:
    dana, sam, fay = three
    car = create(dana.replica, "vehicle", **camry())
    _arrived(three, "vehicle", car)
    _apart(hub, three, [lambda: _edit(dana, "vehicle", car, "price", Money(1, "EUR")),
                        lambda: _edit(sam, "vehicle", car, "price", Money(2, "EUR"))])  # fmt: skip
    _every(three, lambda app: app.workspace.reader.disagreements(car), "the dispute is seen")
    chosen = settle(fay.workspace, _dispute(fay, car), Money(1, "EUR"))
    assert chosen is not None
    _apart(hub, three, [lambda: wait(fay.replica.execute(chosen)),
                        lambda: _edit(sam, "vehicle", car, "price", Money(3, "EUR"))])  # fmt: skip
    # The choice and the further edit are rivals now: two values, not four, and none is lost.
    _every(three, lambda app: _disputed(app, car) == {1, 3}, "choice against edit")
    assert len(_dispute(fay, car).candidates) == 2
    last = settle(dana.workspace, _dispute(dana, car), Money(3, "EUR"))
    assert last is not None
    wait(dana.replica.execute(last))
    _settled(three, "vehicle", car)
    assert {_value(app, "vehicle", car, "price").minor for app in three} == {3}


def test_a_cell_of_a_policy_in_dispute_is_settled_and_notes_merge(hub: HubProcess, three: tuple[App, ...]) -> None:
    dana, sam, fay = three
    line, gone = new_id(), new_id()
    lines: dict[str, dict[str, Any]] = {
        line: {"cover": "liability", "limit": Money(10, "EUR")},
        gone: {"cover": "glass"},
    }
    policy = create(
        dana.replica, "policy", number="P1", status="active", expires_on=date(2027, 1, 1), lines=lines, notes="Ring."
    )
    _arrived(three, "policy", policy)

    def with_limit(row: str, minor: int) -> dict[str, Any]:
        held = _value(dana, "policy", policy, "lines")
        return {**held, row: {**held[row], "limit": Money(minor, "EUR")}}

    deeds = [lambda: _edit(dana, "policy", policy, "lines", with_limit(line, 1)),
             lambda: _edit(sam, "policy", policy, "lines", with_limit(line, 2)),
             lambda: _edit(dana, "policy", policy, "notes", "Ring. Twice."),
             lambda: _edit(sam, "policy", policy, "notes", "Please. Ring.")]  # fmt: skip
    _apart(hub, three, deeds)
    _every(three, lambda app: app.workspace.reader.disagreements(policy), "the dispute is seen")
    _every(three, lambda app: _value(app, "policy", policy, "notes") == "Please. Ring. Twice.", "both notes are there")
    for app in three:
        one = _dispute(app, policy)  # notes are in no dispute: they merge
        assert one.path == ("lines", line, "limit")
        assert {c.value.minor for c in one.candidates} == {1, 2}
    chosen = settle(fay.workspace, _dispute(fay, policy), Money(1, "EUR"))
    assert chosen is not None
    wait(fay.replica.execute(chosen))
    _settled(three, "policy", policy)
    assert _value(sam, "policy", policy, "lines")[line]["limit"] == Money(1, "EUR")
    _apart(hub, three, [lambda: _edit(dana, "policy", policy, "lines", with_limit(gone, 1)),
                        lambda: _edit(sam, "policy", policy, "lines", with_limit(gone, 2))])  # fmt: skip
    eventually(lambda: bool(fay.workspace.reader.disagreements(policy)), "the other line is in dispute")
    left = {line: _value(fay, "policy", policy, "lines")[line]}
    _edit(fay, "policy", policy, "lines", left)  # the line is taken away: that settles it
    _settled(three, "policy", policy)
    assert list(_value(dana, "policy", policy, "lines")) == [line]


def test_a_deed_is_undone_over_the_hub(hub: HubProcess, three: tuple[App, ...]) -> None:
    dana, sam, _ = three
    car = create(dana.replica, "vehicle", **camry())
    _arrived(three, "vehicle", car)
    deed = _edit(dana, "vehicle", car, "price", Money(1, "EUR"))
    eventually(lambda: _value(sam, "vehicle", car, "price") == Money(1, "EUR"), "the price is there")
    _edit(sam, "vehicle", car, "trim", "Sport")
    eventually(lambda: _value(dana, "vehicle", car, "trim") == "Sport", "the trim is there")
    wait(dana.replica.execute(Undo(deed), noted=True))
    _settled(three, "vehicle", car)
    assert _value(sam, "vehicle", car, "price") == camry()["price"]
    assert _value(sam, "vehicle", car, "trim") == "Sport"
