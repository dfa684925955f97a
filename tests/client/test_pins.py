"""PINs: hashed, counted before they are checked, slower after each wrong one; people who share a device."""

from __future__ import annotations

from pathlib import Path

import pytest

from client.care.coming_in import PersonHere, objection
from client.hub.locking import DEVICE, wipe, write_mark
from client.hub.people_here import FILE, SECRETS, PeopleHere
from client.hub.pins import WAITS, Pins, WrongPin
from client.hub.session import Session, Standing
from client.hub.vault import Vault
from shared_models.errors import ForecourtError

PIN, OTHER = "190357", "846120"


class Clock:
    """A wall clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


def wrong(pins: Pins, pin: str = OTHER) -> WrongPin:
    """What a PIN that is not right raises."""
    with pytest.raises(WrongPin) as raised:
        pins.check("anna", pin)
    return raised.value


@pytest.mark.parametrize("pin", ["12345", "1234567890123", "abcdef", "111111", "123456", "987654", "12 456", "١٩٠٣٥٧"])
def test_a_pin_that_is_no_good_is_refused_with_the_reason(pin: str, tmp_path: Path) -> None:
    assert objection(pin)
    with pytest.raises(ForecourtError):
        Pins(Vault(tmp_path)).set("anna", pin)
    assert not Pins(Vault(tmp_path)).is_set("anna")


def test_it_is_kept_as_a_hash_and_never_as_it_is(tmp_path: Path) -> None:
    pins = Pins(Vault(tmp_path))
    pins.set("anna", PIN)
    held = Vault(tmp_path).get("pin anna")
    assert held is not None
    assert b"$argon2id$v=19$m=65536,t=3" in held
    assert PIN.encode() not in held
    Pins(Vault(tmp_path)).check("anna", PIN)  # another start
    with pytest.raises(WrongPin):
        pins.check("ben", PIN)


def test_each_wrong_one_is_waited_for_longer_and_nobody_is_locked_out_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.hub.pins._fits", lambda hashed, pin: pin == hashed)  # its own time is not the matter
    clock = Clock()
    pins = Pins(Vault(tmp_path), clock)
    pins.set("anna", PIN)
    held = Vault(tmp_path)
    held.put("pin anna", b'{"hash": "%s", "wrong": 0, "at": 0.0}' % PIN.encode())
    waits = []
    for _ in range(len(WAITS) + 1):
        waits.append(wrong(pins).wait)
        clock.at += 4_000
        pins = Pins(Vault(tmp_path), clock)
    assert waits == sorted(waits)
    assert waits[-1] == WAITS[-1]


def test_it_waits_through_a_restart_and_a_clock_that_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.hub.pins.time.monotonic", lambda: 500.0)  # however slow the machine is
    clock = Clock()
    pins = Pins(Vault(tmp_path), clock)
    pins.set("anna", PIN)
    for _ in range(3):
        error = wrong(pins)
    assert error.wait == 30
    assert wrong(pins, PIN).wait > 0  # the right one is too early as well
    clock.at += 100
    assert wrong(pins, PIN).wait > 0  # the wall clock was set forward: this run knows better
    again = Pins(Vault(tmp_path), clock)
    clock.at -= 5_000
    assert again.wait("anna") == 30  # set back: the wait begins anew, and no longer
    clock.at += 5_000
    again.check("anna", PIN)
    assert again.wait("anna") == 0
    assert wrong(again).wait == 0  # counted anew


def test_people_come_back_to_their_own_session_without_the_hub(tmp_path: Path) -> None:
    session = Session(tmp_path, "0.1.0")
    session.become(
        Standing(hub="https://hub", device="d", person="anna", name="Anna", role="salesperson", spaces=["a"])
    )
    session.vault.put("refresh-token", b"anna's")
    session.people.set_pin(PIN)
    session.people.put_aside()
    session.become(
        Standing(hub="https://hub", device="d", person="ben", name="Ben", role="sales_manager", spaces=["b"])
    )
    session.vault.put("refresh-token", b"ben's")
    session.vault.put("seals", b"{}")
    session.people.set_pin(OTHER)
    again = Session(tmp_path, "0.1.0")  # another start
    assert [one.name for one in again.people.all()] == ["Anna", "Ben"]
    again.people.bring_back("anna")
    assert (again.standing.name, again.standing.role, again.standing.spaces) == ("Anna", "salesperson", ["a"])
    assert again.vault.get("refresh-token") == b"anna's"
    assert again.vault.get("seals") is None
    again.people.bring_back("ben")
    assert again.vault.get("refresh-token") == b"ben's"
    again.sign_out()
    assert again.people.all() == [PersonHere("anna", "Anna", "salesperson")]
    assert again.vault.get("pin ben") is None


def test_a_locked_device_forgets_them_all(tmp_path: Path) -> None:
    session = Session(tmp_path, "0.1.0")
    session.become(Standing(hub="https://hub", device="d", person="anna", name="Anna", role="salesperson"))
    session.vault.put("refresh-token", b"anna's")
    session.people.set_pin(PIN)
    session.people.put_aside()
    write_mark(tmp_path, DEVICE, "anna", {})
    wipe(session)
    assert not (tmp_path / FILE).exists()
    assert PeopleHere(session).all() == []
    assert all(session.vault.get(f"{name} anna") is None for name in (*SECRETS, "pin"))
