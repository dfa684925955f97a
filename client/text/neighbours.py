"""Words about the devices near this one, which exchange changes with it without the hub."""

from __future__ import annotations

from shared_models.neighbours import NeighbourRefused

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
FORBIDDEN = "Whoever looks after this device has switched this off."
CLOSED_SOON = "Looking for devices begins in a moment."
NOBODY = "No device of your house is near so far."
NEAR_ONE = "1 device of your house is near."
NEAR_MANY = "{count} devices of your house are near."
IN_STEP = "In step with this one ({when})"
EXCHANGING = "Exchanging: {got:,} received, {given:,} given"
AWAY = "Not in touch. Last in step: {when}"
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

#: Why a neighbour is not talked to, by the code of the refusal.
REASONS = {
    "not_forecourt": "What answers there is no Forecourt, or a program that spoils what it sends.",
    "another_house": "That device belongs to another house, or to another hub.",
    "newer_version": "That device has a newer version of Forecourt. Please update this one.",
    "older_version": "That device has an older version of Forecourt. Please update it.",
    "device_unknown": "The hub has not told these two devices of each other yet. Let one of them reach the hub once.",
    "device_revoked": "That device was locked out.",
    "account_closed": "The account of the person on that device is closed, or they never signed in on it.",
    "proof_failed": "That device could not prove that it is the one it says it is.",
    "same_device": "That is this device itself.",
    "damaged": "What arrived was damaged or altered on the way.",
    "too_large": "That device sent more at once than any honest one does.",
    "too_fast": "That device sent more often than any honest one does.",
    "not_offered": "That device asked for changes that were not offered to it, or sent what nobody asked for.",
    "forged": "That device sent a change whose signature does not hold. Nothing that came with it was taken in.",
    "silent": "That device has stopped answering.",
    "busy": "That device talks to as many neighbours as it can; it is tried again.",
    "already": "These two devices are already in touch.",
    "leaving": "That device has stopped exchanging changes with neighbours.",
    "unreachable": "Nobody answers at that address.",
}
#: The same where the other device said so.
REASONS_TOLD = {
    "device_revoked": "That device says that this one was locked out.",
    "account_closed": "That device says that the account of the person here is closed, or they never signed in here.",
    "proof_failed": "That device says that this one could not prove which it is.",
    "older_version": "That device has a newer version of Forecourt. Please update this one.",
    "newer_version": "That device has an older version of Forecourt. Please update it.",
    "silent": "The connection to that device was too slow; it is tried again.",
    "not_forecourt": "That device ended the conversation because of what arrived there.",
    "damaged": "That device ended the conversation because of what arrived there.",
    "too_large": "That device ended the conversation because of what arrived there.",
    "too_fast": "That device ended the conversation because of what arrived there.",
    "not_offered": "That device ended the conversation because of what arrived there.",
    "forged": "That device ended the conversation because of what arrived there.",
}


def why(refusal: NeighbourRefused) -> str:
    """Why a neighbour is not talked to, in words."""
    return (REASONS_TOLD if refusal.told else REASONS).get(refusal.code, REASONS[refusal.code])
