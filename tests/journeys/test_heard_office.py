"""A policy, a claim, the sync centre and a disagreement by what a screen reader is told, read from another process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.accessibility.bus import ON_THE_BUS
from tests.accessibility.listener import BUTTON, Listener, listening_to
from tests.client.screens.small_house import POLICY_VIN

pytestmark = [
    pytest.mark.soak,  # as long as the journey of the showroom, which the suite has
    *ON_THE_BUS,
    pytest.mark.timeout(600),
]

_HOUSE = [sys.executable, "-m", "tests.accessibility.spoken_house", "fleet", "fleet_manager"]


def test_policy_claim_sync_centre_and_disagreement_by_ear(tmp_path: Path) -> None:
    with listening_to([*_HOUSE, str(tmp_path / "house")], tmp_path, "Fleet office") as listener:
        make_policy(listener)
        report_claim(listener)
        look_at_sync_centre(listener)
        settle(listener)


def make_policy(listener: Listener) -> None:
    """What is missing is said, and led to; then it is entered, made, said and shown."""
    listener.press("New policy")
    listener.hears("New policy")
    number = listener.at("Policy number")
    assert "required" in number.description
    listener.press("Create policy")
    listener.find("There are 2 problems", "heading")
    listener.press("Fill in Policy number.")
    number = listener.at("Policy number")
    assert "Error: Fill in Policy number." in number.description
    listener.type("POL456")
    listener.go_to(listener.field("Insurer"))
    listener.pick("Geiko", "Geico")
    listener.fill("Vehicle", POLICY_VIN)
    listener.fill("Starts", "2025-01-01")
    listener.hears("Mercedes-Benz Sprinter")
    listener.fill("Expires", "2025-12-31")
    listener.fill("Annual premium", "480.50")
    listener.press("Create policy")
    listener.shows_and_says("Policy created successfully")
    listener.starts("Policy POL456", "frame")


def report_claim(listener: Listener) -> None:
    """Led through four steps, each of them said; the policy is found from the vehicle."""
    listener.press("Claims", "page tab")
    listener.press("New claim")
    listener.at("Vehicle")
    listener.pick("Sprinter", "Mercedes-Benz Sprinter")
    listener.hears("Covered by policy POL")
    for step in (2, 3, 4):
        listener.press("Next")
        listener.hears(f"Step {step} of 4")
    listener.find("This is what will be saved", "heading")
    listener.press("Save claim")
    listener.shows_and_says("Claim CLM-")


def look_at_sync_centre(listener: Listener) -> None:
    """Whether the work is safe, in one sentence that is told as a note."""
    listener.press("Sync centre", "page tab")
    listener.hears("Sync centre")
    told = listener.wait(
        lambda: [one for one in listener.all() if one.role == "note" and "only on this device" in one.name],
        "what waits",
    )
    assert "Do not wipe or lend this device until they are sent." in told[0].name
    listener.find("What waits", "heading")
    listener.find("Hub not reached", "label")


def settle(listener: Listener) -> None:
    """Both values are told with who gave them; one is chosen, and the notice and the page say so."""
    row = listener.wait(
        lambda: [one for one in listener.all() if "POL200" in one.name and one.role in BUTTON], "the disagreement"
    )
    listener.press(row[0].name)
    listener.find("€1,300", "heading")
    listener.find("€1,400", "heading")
    listener.press("Use €1,400")
    listener.shows_and_says("Annual premium is now €1,400")
    listener.wait(lambda: not [one for one in listener.all() if one.name == "Use €1,300"], "it is settled")
