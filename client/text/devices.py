"""Words about looking after devices, and what revoked ones left."""

from __future__ import annotations

TITLE = "Devices"
DETAIL = "Every device of your house: when it was last heard, and whether it is trusted."
LOOK_AFTER = "Look after devices"
ASKING = "Asking the hub …"
ADD = "Add a device"
ADD_HELP = (
    "On the new device, open Forecourt and paste the link as the hub’s address (a phone reads it off the picture), or "
    "type address and code. The code works once, until {until}."
)
QR = "Picture of the link for a camera"
CODE, LINK = "Code", "Link with the code"
DEVICES, NO_DEVICES = "Devices", "No devices are known."
NEVER = "never heard"
HEARD = "last heard {when}"
VERSION = "version {version}"
REVOKED, TRUSTED = "Revoked", "Trusted"
NAME = "Name of the device"
RENAME, REVOKE = "Save name", "Revoke this device"
CLOSE = "Close"
REVOKE_TITLE = "Revoke {name}?"
REVOKE_TEXT = (
    "It can no longer sign in. At its next contact it hands in what it had not sent, which you then see here, and "
    "wipes everything it holds. This cannot be taken back; the device would have to be enrolled anew."
)
REVOKE_DONE = "{name} was revoked."
RENAME_DONE = "The device is now called {name}."
LEFT, LEFT_NOTHING = "Left by revoked devices", "Nothing waits for your decision."
LEFT_HELP = "Nothing of this is in your records yet. Look at each change, then apply or drop it."
LEFT_BY = "{author} on {device}, {when}"
LEFT_EDIT = "A change of {label}"
LEFT_NEW = "New: {label}"
LEFT_ABOUT = "{what}: {title}"
LEFT_WHAT = "What it does"
LEFT_FIELD, LEFT_WANTED, LEFT_WAS = "Field", "Is to be", "Was"
LEFT_NOW = "{was} (now {now})"
LEFT_UNREADABLE = (
    "What it changes cannot be shown: it builds on something that never reached the hub. It can be dropped, or applied "
    "once that is here."
)
PUT_AWAY, YES, NO = "Put away", "Yes", "No"
PHOTOS_ONE, PHOTOS = "1 photo or paper came with it.", "{count} photos or papers came with it."
PHOTOS_MISSING_ONE = "1 photo or paper it names is not on the hub: it was damaged or too large, or has still to come."
PHOTOS_MISSING = (
    "{count} photos or papers it names are not on the hub: they were damaged or too large, or have still to come."
)
APPLY, DROP = "Apply", "Drop"
APPLIED, DROPPED = "The change was applied.", "The change was dropped."
NOT_APPLIED = "The change could not be applied: {reason}"
WITHOUT_HUB = "Without the hub"
WITHOUT_HUB_HELP = "Carry the changes that wait here to another device, or to the hub, by USB stick."
WRITE, READ = "Write changes to a file", "Take changes from a file"
FILES = "Files of changes (*.forecourt-changes)"
FILE_NAME = "changes.forecourt-changes"


def photos_left(count: int, missing: int) -> list[str]:
    """What is said of the photos that a change names: those that came with it, and those that did not."""
    here = count - missing
    told = [PHOTOS_ONE if here == 1 else PHOTOS.format(count=here)] if here else []
    return told + ([PHOTOS_MISSING_ONE if missing == 1 else PHOTOS_MISSING.format(count=missing)] if missing else [])
