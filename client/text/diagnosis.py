"""What keeps a device from its hub, in plain sentences: what it is, and what to do next."""

from __future__ import annotations

from client.sync_state import Cause

#: For each cause: its name, what it means, and the way out.
CAUSES: dict[Cause, tuple[str, str, str]] = {
    Cause.NONE: (
        "Nothing is wrong",
        "This device is in touch with the hub.",
        "There is nothing to do.",
    ),
    Cause.DISK_FULL: (
        "This device's disk is full",
        "There is no room left to save on this device ({free} free).",
        "Empty the bin or move large files elsewhere, then save again. What you had saved is kept.",
    ),
    Cause.NOT_ENROLLED: (
        "Not connected to a hub",
        "This device was never connected to a hub.",
        "Ask your administrator for a code and connect it. Your work is kept here.",
    ),
    Cause.NO_NETWORK: (
        "No network",
        "This device finds no way to {host}: {network}.",
        "Check Wi-Fi, cable and flight mode. What you save is kept here and sent by itself later.",
    ),
    Cause.CERTIFICATE: (
        "The hub cannot prove who it is",
        "The certificate shown at {host} is not one this device may trust: {why}. Nothing was sent.",
        "Tell your administrator: the hub's certificate has to be renewed, or this network reads along.",
    ),
    Cause.STRANGER: (
        "Something else answers",
        "What answers at {host} is not the hub. Guest networks often show a sign-in page of their own first.",
        "Open a web browser and sign in to the network, or use another network.",
    ),
    Cause.HUB_DOWN: (
        "The hub does not answer",
        "The network works, but nothing answers at {host}.",
        "Tell whoever looks after the hub. Go on working: what you save is kept here and sent by itself later.",
    ),
    Cause.HUB_BUSY: (
        "The hub cannot work just now",
        "The hub answers that it can take nothing at the moment: {why}.",
        "Wait a little; it is tried again by itself. If it lasts, tell whoever looks after the hub.",
    ),
    Cause.FROZEN: (
        "The hub takes nothing for now",
        "Whoever looks after the hub has stopped all writing for a while. You still receive what is there.",
        "Go on working: what you save is kept here and sent by itself afterwards.",
    ),
    Cause.TOO_OLD: (
        "This program is too old",
        "The hub no longer speaks to version {version}. {why}",
        "Update Forecourt on this device. What you have saved stays here and is sent afterwards.",
    ),
    Cause.REVOKED: (
        "This device was locked out",
        "The hub does not accept this device any more: {why}",
        "Do not wipe it: what it has not sent is still here. Ask your administrator.",
    ),
    Cause.SIGN_IN: (
        "You need to sign in again",
        "The hub wants to know who is there.",
        "Choose “Sign out” in the menu with your name and sign in again. Your work on this device is safe.",
    ),
    Cause.CLOCK: (
        "The clock is wrong",
        "This device's clock is {off} {direction}. Times on this device, and the order of changes, are wrong by that.",
        "Set the date and time of this device, best to “automatic”. Nothing you entered is lost.",
    ),
    Cause.LOG_REWRITTEN: (
        "The hub's records have changed their past",
        (
            "The hub shows a log that does not go on from the one this device has seen ({where}). "
            "It was restored from a backup, or somebody altered it."
        ),
        "Tell whoever looks after the hub, and do not wipe this device: it holds what the hub may have lost.",
    ),
    Cause.REFUSED_CHANGE: (
        "The hub refused {count}",
        "Everything else goes through. What was refused is kept on this device: {what}.",
        "Open it below: mend it and send it again, hand it to somebody who may, or discard it.",
    ),
    Cause.FILE_DAMAGED: (
        "Damaged at the hub: {count}",
        "What the hub keeps of {count} is damaged, so this device cannot show it. Everything else is in step.",
        (
            "A device that still has it sends it again by itself when it meets the hub: open Forecourt where it was "
            "added, or add it again there. Else tell whoever looks after the hub, who may have a backup."
        ),
    ),
    Cause.DRILL: (
        "An outage drill runs",
        "This device leaves the hub alone on purpose, to see how work goes without it. Nothing is wrong.",
        "Go on working, or end the drill with the button above. What you save is kept and sent when it ends.",
    ),
    Cause.UNKNOWN: (
        "Something unexpected",
        "The conversation with the hub broke off for a reason this program does not know.",
        "It is tried again by itself. If it lasts, save a support file and send it to your administrator.",
    ),
}
NETWORK = {
    "none": "it is not connected to any network",
    "name": "the network is there, but does not know that name",
    "route": "no road leads there from this network",
}
CERTIFICATES = {
    "expired": "it has run out",
    "early": "it is not valid yet",
    "host": "it was made for another name",
    "issuer": "nobody this device trusts has signed it",
    "other": "it cannot be checked",
}
FAST, SLOW = "fast", "slow"
ONE_CHANGE, MANY_CHANGES = "1 change", "{count:,} changes"
ONE_FILE, MANY_FILES = "1 photo or paper", "{count:,} photos and papers"
REFUSED_WHAT = "{title}. The reason: {reason}"


def off(milliseconds: int) -> str:
    """How far a clock is off, in the unit people would use."""
    minutes = abs(milliseconds) / 60_000
    for least, size, unit in ((2_880, 1_440, "days"), (120, 60, "hours"), (0, 1, "minutes")):
        if minutes >= least:
            return f"{round(minutes / size):,} {unit}"
    return ""
