"""Words about the devices near this one, which exchange changes with it without the hub."""

from __future__ import annotations

TITLE = "Devices near this one"
HELP = (
    "While the hub is out of reach, devices of your house in the same network give each other their changes. "
    "Whoever meets the hub first takes them along."
)
WHEN = "Exchange changes"
WHEN_CHOICES = (
    ("without_hub", "While the hub is out of reach"), ("always", "Always"), ("never", "Never"),
)  # fmt: skip
ADDRESS = "Address of a device"
ADDRESS_HELP = "For a network in which devices do not find each other; the other device shows its address here."
ADD = "Add"
FORGET = "Remove {address}"
OWN_ADDRESS = "This device is at {addresses}."
CLOSED_HUB = "Not needed now: the hub is in reach."
CLOSED_NEVER = "Switched off: this device exchanges nothing with others near it."
CLOSED_SOON = "Looking for devices begins in a moment."
NOBODY = "No device of your house is near so far."
NEAR_ONE = "1 device of your house is near."
NEAR_MANY = "{count} devices of your house are near."
IN_STEP = "In step with this one since {when}"
EXCHANGING = "Exchanging: {got:,} received, {given:,} given"
AWAY = "Not in touch; in step {when}"
AWAY_NEVER = "Not in touch"
LEFT_OUT = "Left out: {reason}"
NEAR = "{name} is near."
GONE = "{name} is not in touch any more."
NOTED = "{address} is called from now on."
TURNED_AWAY_ONE = "1 connection from elsewhere was turned away."
TURNED_AWAY = "{count:,} connections from elsewhere were turned away."

BAD_ADDRESS = "“{text}” is no address of a device. Enter it as the other device shows it, such as 192.168.1.20:47474."
TOO_MANY_NOTED = "{most} addresses are noted already. Please remove one first."
NO_LISTENING = "This device cannot be reached by others ({why}). Changes wait here for the hub, or travel by file."
NO_LOOKING = (
    "This network does not let devices find each other. Enter the address of another one below, and they exchange "
    "changes all the same."
)
NOT_OPEN = "This device does not exchange changes with others near it at the moment."
STRUCK_OFF = (
    "Others have heard from the hub that this device, or your account, is locked out. They exchange nothing with it."
)
